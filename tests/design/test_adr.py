"""Records of decisions: MADR's shape, the project's own folder, number, name and language."""

import datetime
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlsp.design.adr import AdrPlaces, adr_of, adr_places, slug_of
from archlsp.trust.edits import may_create
from design.answers import answer

TODAY = datetime.date(2026, 11, 23)
ORDER = (
    "Context and Problem Statement",
    "Decision Drivers",
    "Considered Options",
    "Decision Outcome",
    "Pros and Cons of the Options",
    "More Information",
)
REQUIRED = {"Context and Problem Statement", "Considered Options", "Decision Outcome"}


def madr_faults(text: str) -> list[str]:
    """What MADR 4's template would not have."""
    faults = []
    front = re.match(r"\A---\nstatus: (\w+)\ndate: (\d{4}-\d\d-\d\d)\n---\n\n# \S", text)
    if front is None:
        faults.append("front matter and title")
    bare = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    if len(re.findall(r"^# ", bare, re.MULTILINE)) != 1:
        faults.append("one title")
    found = re.findall(r"^## (.+)$", bare, re.MULTILINE)
    faults += sorted(REQUIRED - set(found)) + [name for name in found if name not in ORDER]
    if found != sorted(found, key=lambda name: ORDER.index(name) if name in ORDER else 99):
        faults.append("order")
    options = bare.split("## Considered Options")[-1].split("\n## ")[0]
    if not re.search(r"^\* \S", options, re.MULTILINE):
        faults.append("options are a list")
    return faults


def put(root: Path, path: str, text: str = "# x\n") -> None:
    """Put a file into a folder."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, "utf-8")


def test_a_record_is_madr() -> None:
    """With everything that the answer says, at its place."""
    adr = adr_of(answer(), "Reserve stock by an API", AdrPlaces(locale="en"), "ja", TODAY)
    assert madr_faults(adr.text) == []
    assert adr.path == "docs/adr/0001-reserve-stock-by-an-api.md"
    assert "* 表を足す\n* 分離する" in adr.text
    assert "Chosen option: 表を足す" in adr.text
    assert "### Confirmation" in adr.text
    assert "* 得るもの: 簡単です" in adr.text


def test_without_records_it_speaks_the_users_language() -> None:
    """With the same order of headings."""
    text = adr_of(answer(), "在庫の API", AdrPlaces(), "ja", TODAY).text
    assert "## 背景と課題" in text
    assert "## Context" not in text


@pytest.mark.parametrize(
    ("there", "path"),
    [
        ({}, "docs/adr/0001-use-redis.md"),
        ({"docs/adr/README.md": "x"}, "docs/adr/0001-use-redis.md"),
        ({"doc/adr/0009-a.md": "x", "doc/adr/0010-b.md": "x"}, "doc/adr/0011-use-redis.md"),
        ({"docs/decisions/007-a.md": "x"}, "docs/decisions/008-use-redis.md"),
        ({"docs/adr/ADR-003-a.md": "x"}, "docs/adr/ADR-004-use-redis.md"),
        ({"adr/0001_a.md": "x"}, "adr/0002_use-redis.md"),
        ({".adr-dir": "doc/records\n", "doc/records/0001-a.md": "x"}, "doc/records/0002-use-redis.md"),
        ({".adr-dir": "../outside\n"}, "docs/adr/0001-use-redis.md"),
        ({"docs/architecture/decisions/0099-a.md": "x"}, "docs/architecture/decisions/0100-use-redis.md"),
    ],
)
def test_it_goes_where_the_project_keeps_its_records(
    tmp_path: Path, there: dict[str, str], path: str
) -> None:
    """With the next number, as wide as theirs, named as theirs."""
    for name, text in there.items():
        put(tmp_path, name, text)
    assert adr_of(answer(), "Use Redis", adr_places(tmp_path), "en", TODAY).path == path


def test_it_speaks_the_language_of_the_records(tmp_path: Path) -> None:
    """Whatever the user's is."""
    put(tmp_path, "docs/adr/0001-a.md", "# PostgreSQL を使う\n\n採択しました。\n")
    assert adr_places(tmp_path).locale == "ja"
    put(tmp_path, "docs/adr/0002-b.md", "# Use Redis\n")
    put(tmp_path, "docs/adr/0003-c.md", "# Use Kafka\n")
    assert adr_places(tmp_path).locale == "en"


def test_a_folder_that_leads_out_is_not_used(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Nothing is written through a link."""
    outside = tmp_path_factory.mktemp("outside")
    put(outside, "0001-a.md")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "adr").symlink_to(outside)
    places = adr_places(tmp_path)
    assert places.number == 1
    assert may_create(tmp_path, adr_of(answer(), "x", places, "en", TODAY).path)


def test_a_japanese_title_has_a_name_that_says_something() -> None:
    """In words that every file system takes."""
    assert slug_of("新しいユーザー認証システムの API を設計してください") == "user-auth-api"
    assert slug_of("注文が 10 倍になったら、どこから詰まりますか") == "order-10"
    assert slug_of("Café ガード") == "cafe"
    assert re.fullmatch(r"[a-z0-9-]+", slug_of("在庫"))


@given(st.text(max_size=200))
def test_any_title_gives_a_harmless_name(title: str) -> None:
    """No separators, no dots, no devices, never empty, never long."""
    slug = slug_of(title)
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug)
    assert len(slug) <= 70
    assert slug not in {"con", "prn", "aux", "nul"}


@given(st.text(st.sampled_from("#|-`\n 推奨 選択肢\\ab"), max_size=80))
def test_any_answer_gives_a_record(text: str) -> None:
    """Whatever the model wrote."""
    adr = adr_of(text, "Title", AdrPlaces(locale="en"), "en", TODAY)
    assert "front matter and title" not in madr_faults(adr.text)
