"""The command that serves the dashboard. It draws nothing, and decides nothing about who may see it."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from tracker.cli.shared import Asked, app


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="The port.")] = 8501,
    address: Annotated[str, typer.Option(help="The address; any but 127.0.0.1 needs a login.")] = "127.0.0.1",
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
) -> None:
    """Open the dashboard: on this machine only, unless a login is set up; a missing ledger is made.

    Example: tracker serve --port 8600 --no-browser
    """
    from streamlit import config
    from streamlit.web import cli as streamlit

    from tracker.web.binding import refuse_open_settings
    from tracker.web.login import login

    here = Path(__file__).resolve().parents[1]
    script = next(path for path in (here / "app.py", here.parent / "app.py") if path.is_file())
    # Settings and secrets may lie beside the script too; refused here, nothing has begun yet.
    config._main_script_path = str(script)
    refuse_open_settings(address, login())
    login.cache_clear()  # the server reads it anew, with its own port in it
    os.environ["TRACKER_LEDGER"] = Asked.url
    options = {"address": address, "port": port, "headless": str(not browser).lower()}
    sys.argv = ["streamlit", "run", str(script), *(f"--server.{name}={value}" for name, value in options.items())]
    streamlit.main(prog_name="streamlit")
