"""`archlsp map` on the terminal."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from command_line import Folder

_API = (
    "from fastapi import FastAPI\n"
    "import os\n"
    "app = FastAPI()\n"
    "URL = os.environ['DATABASE_URL']\n"
    "@app.get('/orders')\n"
    "def orders(): ...\n"
)
_COMPOSE = "services:\n  api:\n    build: .\n    depends_on: [db]\n  db:\n    image: postgres:16\n"


@pytest.fixture
def mapped(shop: Folder) -> Folder:
    """A small back end."""
    shop.write("api.py", _API)
    shop.write("compose.yaml", _COMPOSE)
    shop.write("db/001_init.sql", "CREATE TABLE orders (id bigint, note text);\n")
    shop.write("blob.py", b"\x00")
    return shop


def test_text_in_both_languages(mapped: Folder) -> None:
    """What there is, with places; what was not looked at is counted."""
    done = mapped.run("map")
    assert done.returncode == 0, done.stderr
    for line in (
        "Services (2)",
        "GET /orders  api.py:5",
        "orders  db/001_init.sql:1",
        "DATABASE_URL  api.py:4",
        "1 files were not looked at.",
    ):
        assert line in done.stdout
    assert "エンドポイント (1)" in mapped.run("map", "--language", "ja").stdout


def test_json_fits_its_schema(mapped: Folder) -> None:
    """Versioned, documented, and the same when it is asked again."""
    schema = json.loads((files("archlsp.map") / "inventory.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    first = mapped.run("map", "--format", "json").stdout
    Draft202012Validator(schema).validate(json.loads(first))
    assert json.loads(first)["version"] == 1
    assert mapped.run("map", "--format", "json").stdout == first
    assert {entry["kind"] for entry in json.loads(first)["entries"]} == {
        "service",
        "endpoint",
        "table",
        "config",
        "migration",
    } - {"migration"}


def test_mermaid_is_balanced(mapped: Folder) -> None:
    """A diagram of services and one of tables."""
    drawn = mapped.run("map", "--format", "mermaid").stdout
    assert 's0["api"]' in drawn
    assert "s0 --> s1" in drawn
    assert "erDiagram" in drawn
    assert "bigint id" in drawn
    for opening, closing in ("[]", "{}", "()"):
        assert drawn.count(opening) == drawn.count(closing)
    assert all(line.count('"') % 2 == 0 for line in drawn.splitlines())


def test_html_is_one_closed_page(mapped: Folder, tmp_path: Path) -> None:
    """Nothing is fetched, nothing runs; written to a file where one is named."""
    target = tmp_path / "map.html"
    done = mapped.run("map", "--format", "html", "--output", str(target))
    assert done.returncode == 0
    assert "Written to" in done.stderr
    page = target.read_text(encoding="utf-8")
    assert not re.search(r"<script|<link|<img|\bsrc=|href=\"(?!#)|@import|url\(", page)
    assert page.count("<table") == page.count("</table>") == 4


def test_kinds_and_paths(mapped: Folder) -> None:
    """Only what is asked for; a wrong kind and a folder that is not there are told."""
    done = mapped.run("map", "--kind", "table,endpoint", "db")
    assert "orders  db/001_init.sql:1" in done.stdout
    assert "GET /orders" not in done.stdout
    assert "DATABASE_URL" not in done.stdout
    wrong = mapped.run("map", "--kind", "tables")
    assert wrong.returncode == 2
    assert "tables" in wrong.stderr
    assert "table" in wrong.stderr
    lost = mapped.run("map", "--output", "nowhere/map.txt")
    assert lost.returncode == 3
    assert "cannot be written" in lost.stderr


def test_settings_leave_files_out(mapped: Folder) -> None:
    """`exclude` holds for the map, too; and it works without git."""
    mapped.write("archlsp.toml", 'exclude = ["db/"]\n')
    assert "001_init" not in mapped.run("map").stdout


def test_without_git(folder: Folder) -> None:
    """A folder is enough."""
    folder.write("api.py", _API)
    assert "GET /orders  api.py:5" in folder.run("map").stdout
    assert "Nothing that belongs" in folder.run("map", "--kind", "topic").stdout
