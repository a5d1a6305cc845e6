"""What can stand where on the command line, as all shells need it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from archlsp.cli.arguments import HELP, Command, Option
from archlsp.cli.commands import COMMANDS, GROUPS
from archlsp.cli.help import help_key
from archlsp.messages import say

GLOBAL_OPTIONS = ("--version", "--help")


class Kind(Enum):
    """What a word is."""

    NOTHING = "nothing"
    FILES = "files"
    FOLDERS = "folders"
    RULES = "rules"


_KINDS = {"PATH": Kind.FILES, "FILE": Kind.FILES, "FOLDER": Kind.FOLDERS, "RULE": Kind.RULES}


@dataclass(frozen=True, slots=True)
class Flag:
    """An option; `choices` are the values it takes, `value` names one that is free, "" where it takes none."""

    name: str
    help: str
    value: str = ""
    choices: tuple[str, ...] = ()
    kind: Kind = Kind.NOTHING

    @property
    def takes_value(self) -> bool:
        """Tell whether a word follows."""
        return bool(self.value)


@dataclass(frozen=True, slots=True)
class Line:
    """One command: `words` are its name."""

    words: tuple[str, ...]
    help: str
    flags: tuple[Flag, ...]
    operands: Kind
    choices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """As it is typed."""
        return " ".join(self.words)


def lines(locale: str) -> list[Line]:
    """Every command, with its help in the user's language."""
    return [_line(command, locale) for command in COMMANDS.values()]


def groups() -> Iterator[tuple[str, list[str]]]:
    """The first words of commands of two, each with the second words."""
    for group in sorted(GROUPS):
        yield group, [name.split()[1] for name in COMMANDS if name.split()[0] == group]


def first_words() -> list[str]:
    """What can follow `archlsp`."""
    return list(dict.fromkeys(name.split()[0] for name in COMMANDS))


def _line(command: Command, locale: str) -> Line:
    flags = tuple(_flag(option, locale) for option in (*command.options, HELP))
    bare = command.operands.strip("[].")
    choices = tuple(bare.split("|")) if "|" in bare else ()
    kind = _KINDS.get(bare, Kind.NOTHING)
    return Line(tuple(command.name.split()), say(locale, help_key(command.name)), flags, kind, choices)


def _flag(option: Option, locale: str) -> Flag:
    kind = _KINDS.get(option.value, Kind.NOTHING)
    return Flag(option.name, say(locale, option.key), option.value, option.choices, kind)
