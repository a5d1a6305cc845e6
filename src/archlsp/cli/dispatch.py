"""From the arguments to the command that they name."""

import sys
from collections.abc import Sequence
from importlib import import_module

from archlsp import __version__
from archlsp.cli.arguments import Command, Parsed, UsageError, parse
from archlsp.cli.commands import COMMANDS, GROUPS
from archlsp.cli.help import command_help, overview
from archlsp.cli.terminal import visible
from archlsp.messages import say
from archlsp.settings.nearest import nearest

USAGE = 2
# Imported only when named: no command pays for another's modules. Each has `run(parsed, locale) -> int`.
_MODULES = {
    "review": "archlsp.cli.review",
    "design": "archlsp.cli.design",
    "map": "archlsp.cli.map",
    "explain": "archlsp.cli.explain",
    "rules list": "archlsp.cli.rules_list",
    "rules new": "archlsp.cli.rules_new",
    "rules test": "archlsp.cli.rules_test",
    "trust": "archlsp.cli.trust",
    "consent list": "archlsp.cli.consent",
    "consent give": "archlsp.cli.consent",
    "consent withdraw": "archlsp.cli.consent",
    "status": "archlsp.cli.status",
    "spend": "archlsp.cli.spend",
    "cache show": "archlsp.cli.cache",
    "cache clear": "archlsp.cli.cache",
    "batch status": "archlsp.cli.batch",
    "batch submit": "archlsp.cli.batch",
    "batch collect": "archlsp.cli.batch",
    "completion": "archlsp.cli.completion.command",
    "doctor": "archlsp.cli.doctor",
}


def run(arguments: Sequence[str], locale: str) -> int:
    """Run the command; return the exit code."""
    try:
        return _run(list(arguments), locale)
    except UsageError as wrong:
        sys.stderr.write(f"archlsp: {usage_text(wrong, locale)}\n")
        return USAGE


def usage_text(wrong: UsageError, locale: str) -> str:
    """The sentence of a usage error, with what was probably meant."""
    detail = {key: visible(str(value)) for key, value in wrong.detail.items()}
    sentence = say(locale, wrong.code, **detail)
    if wrong.near is None:
        return sentence
    between = " " if locale == "en" else ""
    return sentence + between + say(locale, "usage-near", near=visible(wrong.near))


def _run(arguments: list[str], locale: str) -> int:
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        sys.stdout.write(overview(locale))
        return 0 if arguments else USAGE
    if arguments[0] in {"-V", "--version"}:
        sys.stdout.write(f"archlsp {__version__}\n")
        return 0
    command, rest = _command(arguments)
    parsed = parse(command, rest)
    if parsed.help:
        sys.stdout.write(command_help(command, locale))
        return 0
    return _call(command, parsed, locale)


def _call(command: Command, parsed: Parsed, locale: str) -> int:
    module = import_module(_MODULES[command.name])
    code: int = module.run(parsed, locale)
    return code


def _command(arguments: list[str]) -> tuple[Command, list[str]]:
    word, rest = arguments[0], arguments[1:]
    if word in GROUPS:
        names = [name.split()[1] for name in COMMANDS if name.startswith(word + " ")]
        second = rest[0] if rest else ""
        if second and not second.startswith("-"):
            del rest[0]
        else:
            second = names[0]
        if second not in names:
            raise UsageError("usage-unknown-command", nearest(second, names), command=f"{word} {second}")
        word = f"{word} {second}"
    if word not in COMMANDS:
        known = [*COMMANDS, *GROUPS]
        raise UsageError("usage-unknown-command", nearest(word, known), command=word)
    return COMMANDS[word], rest
