"""Markdown for a person at a terminal: headings, code and places stand out, markup does not stand in the way."""

import re

from archlsp.cli.terminal import Style, visible

_LINK = re.compile(r"\[`?(?P<label>[^\]\n]*?)`?\]\((?P<address>[^)\s]+)\)")
_CODE = re.compile(r"`(?P<code>[^`\n]+)`")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>$~@])")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_TITLE = re.compile(r"^(#{1,6})[ \t]+(.*)$")


class Reader:
    """Paints line after line; remembers whether they are code."""

    def __init__(self, style: Style) -> None:
        """Nothing was read yet."""
        self._style = style
        self._fence = ""

    def line(self, line: str) -> str:
        """One line as it is shown."""
        run = re.match(r"`{3,}", line)
        if run is not None:
            self._fence = "" if self._fence else run[0]
            return self._style.paint(visible(line.strip("`")), "dim")
        if self._fence:
            return "    " + self._style.paint(visible(line), "cyan")
        title = _TITLE.match(line)
        if title is not None:
            return self._style.paint(self._plain(title[2]), "bold", *(["cyan"] if len(title[1]) == 1 else []))
        if line.strip() == "---":
            return self._style.paint("─" * min(self._style.columns - 1, 60), "dim")
        return self._plain(line)

    def _plain(self, line: str) -> str:
        text = _LINK.sub(self._link, line)
        text = _CODE.sub(lambda match: match["code"], text)
        text = _ESCAPED.sub(r"\1", text)
        for entity, letter in _ENTITIES.items():
            text = text.replace(entity, letter)
        return visible(text)

    @staticmethod
    def _link(match: re.Match[str]) -> str:
        label, address = match["label"], match["address"]
        return label if address.startswith("file:") else f"{label} <{address}>"
