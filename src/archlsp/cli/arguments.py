"""Reading the command line by a table of commands. argparse would speak English only, and guesses no names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from archlsp.settings.nearest import nearest


class UsageError(Exception):
    """The command line is wrong; `code` is a message key, `detail` fills its placeholders."""

    def __init__(self, code: str, near: str | None = None, **detail: object) -> None:
        """`near` is what the user probably meant."""
        super().__init__(code)
        self.code = code
        self.near = near
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Option:
    """`value` is the name of its value in the help, "" for a flag. Of one `group` only one may be given."""

    name: str
    value: str = ""
    choices: tuple[str, ...] = ()
    group: str = ""

    @property
    def key(self) -> str:
        """The message key of its help."""
        return "help-option" + self.name.removeprefix("-")


@dataclass(frozen=True, slots=True)
class Command:
    """`operands` is how they are shown in the help; `least` and `most` how many there may be."""

    name: str
    options: tuple[Option, ...] = ()
    operands: str = ""
    least: int = 0
    most: int | None = 0


@dataclass(slots=True)
class Parsed:
    """What was given: values by option, flags with the value ""."""

    command: Command
    values: dict[str, str] = field(default_factory=dict)
    operands: list[str] = field(default_factory=list)
    help: bool = False

    def has(self, name: str) -> bool:
        """Tell whether an option was given."""
        return name in self.values


HELP = Option("--help")


def parse(command: Command, arguments: Sequence[str]) -> Parsed:
    """Read the arguments of a command. Raises UsageError."""
    parsed = Parsed(command)
    known = {option.name: option for option in (*command.options, HELP)}
    words = list(arguments)
    while words:
        word = words.pop(0)
        if word == "--":
            parsed.operands += words
            break
        if word == "-h":
            word = HELP.name
        if word.startswith("-") and word != "-":
            _take_option(parsed, known, word, words)
        else:
            parsed.operands.append(word)
    parsed.help = parsed.has(HELP.name)
    if not parsed.help:
        _check_operands(parsed)
        _check_groups(parsed, known)
    return parsed


def _take_option(parsed: Parsed, known: Mapping[str, Option], word: str, words: list[str]) -> None:
    name, equals, value = word.partition("=")
    option = known.get(name)
    if option is None:
        raise UsageError("usage-unknown-option", nearest(name, known), option=name)
    if not option.value:
        if equals:
            raise UsageError("usage-no-value", option=name)
    elif not equals:
        if not words:
            raise UsageError("usage-value-missing", option=name, value=option.value)
        value = words.pop(0)
    if option.choices and value not in option.choices:
        near = nearest(value, option.choices)
        choices = ", ".join(option.choices)
        raise UsageError("usage-choice", near, option=name, value=value, choices=choices)
    parsed.values[name] = value


def _check_operands(parsed: Parsed) -> None:
    command, count = parsed.command, len(parsed.operands)
    if count < command.least:
        raise UsageError("usage-operand-missing", operand=command.operands)
    if command.most is not None and count > command.most:
        raise UsageError("usage-too-many", word=parsed.operands[command.most])


def _check_groups(parsed: Parsed, known: Mapping[str, Option]) -> None:
    chosen: dict[str, str] = {}
    for name in parsed.values:
        group = known[name].group
        if group in chosen:
            raise UsageError("usage-either", one=chosen[group], other=name)
        if group:
            chosen[group] = name
