"""Markdown of a model, as an editor would render it: no HTML, no image, no link but to known references."""

import re
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from archlsp.claude.answer.references import known_hosts
from archlsp.claude.answer.sanitize import MarkdownStream, safe_markdown

_RENDERER = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(["table", "strikethrough"])
_HOST = re.compile(r"https://([^/?#]+)")
_PIECES = [
    *("<img src=x>", "<!--", "<script>", "<https://evil.example>", "[a](<https://evil.example>)", "[r]"),
    *(
        "![a](https://evil.example/x.png)",
        "[a](https://evil.example)",
        "[a](command:run)",
        "[r]: https://evil.example",
    ),
    *(
        "[a](https://owasp.org/x)",
        "![a](https://owasp.org/x.png)",
        "[a\n](https://owasp.org)",
        "https://evil.example/",
    ),
    *(
        "https://owasp.org@evil.example",
        "[a](javascript&colon;x)",
        "&lt;",
        "&#60;",
        "[",
        "]",
        "(",
        ")",
        "!",
        "\\",
    ),
    *("`", "``", "```", "````", "~~~", "```py", "$", "$$", "$ ` $", "*", "**", "_", "#", "---", "text", "文"),
    *("\n", "\n\n", "\r", "\r\n", "    ", "  ", "\t", "> ", "- ", "1. "),
    *("|", "|--|--|\n", "| a | b |\n|---|---|\n"),
]
_NASTY = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)


def _tokens(text: str) -> list[Token]:
    return [inner for token in _RENDERER.parse(text) for inner in (token, *(token.children or ()))]


def _check(shown: str) -> None:
    for token in _tokens(shown):
        assert token.type not in {"html_block", "html_inline", "image"}, shown
        if token.type == "link_open":
            host = _HOST.match(str(token.attrs["href"]))
            assert host is not None
            assert host[1] in known_hosts()


@settings(max_examples=1_000)
@given(_NASTY)
def test_nothing_that_acts_comes_through(text: str) -> None:
    """Whatever is combined with whatever."""
    _check(safe_markdown(text))


@settings(max_examples=200)
@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    """Any text at all."""
    _check(safe_markdown(text))


@given(_NASTY, st.lists(st.integers(0, 500)))
def test_pieces_make_the_same_as_the_whole(text: str, cuts: list[int]) -> None:
    """What is shown while it comes is what is shown in the end."""
    places = sorted({cut % (len(text) + 1) for cut in cuts})
    pieces = [text[begin:end] for begin, end in zip([0, *places], [*places, len(text)], strict=True)]
    stream = MarkdownStream()
    assert "".join([*map(stream.feed, pieces), stream.close()]) == safe_markdown(text)


def test_what_explains_stays() -> None:
    """Headings, lists, tables, emphasis, code and known links."""
    text = (
        "## 理由\n\n- **N+1** は `for` の中の `q(a < b)` です。\n"
        "\n| 案 | 代償 |\n| --- | --- |\n| `JOIN` | 行が増える |\n"
        "\n```python\nif a < b: print(f'{x[0]}')  # `tick`\n```\n\n[OWASP](https://owasp.org/Top10/) を参照。\n"
    )
    assert safe_markdown(text) == text


def test_a_list_item_cannot_smuggle_html_out_of_its_fence() -> None:
    """A fence in a list ends with the list, so every fence is put at the start of its line."""
    shown = safe_markdown("- a\n  ```\n<img src=x>\n  ```\n")
    _check(shown)
    assert "\n```\n<img src=x>\n```\n" in shown


def test_an_open_fence_is_closed() -> None:
    """An answer that was cut short does not swallow what is shown after it."""
    assert safe_markdown("```py\na = 1") == "```py\na = 1\n```\n"


def test_other_addresses_lose_their_form() -> None:
    """They can be read, and not clicked."""
    assert "https://" not in safe_markdown("see https://evil.example/?k=1 and [x](https://evil.example)")
    assert (
        safe_markdown("see https://www.rfc-editor.org/rfc/rfc9110 now\n").count("https://www.rfc-editor.org")
        == 1
    )


@pytest.mark.parametrize(
    "unit", ["`", "``a` ", "[a](https://", "\\", "-", "|", "- ", "a`", "~~~\n", "<", "&a"]
)
def test_time_grows_with_the_length_alone(unit: str) -> None:
    """No text makes it slow."""
    begin = process_time()
    safe_markdown(unit * (200_000 // len(unit)))
    stream = MarkdownStream()
    for _ in range(50_000):
        stream.feed(unit)
    stream.close()
    assert process_time() - begin < 6
