"""Text that somebody else wrote, made safe to show as Markdown."""

import re

_CODE = re.compile(r"(?<!`)`[^`\n]+`(?!`)")
_SPECIAL = re.compile(
    r"[\\`*\[\]<~]"  # what means something wherever it stands
    r"|(?<![^\W_])_|_(?![^\W_])"  # snake_case is no emphasis
    r"|(?m:^[#>+=-])"  # headings, quotes, lists, rules
    r"|&(?=#?\w+;)"  # entities
    r"|(?<=[A-Za-z]):(?=//)|(?<=www)\.|(?<=\w)@(?=\w)"  # what some renderers turn into links
)
_INDENT = re.compile(r"(?m)^[ \t]+")
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_ADDRESS = re.compile(r"https://[^\s<>\"\\()`]+\Z")


def visible(text: str) -> str:
    """Spell out characters that turn or hide what stands around them."""
    return _INVISIBLE.sub(lambda found: f"<U+{ord(found.group()):04X}>", text)


def escape(text: str) -> str:
    """Keep `code` as code and every other character as itself: no link, image or HTML can come of it."""
    shown = _INDENT.sub("", visible(text))
    parts = []
    end = 0
    for code in _CODE.finditer(shown):
        parts.append(_SPECIAL.sub(r"\\\g<0>", shown[end : code.start()]))
        parts.append(code.group())
        end = code.end()
    parts.append(_SPECIAL.sub(r"\\\g<0>", shown[end:]))
    return "".join(parts)


def block(code: str, language: str = "") -> str:
    """Fence code so that nothing in it can close the fence."""
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{visible(code).rstrip()}\n{fence}"


def link(title: str, address: str) -> str:
    """Link to an https address; any other is shown as text."""
    if _ADDRESS.match(address):
        return f"[{escape(title)}]({address})"
    return f"{escape(title)} ({escape(address)})"


def cell(text: str) -> str:
    """Fit a text into a table."""
    return escape(text).replace("\n", " ").replace("|", r"\|")
