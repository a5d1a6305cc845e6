"""The answer without a model: honest, about this repository, and harmless whatever the repository is called."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from archlsp.design.kinds import GENERAL, checklists, kinds_of
from archlsp.design.offline import Asked, offline_answer
from archlsp.design.places import Places
from archlsp.design.sections import HEADINGS, Section
from archlsp.map.entry import Entry, Inventory, Kind, Unseen
from archlsp.messages import say
from archlsp.model.text import Span
from findings import finding_on

ENTRIES = (
    Entry(Kind.ENDPOINT, "POST /auth/login", "auth/views.py", Span.of(9, 0, 9, 4), "login"),
    Entry(Kind.TABLE, "users", "auth/models.py", Span.of(3, 0, 3, 4)),
    Entry(Kind.TABLE, "stock", "stock/models.py", Span.of(3, 0, 3, 4)),
)
INVENTORY = Inventory(ENTRIES, (Unseen("big.sql", "map-too-large"),), 12)


def asked(question: str, locale: str = "ja", **more: object) -> Asked:
    """A question about a small repository."""
    values: dict[str, object] = {"focus": None, "inventory": INVENTORY, "findings": (), **more}
    return Asked(question, locale, link=Places(Path("/shop")).address, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("新しいユーザー認証システムのAPIを設計してください", "auth"),
        ("このデータベースクエリのパフォーマンスを改善できますか", "query"),
        ("在庫管理のマイクロサービスを実装する必要があります", "service"),
        ("Should we cache product pages in Redis?", "cache"),
        ("注文イベントを Kafka で非同期に配信したい", "queue"),
        ("how do we scale to 10x load", "scaling"),
        ("返金処理を追加したい", "payment"),
        ("users テーブルのスキーマをどう設計すべきですか", "schema"),
        ("deploy to kubernetes without downtime", "deployment"),
        ("ありがとう", GENERAL),
        ("capital", GENERAL),
    ],
)
def test_the_kind_of_a_question(question: str, kind: str) -> None:
    """By its words, in both languages; a word inside of another is none."""
    assert kinds_of(question)[0].name == kind


def test_it_says_what_it_is_and_speaks_of_this_repository() -> None:
    """What bears on the question, with its place; what was not looked at; and what a key would add."""
    text = offline_answer(asked("新しいユーザー認証システムのAPIを設計してください"))
    assert text.startswith(say("ja", "offline-what-this-is"))
    assert "`POST /auth/login` [`auth/views.py:10`](file:///shop/auth/views.py#L10)" in text
    assert "stock/models.py" not in text
    assert say("ja", "offline-looked-at", files=12, skipped=1) in text
    assert say("ja", "offline-key-adds") in text
    assert "PKCE" in text


def test_findings_bear_on_it_by_lens_and_place() -> None:
    """One of the right lens in a file that the question is about; none of another part."""
    near = replace(finding_on("x = 1\n", "x = 1", path="auth/views.py"), title="期限のないトークン")
    far = replace(finding_on("x = 1\n", "x = 1", path="docs/conf.py"), title="関係のない指摘")
    text = offline_answer(asked("認証を設計してください", findings=(near, far)))
    assert "期限のないトークン" in text
    assert "関係のない" not in text


@pytest.mark.parametrize("locale", ["ja", "en"])
@pytest.mark.parametrize("name", sorted(checklists()))
def test_every_kind_is_asked_about_in_full(name: str, locale: str) -> None:
    """Six questions, sources with an address, a diagram, and every section in the template."""
    kind = checklists()[name]
    points = kind.points[locale]
    assert len(points) == len(set(points)) == 6
    assert all(len(point) > 30 and re.search(r"[?]|か(。|（)|ましたか|ますか", point) for point in points)
    assert len(kind.references) == 2
    assert all(address.startswith("https://") for _, address in kind.references)
    word = next(iter(sorted(kind.words)), "ありがとう")
    text = offline_answer(asked(word, locale))
    assert "```mermaid" in text
    for section in Section:
        if section is not Section.QUESTIONS:
            assert f"### {HEADINGS[locale][section]}" in text


def test_no_point_stands_in_two_kinds() -> None:
    """Each kind has something of its own to ask."""
    for locale in ("ja", "en"):
        points = [point for kind in checklists().values() for point in kind.points[locale]]
        assert len(points) == len(set(points))


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=60),
    st.text(st.sampled_from("a`|[]()<>!\n#*_\\$.:/ command日本"), min_size=1, max_size=40),
    st.sampled_from(["ja", "en"]),
)
def test_hostile_names_harm_nothing(question: str, name: str, locale: str) -> None:
    """No HTML, no image, no link but to the repository and to the checklists' sources."""
    entry = Entry(Kind.TABLE, name, f"src/{name}.py", Span.of(0, 0, 0, 1))
    finding = replace(finding_on("x = 1\n", "x = 1", path=f"src/{name}.py"), title=name)
    text = offline_answer(
        asked(
            f"{question} {name}",
            locale,
            inventory=Inventory((entry,), (), 1),
            findings=(finding,),
            focus=entry.path,
        )
    )
    known = {address for kind in checklists().values() for _, address in kind.references}
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        assert token.type != "html_block"
        for child in token.children or ():
            assert child.type not in {"image", "html_inline"}
            if child.type == "link_open":
                href = str(child.attrs["href"])
                assert href in known or href.startswith("file:///shop/src/")
