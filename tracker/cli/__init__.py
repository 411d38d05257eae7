"""The command line: it asks the desk, and prints. Exit status 0 done, 1 refused, 2 wrong usage."""

import io
import os
import sys

from tracker.cli.shared import app, say
from tracker.cli.terminal import print_problems
from tracker.ledger import LedgerError
from tracker.problems import RefusedError

__all__ = ["app", "main"]


def main() -> None:
    """Run a command; what is refused is said on standard error and ends with status 1."""
    for stream, errors in ((sys.stdout, "replace"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)
    try:
        app()
    except RefusedError as refused:
        print_problems(refused.problems)
        say(f"refused: {refused}")
    except LedgerError as error:
        say(f"refused: {error}")
    except OverflowError as error:
        say(f"refused: an amount became too large to be kept exactly ({error}); check the rates and the digits")
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        say(f"refused: {where}{error.strerror or error}; check that the place is there and may be used")
        _drop_output()
    else:
        return
    sys.exit(1)


def _drop_output() -> None:
    """Let go what cannot be written: at its end, the interpreter would try once more, and end with another status."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
