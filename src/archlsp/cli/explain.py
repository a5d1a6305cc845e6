"""`archlsp explain RULE`: the rule's page."""

import os
import sys

from archlsp.cli.arguments import Parsed
from archlsp.cli.known_rules import rule_named
from archlsp.cli.page import rule_page
from archlsp.cli.terminal import Style, style_of


def run(parsed: Parsed, locale: str) -> int:
    """Print the page; raises UsageError for an unknown rule."""
    page = rule_page(rule_named(parsed.operands[0]), locale)
    sys.stdout.write(_painted(page, style_of(sys.stdout, os.environ)))
    return 0


def _painted(page: str, style: Style) -> str:
    """Headings stand out on a terminal; in a pipe the page is Markdown as it is."""
    lines, in_code = [], False
    for line in page.splitlines():
        in_code ^= line.startswith("```")
        heading = line.startswith("#") and not in_code
        lines.append(style.paint(line, "bold", "cyan") if heading else line)
    return "\n".join(lines) + "\n"
