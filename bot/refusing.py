"""The command line's refusals: one sentence each, and an example of what would do."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from bot.domain.nearest import nearest
from bot.wanted import ConfigError

EXAMPLES = {
    "export": "earshot export all.zip",
    "import": "earshot import heard.csv",
    "erase": 'earshot erase customer "Acme Corp"',
    "backup": "earshot backup copy.db",
    "tick": "earshot tick --at 2026-09-14T09:00:00+02:00",
    "simulate": "earshot simulate --observations 1000",
    "sandbox": "earshot sandbox --port 3000",
}
"""Of what takes more than its name."""

WRONG = 2
"""How the command ends when it was not begun."""


class OwnWords(TyperGroup):
    """The command, refusing in our own words what it can't read."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Ends the process, as its base does. Without a word behind it, it shows its help."""
        del standalone_mode
        words = list(sys.argv[1:] if args is None else args) or ["--help"]
        try:
            code = super().main(words, prog_name, complete_var, False, windows_expand_args, **extra)
        except ConfigError as error:
            refused = str(error)
        except TyperException as error:
            refused = self._sentence(error, words[0])
        else:
            sys.exit(code if isinstance(code, int) else 0)
        typer.echo(refused, err=True)
        sys.exit(WRONG)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            near = nearest(args[0], self.commands, 1)
            meant = f" Did you mean {near[0]}?" if near else ""
            listed = ", ".join(self.commands)
            raise ConfigError(f"There is no command {args[0]!r}.{meant} There are {listed}.")
        return super().resolve_command(ctx, args)

    def _sentence(self, error: TyperException, verb: str) -> str:
        command = self.commands.get(verb)
        options = {name: each for each in command.params for name in each.opts} if command else {}
        name, missing = getattr(error, "option_name", ""), getattr(error, "param", None)
        if getattr(options.get(name), "is_flag", False):
            wrong = f"{name} takes no value."
        elif name in options:
            wrong = f"{name} wants a value behind it."
        elif name:
            near = nearest(name, (each for each in options if each.startswith("-")), 1)
            wrong = f"There is no option {name!r}." + (f" Did you mean {near[0]}?" if near else "")
        elif missing is not None:
            wrong = f"{str(missing.name).upper()} is missing."
        else:
            wrong = f"That is more than `earshot {verb}` takes."
        usual = f"earshot {verb}" if command else "earshot --help"
        return f"{wrong} For example: {EXAMPLES.get(verb, usual)}"
