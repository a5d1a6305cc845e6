"""Prose and code of a model: nothing hidden, nothing that a terminal obeys, no links out."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlsp.claude.answer.prose import clean, clean_code, clean_line
from archlsp.claude.answer.references import known_hosts, safe_address

_HOSTILE = st.text(
    st.characters(categories=["Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Ll"]) | st.sampled_from("`:/.\n\t ")
)


@given(_HOSTILE, st.integers(10, 200))
def test_nothing_hidden_is_left(text: str, limit: int) -> None:
    """No control, no direction, no lone surrogate; and no more than was asked for."""
    for shown in (clean(text, limit), clean_line(text, limit), clean_code(text, limit)):
        assert len(shown) <= limit
        left = {letter for letter in shown if unicodedata.category(letter) in {"Cc", "Cs", "Co", "Zl", "Zp"}}
        assert left <= {"\n", "\t"}
        assert not {"\u202e", "\u200b", "\u2066", "\ufeff", "\U000e0041"} & set(shown)


def test_prose_keeps_what_it_says() -> None:
    """Names, code and the two scripts are untouched."""
    text = "`requests.get(\"http://x\")` は 10 秒待ちます。\n\nA new paragraph — with 'quotes'."
    assert clean(text, 500) == text


def test_terminal_codes_are_gone() -> None:
    """An answer cannot write elsewhere on the screen."""
    assert clean("\x1b[2J\x1b]8;;http://evil\x07red\x9b31m", 100) == "[2J]8;;http: //evilred31m"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see https://evil.example/?q=secret", "see https: //evil.example/?q=secret"),
        ("see HTTP://evil.example", "see HTTP: //evil.example"),
        ("https://owasp.org@evil.example", "https: //owasp.org@evil.example"),
        ("https://owasp.org.evil.example/", "https: //owasp.org.evil.example/"),
        ("https://owasp.org/Top10/ を参照", "https://owasp.org/Top10/ を参照"),
        ("https://owasp.orgを参照", "https: //owasp.orgを参照"),
        ("`curl http://localhost`", "`curl http://localhost`"),
    ],
)
def test_addresses_that_are_not_on_the_list_are_no_links(text: str, shown: str) -> None:
    """In code they stay as they are."""
    assert clean(text, 200) == shown


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://cwe.mitre.org/data/definitions/89.html", "https://cwe.mitre.org/data/definitions/89.html"),
        (" https://OWASP.org/Top10/#a ", "https://owasp.org/Top10/#a"),
        ("https://www.postgresql.org/docs/?leak=secret", "https://www.postgresql.org/docs/"),
        ("http://owasp.org/", None),
        ("https://owasp.org:443/", None),
        ("https://u:p@owasp.org/", None),
        ("https://owasp.org\\@evil.example/", None),
        ("https://evil.example/", None),
        ("https://owasp.org/(a)", None),
        ("https://owasp.org/\u202eabc", None),
        ("command:workbench.action.terminal.new", None),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//owasp.org/", None),
        ("https://owasp.org/" + "a" * 500, None),
        ("", None),
    ],
)
def test_links_go_to_known_hosts_alone(address: str, safe: str | None) -> None:
    """Nothing else, and no query that could carry something out."""
    assert safe_address(address) == safe


def test_the_list_of_hosts_has_no_place_where_anybody_publishes() -> None:
    """Data that somebody will add to one day."""
    assert "owasp.org" in known_hosts()
    assert all(host == host.lower() and "/" not in host for host in known_hosts())
    assert not known_hosts() & {
        "github.com",
        "gist.github.com",
        "medium.com",
        "raw.githubusercontent.com",
        "bit.ly",
    }


@pytest.mark.parametrize("fence", ["```", "```python"])
def test_a_fence_around_code_goes(fence: str) -> None:
    """It is asked for without one, and models add it."""
    assert clean_code(f"{fence}\nif a:\n    b()\n```\n", 100) == "if a:\n    b()"
    assert clean_code("    b()\n", 100) == "    b()"
