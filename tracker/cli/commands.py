"""Which module has which command. It loads a module when one of its commands is asked for, and no other."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, cast

from typer.core import TyperGroup
from typer.main import get_command_from_info

MODULES: Mapping[str, tuple[str, ...]] = {
    "access": ("grant", "revoke", "grants", "token"),
    "backups": ("backup", "restore", "upgrade"),
    "briefs": ("brief",),
    "figures": ("gaps", "position", "timeline", "bridge", "dues", "movements"),
    "files": ("check", "import", "export", "template"),
    "ledgers": ("init", "log", "show", "history", "undo", "verify"),
    "outlook": ("outlook", "asks"),
    "serving": ("serve",),
}
"""The commands of each module of this package, in the order in which the help tells them."""
HOMES = {name: module for module, names in MODULES.items() for name in names}


class CommandGroup(TyperGroup):
    """All commands by their names; help and errors are Typer's own."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        # Typer suggests from these names for a mistyped one; the commands themselves come from `get_command`.
        self.commands = cast("dict[str, Any]", dict.fromkeys(HOMES))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The command of a name, with its module loaded; None for a name that is none."""
        if cmd_name not in HOMES:
            return None
        app = import_module(f"tracker.cli.{HOMES[cmd_name]}").app
        info = next(one for one in app.registered_commands if cmd_name == (one.name or one.callback.__name__))
        return get_command_from_info(
            info, pretty_exceptions_short=app.pretty_exceptions_short, rich_markup_mode=app.rich_markup_mode
        )
