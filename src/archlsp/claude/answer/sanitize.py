"""Markdown that a model wrote, made safe to show while it is still being written.

Headings, lists, tables, emphasis and code stay. HTML, images, and links but to known references become text. The
rules are stricter than Markdown's, so that every renderer sees as code only what is taken for code here: a fence
always starts its line, a code span ends in its line, and every other backtick, tilde fence and dollar is escaped.
"""

import re

from archlsp.claude.answer.prose import BROKEN_MARK, plain_lines, without_addresses
from archlsp.claude.answer.references import begins_known, safe_address

_LONGEST = 200_000
_LONGEST_LINE = 4_000
_OPENS = re.compile(r"[ \t]*(?P<fence>`{3,}(?=[^`]*\Z)|~{3,})(?P<info>.*)\Z")
_LANGUAGE = re.compile(r"[A-Za-z0-9_+#.-]{0,30}")
_TABLE_RULE = frozenset(" \t>*+0123456789.)|:-")
_TOKEN = re.compile(
    r"\\`+"  # before code: an escaped backtick opens none
    r"|\\[^\w\s]"
    r"|(?P<code>(?<!`)(?P<run>`+)(?!`).+?(?<!`)(?P=run)(?!`))"
    r"|(?<!!)\[(?P<title>[^\[\]`<>&\\!\n$]{1,200})\]\((?P<address>https://[^\s()<>\"'\\`]{1,300})\)"
    r"|(?P<mark>://)"
    r"|`+|[<\[$]|~{3,}|&(?=#?\w+;)|(?<=\w)@(?=\w)"
)
_ANGLE = "&lt;"


class MarkdownStream:
    """Makes Markdown safe block by block: a block is shown when the blank line after it has come."""

    def __init__(self) -> None:
        """Nothing has come yet."""
        self._left = _LONGEST
        self._after_return = False
        self._line: list[str] = []
        self._block: list[str] = []
        self._fence: str | None = None
        self._info = ""

    def feed(self, piece: str) -> str:
        """Take the next piece; return what can be shown now."""
        if not piece:
            return ""
        text = piece.removeprefix("\n") if self._after_return else piece
        self._after_return = piece.endswith("\r")
        text = text[: self._left]
        self._left -= len(text)
        first, *others = plain_lines(text).split("\n")
        self._line.append(first)
        shown = []
        for line in others:
            shown += self._take("".join(self._line))
            self._line = [line]
        return "".join(shown)

    def close(self) -> str:
        """Return the rest."""
        rest, self._line = "".join(self._line), []
        shown = self._take(rest) if rest else []
        return "".join([*shown, self._flush()])

    def pending(self) -> str:
        """What of the rest can be shown already: as if it ended here. It may look otherwise when it is whole."""
        rest = "".join(self._line)
        block = [*self._block, rest] if rest else self._block
        return _shown_block(block, self._fence is not None, self._info) if block else ""

    def _take(self, line: str) -> list[str]:
        if self._fence is not None:
            bare = line.strip()
            if len(bare) >= len(self._fence) and set(bare) == {self._fence[0]}:
                return [self._flush()]
            self._block.append(line)
            return []
        opens = _OPENS.match(line)
        if opens is not None:
            shown = self._flush()
            self._fence, self._info = opens["fence"], opens["info"].strip()
            return [shown]
        if not line.strip():
            return [self._flush(), "\n"]
        self._block.append(line)
        return []

    def _flush(self) -> str:
        block, self._block = self._block, []
        is_code, self._fence = self._fence is not None, None
        return _shown_block(block, is_code, self._info)


def _shown_block(block: list[str], is_code: bool, info: str) -> str:
    if is_code:
        return _fenced(block, info)
    in_table = any("-" in line and _TABLE_RULE.issuperset(line) for line in block)
    return "".join(safe_line(line, in_table) + "\n" for line in block)


def safe_markdown(text: str) -> str:
    """Make a whole text safe."""
    stream = MarkdownStream()
    return stream.feed(text) + stream.close()


def safe_line(line: str, in_table: bool = False) -> str:
    """Make one line outside code safe. A table ends a cell at a bar even in code, so such code becomes text there."""
    parts = []
    end = 0
    if len(line) > _LONGEST_LINE:
        return _as_text(line)
    for token in _TOKEN.finditer(line):
        parts += [line[end : token.start()], _shown(token, in_table)]
        end = token.end()
    return "".join([*parts, line[end:]])


def _shown(token: re.Match[str], in_table: bool) -> str:
    text = token.group()
    if token["code"] is not None:
        return _as_text(text) if in_table and "|" in text else text
    if token["address"] is not None:
        address = safe_address(token["address"])
        return f"[{token['title']}]({address})" if address else _as_text(text)
    if token["mark"] is not None:
        return text if _is_known(token) else BROKEN_MARK
    if len(text) > 1 and text[0] == "\\" and text[1] != "`":
        return text
    return _as_text(text.removeprefix("\\"))


def _is_known(mark: re.Match[str]) -> bool:
    begin = mark.start() - len("https")
    return begin >= 0 and begins_known(mark.string, begin)


def _as_text(text: str) -> str:
    """Escape everything that could mean more than itself."""
    shown = re.sub(r"[\\`\[$~@]", r"\\\g<0>", text.replace("&", "&amp;"))
    return without_addresses(shown.replace("<", _ANGLE))


def _fenced(lines: list[str], info: str) -> str:
    language = _LANGUAGE.match(info)
    runs = (len(run) for line in lines for run in re.findall(r"`+", line))
    fence = "`" * max(3, max(runs, default=0) + 1)
    return "\n".join([fence + (language.group() if language else ""), *lines, fence]) + "\n"
