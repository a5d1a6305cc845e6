"""The help texts, built from the table of commands."""

from archlsp.cli.arguments import HELP, Command, Option
from archlsp.cli.commands import COMMANDS
from archlsp.cli.width import pad, width
from archlsp.messages import say

_WIDEST = 34


def overview(locale: str) -> str:
    """What `archlsp --help` prints."""
    rows = [(f"archlsp {name}", say(locale, help_key(name))) for name in COMMANDS]
    rows += [(f"archlsp {name}", say(locale, f"help{name[1:]}")) for name in ("--version", "--help")]
    lines = [say(locale, "help-title"), "", *_table(rows), "", say(locale, "help-exit-codes")]
    return "\n".join(lines) + "\n"


def command_help(command: Command, locale: str) -> str:
    """What `archlsp COMMAND --help` prints."""
    usage = " ".join(filter(None, (f"archlsp {command.name}", "[...]", command.operands)))
    options = [(_shown(option), say(locale, option.key)) for option in (*command.options, HELP)]
    head = [say(locale, "help-usage", usage=usage), "", say(locale, help_key(command.name)), ""]
    return "\n".join([*head, *_table(options)]) + "\n"


def help_key(name: str) -> str:
    """The message key of a command's help."""
    return "help-" + name.replace(" ", "-")


def _shown(option: Option) -> str:
    return f"{option.name} {option.value}".rstrip()


def _table(rows: list[tuple[str, str]]) -> list[str]:
    left = min(_WIDEST, max(width(name) for name, _ in rows))
    return [f"  {pad(name, left)}  {text}" for name, text in rows]
