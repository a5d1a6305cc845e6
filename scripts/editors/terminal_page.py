"""Turn what `tmux capture-pane -e` kept into a page that looks like the terminal: `terminal_page.py FILE > PAGE`."""

import re
import sys
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

_CODE = re.compile("\x1b\\[([0-9;:]*)m")
_REST = re.compile(
    "\x1b(?:\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|[()][A-Z0-9]|\\[[0-9;?]*[A-Za-z]|[=>])|[\x0e\x0f]"
)
_BASIC = (
    *("#000000", "#cd3131", "#0dbc79", "#e5e510", "#2472c8", "#bc3fbc", "#11a8cd", "#e5e5e5"),
    *("#666666", "#f14c4c", "#23d18b", "#f5f543", "#3b8eea", "#d670d6", "#29b8db", "#ffffff"),
)
_FRONT, _BACK = "#d4d4d4", "#14161b"
_PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: {back}; color: {front} }}
pre {{ font: 14px/18px "DejaVu Sans Mono", "Noto Sans Mono CJK JP", "Noto Color Emoji", monospace; margin: 8px }}
</style><pre>{text}</pre>
"""


Style = dict[str, str]
"""How the next characters look: CSS by what was set; "front" and "back" are colours, "reverse" swaps them."""
_FLAGS = {1: "font-weight:bold", 3: "font-style:italic", 4: "text-decoration:underline", 7: "reverse"}
_ENDS = {22: "1", 23: "3", 24: "4", 27: "7", 39: "front", 49: "back"}


def _css(style: Style) -> str:
    front, back = style.get("front"), style.get("back")
    if "7" in style:
        front, back = back or _BACK, front or _FRONT
    colours = [f"color:{front}" if front else "", f"background:{back}" if back else ""]
    others = [style[name] for name in ("1", "3", "4") if name in style]
    return ";".join(part for part in (*colours, *others) if part)


def _colour(number: int) -> str:
    if number < len(_BASIC):
        return _BASIC[number]
    if number >= 232:
        return "#" + f"{8 + 10 * (number - 232):02x}" * 3
    steps = (0, 95, 135, 175, 215, 255)
    number -= 16
    return "#" + "".join(f"{steps[number // power % 6]:02x}" for power in (36, 6, 1))


def _extended(numbers: Sequence[int]) -> tuple[str | None, int]:
    """The colour after 38, 48 or 58, and how many numbers it takes."""
    if numbers[:1] == [5] and len(numbers) > 1:
        return _colour(numbers[1]), 2
    if numbers[:1] == [2] and len(numbers) > 3:
        return "#" + "".join(f"{one:02x}" for one in numbers[1:4]), 4
    return None, len(numbers)


def _simple(style: Style, number: int) -> None:
    if number == 0:
        style.clear()
    elif number in _FLAGS:
        style[str(number)] = _FLAGS[number]
    elif number in _ENDS:
        style.pop(_ENDS[number], None)
    for first, name, base in ((30, "front", 0), (40, "back", 0), (90, "front", 8), (100, "back", 8)):
        if first <= number < first + 8:
            style[name] = _BASIC[base + number - first]


def _apply(style: Style, code: str) -> None:
    # A part with colons is one attribute, as 4:3 for a wavy line; only its first number matters here.
    numbers = [int(part.split(":")[0] or 0) for part in code.split(";")]
    while numbers:
        number = numbers.pop(0)
        if number not in (38, 48, 58):
            _simple(style, number)
            continue
        colour, taken = _extended(numbers)
        del numbers[:taken]
        if colour and number != 58:
            style["front" if number == 38 else "back"] = colour


def spans(text: str) -> Iterator[str]:
    """The text with its colours as HTML."""
    style: Style = {}
    for index, part in enumerate(_CODE.split(text)):
        if index % 2:
            _apply(style, part)
        elif plain := escape(_REST.sub("", part)):
            css = _css(style)
            yield f'<span style="{css}">{plain}</span>' if css else plain


if __name__ == "__main__":
    captured = Path(sys.argv[1]).read_text(encoding="utf-8")
    sys.stdout.write(_PAGE.format(front=_FRONT, back=_BACK, text="".join(spans(captured))))
