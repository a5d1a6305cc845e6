"""Whether prose is in the language that was asked for."""

import re

_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
_NOT_PROSE = re.compile(
    r"https?://\S+"
    r"|\b[A-Za-z]+(?:[_.:/#@=-][A-Za-z0-9]+)+\b(?:\(\))?"  # snake_case, dotted.names, paths, kebab-case
    r"|\b\w+\(\)"
    r"|\b[A-Z]?[a-z0-9]+(?:[A-Z][a-z0-9]*)+\b"  # camelCase
    r"|\b[A-Z][A-Z0-9+]+s?\b",  # SQL, HTTP, IDs
    re.ASCII,
)
_QUOTED = re.compile(r"「[^」\n]*」|『[^』\n]*』|“[^”\n]*”|\"[^\"\n]*\"|(?<!\w)'[^'\n]*'(?!\w)")
_KANA = re.compile(r"[ぁ-ゖァ-ヺー]")
_CJK = re.compile(r"[ぁ-ゖァ-ヺー一-鿿㐀-䶿가-힣]")
_WORD = re.compile(r"[A-Za-z][a-z']+")
_LETTER = re.compile(r"[A-Za-z]")

_STRAY_WORDS = 5
_JAPANESE_A_WORD = 2
_LATIN_A_SIGN = 8


def speaks(text: str, locale: str) -> bool:
    """Tell whether every line of prose is in the language; code, names and quotations count for neither."""
    speaks_it = _is_english if locale == "en" else _is_japanese
    lines = [line for line in _CODE.sub(" ", text).splitlines() if line.strip()]
    return speaks_it(lines)


def _is_japanese(lines: list[str]) -> bool:
    """Kana somewhere, and no line that is a sentence of another language."""
    prose = [_NOT_PROSE.sub(" ", line) for line in lines]
    if not any(_KANA.search(line) for line in prose):
        return not any(_WORD.search(line) or _CJK.search(line) for line in prose)
    return not any(_is_foreign(line) for line in prose)


def _is_foreign(line: str) -> bool:
    words = len(_WORD.findall(line))
    return words > _STRAY_WORDS and len(_CJK.findall(line)) < _JAPANESE_A_WORD * words


def _is_english(lines: list[str]) -> bool:
    """Here and there the name of a table may be Japanese, a sentence may not."""
    for line in lines:
        prose = _QUOTED.sub(" ", line)
        if len(_CJK.findall(prose)) * _LATIN_A_SIGN > len(_LETTER.findall(prose)):
            return False
    return True
