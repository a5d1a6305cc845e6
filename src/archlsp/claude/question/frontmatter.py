"""The lines between two `---` at the top of an agent file, and the text below them.

Descriptions are prose, and often no YAML: tools write them unquoted, with colons in them. So a description is taken as
it stands, and never breaks a file.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

_FENCE = re.compile(r"\ufeff?---[ \t]*\r?\n")
_END = re.compile(r"^---[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_DESCRIPTION = re.compile(r"^description[ \t]*:.*(?:\n(?![\w-]+[ \t]*:).*)*", re.MULTILINE)
_SCALARS = (str, int, float, date)


class FrontMatterError(Exception):
    """What stands there cannot be read; `line` is where, 0 where the end is missing."""

    def __init__(self, line: int) -> None:
        """Carry the line, from 1."""
        super().__init__(f"line {line}")
        self.line = line


def split(text: str) -> tuple[Mapping[str, Any], str]:
    """Part the front matter from the body; without front matter all of it is body. Raises FrontMatterError."""
    begin = _FENCE.match(text)
    if begin is None:
        return {}, text.removeprefix("\ufeff")
    end = _END.search(text, begin.end())
    if end is None:
        raise FrontMatterError(0)
    head = _parsed(text[begin.end() : end.start()].replace("\r\n", "\n"))
    return head, text[end.end() :]


def word(value: object) -> str | None:
    """Return a plain value as text; None for what is none."""
    if value is None:
        return ""
    return str(value).strip() if isinstance(value, _SCALARS) and not isinstance(value, bool) else None


def _parsed(head: str) -> Mapping[str, Any]:
    said = _DESCRIPTION.search(head)
    blank = _DESCRIPTION.sub(lambda match: "\n" * match[0].count("\n"), head)
    try:
        found = yaml.safe_load(blank)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise FrontMatterError(getattr(mark, "line", 0) + 2) from error
    if not isinstance(found, dict | None):
        raise FrontMatterError(2)
    return {**({"description": said[0].split(":", 1)[1].strip()} if said else {}), **(found or {})}
