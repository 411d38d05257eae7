"""Which module has which command. It loads a module when one of its commands is asked for, and no other."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, cast

from typer.core import TyperCommand, TyperGroup
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


class AsItIs:
    """How an option gets its value where that is right as it stands; every other goes Typer's own way, with its errors.

    Typer's own way is a validator of Pydantic's for each option, given or not. To load it and to make these takes a
    tenth of the time in which a command answers.
    """

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value of a parameter."""
        if param.nargs == 1 and not param.multiple:
            of = param.type_descriptor
            if value is None or (isinstance(value, str) and (of.annotation is str or value in (of.choices or ()))):
                return value
        param._runtime_param = None
        return param.get_runtime_param().coerce(value, param, ctx)


def _take_as_it_is(params: list[Any]) -> list[Any]:
    for param in params:
        param._runtime_param = AsItIs()
    return params


class OneCommand(TyperCommand):
    """A command whose options take what is right as it stands."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Its parameters and the option for help."""
        return _take_as_it_is(super().get_params(ctx))


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
        info.cls = OneCommand
        return get_command_from_info(
            info, pretty_exceptions_short=app.pretty_exceptions_short, rich_markup_mode=app.rich_markup_mode
        )

    def get_params(self, ctx: Any) -> list[Any]:
        """The options before a command, and the option for help."""
        return _take_as_it_is(super().get_params(ctx))
