"""Places that an answer names: links where they exist, gone and counted where they do not."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from archlsp.design.page import Writing
from archlsp.design.places import Places


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with a file of three lines."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "pay.py").write_text("a\nb\nc\n", "utf-8")
    (tmp_path / "src" / "日本 語.py").write_text("a\n", "utf-8")
    (tmp_path / ".env").write_text("KEY=1\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("`src/pay.py:3` です", "[`src/pay.py:3`]({root}/src/pay.py#L3) です"),
        ("`src/pay.py:1-9`", "[`src/pay.py:1-3`]({root}/src/pay.py#L1-L3)"),
        ("`./src/pay.py:2`", "[`src/pay.py:2`]({root}/src/pay.py#L2)"),
        ("見ると src/pay.py:2 にあります", "見ると [`src/pay.py:2`]({root}/src/pay.py#L2) にあります"),
        ("`src/pay.py:4` です", "… です"),
        ("既存の `src/pay.py:4` の関数", "既存の … の関数"),
        ("処理（`src/none.py:1`）です", "処理です"),
        ("処理 (`src/none.py:1`, `src/gone.py:2`) です", "処理 です"),
        ("`src/pay.py:1` と `src/none.py:1` です", "[`src/pay.py:1`]({root}/src/pay.py#L1) です"),
        ("`../outside.py:1`", "…"),
        ("`.env:1`", "`.env:1`"),
        ("`/etc/passwd.txt:1`", "`/etc/passwd.txt:1`"),
        ("`<b>`src/pay.py:1`<i>`", "`<b>`[`src/pay.py:1`]({root}/src/pay.py#L1)`<i>`"),
        ("`src/pay.py:1````<b>`", "`src/pay.py:1````<b>`"),
        ("`localhost:8080` と `redis:6379` と 10:30", "`localhost:8080` と `redis:6379` と 10:30"),
        ("新しい `src/stock.py` を作ります", "新しい `src/stock.py` を作ります"),
        ("```\nsrc/none.py:1\n```", "```\nsrc/none.py:1\n```"),
    ],
)
def test_places(shop: Path, said: str, shown: str) -> None:
    """Ports, times and files that are to be made are no places; code blocks are left alone."""
    assert Places(shop).checked(said) == shown.format(root=shop.as_uri())


def test_they_are_counted(shop: Path) -> None:
    """For the note below the answer, and for what is built from it."""
    places = Places(shop)
    places.checked("`src/pay.py:3` `src/pay.py:9` `x/y.go:1` src/z.sql:2")
    assert places.linked == [("src/pay.py", 3)]
    assert places.removed == 3


def test_a_link_out_of_the_folder_does_not_exist(
    shop: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever it points to."""
    outside = tmp_path_factory.mktemp("outside") / "x.py"
    outside.write_text("secret\n", "utf-8")
    (shop / "link.py").symlink_to(outside)
    (shop / "folder").symlink_to(outside.parent)
    assert (
        Places(shop).checked("`link.py:1``folder/x.py:1`".replace("``", "` `")).replace("…", "").strip() == ""
    )


PIECES = (
    *(
        "`src/pay.py:",
        "1`",
        "9`",
        "](",
        "[x]",
        "```",
        "\n",
        "\n\n",
        "| a |",
        "|---|",
        "<b>",
        "`",
        "(",
        ")",
        "../",
        "%2e",
    ),
    *("src/pay.py:2", "https://evil.example/", "\0", "日本 語.py:1", "\\", "command:x", "~~~"),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pieces=st.lists(
        st.sampled_from(PIECES),
        max_size=24,
    )
)
def test_every_link_that_is_shown_leads_to_a_file_of_the_folder(shop: Path, pieces: list[str]) -> None:
    """However the answer is put together and wherever it is cut, while it is written and at its end."""
    root = shop.as_uri()
    writing = Writing(Places(shop))
    for piece in pieces:
        writing.feed(piece)
        _check(writing.body, root)
    writing.end()
    _check(writing.body, root)


def _check(body: str, root: str) -> None:
    for token in MarkdownIt("commonmark").enable("table").parse(body):
        for child in token.children or ():
            assert child.type not in {"image", "html_inline"}
            if child.type == "link_open":
                assert str(child.attrs["href"]).startswith(f"{root}/src/pay.py#L")
        assert token.type != "html_block"
