"""`archlsp completion bash|zsh|fish`: print what makes the Tab key know our commands."""

import sys

from archlsp.cli.arguments import Parsed, UsageError
from archlsp.cli.completion import bash, fish, zsh
from archlsp.cli.completion.grammar import lines
from archlsp.rules.catalog import Catalog
from archlsp.settings.nearest import nearest

_SHELLS = {"bash": bash.script, "zsh": zsh.script, "fish": fish.script}


def run(parsed: Parsed, locale: str) -> int:
    """Print the script; raises UsageError for a shell that we do not know."""
    shell = parsed.operands[0]
    if shell not in _SHELLS:
        near = nearest(shell, _SHELLS)
        raise UsageError("usage-shell", near, shell=shell, choices=", ".join(_SHELLS))
    rules = sorted(rule.id for rule in Catalog.load().rules)
    sys.stdout.write(_SHELLS[shell](lines(locale), rules))
    return 0
