"""A hostile repository harms nothing: no text makes an extractor fail, hang, or tell a secret."""

import os
import re
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlsp.map.collect import collect
from archlsp.map.entry import Entry, Inventory, Kind, Unseen
from archlsp.map.facts import SIZE_LIMIT, facts_of
from archlsp.map.mermaid import as_mermaid
from archlsp.map.page_html import as_html
from archlsp.map.views import as_json, as_markdown, as_text
from archlsp.map.walk import files_of
from archlsp.map.wire import entries_of, inventory_of, inventory_value, value_of
from archlsp.model.text import Span, line_starts, split_lines
from command_line import Folder

_PATHS = (
    "a.py", "shop/urls.py", "models.py", "a.js", "a.ts", "app/api/route.ts", "a.go", "a.api", "A.java", "a.rs", "a.sql",
    "schema.prisma", "a.graphql", "a.proto", "compose.yaml", "k8s.yml", "openapi.json", "package.json", "Dockerfile",
    "application.properties", ".env.example", "migrations/0001_a.sql", "serverless.yml",
)  # fmt: skip
_SEEDS = (
    'from fastapi import FastAPI\napp = FastAPI()\n@app.get("/a")\ndef f(): ...\n',
    "const express = require('express');\nconst app = express();\napp.get('/a', h);\n",
    'package main\nimport "net/http"\nfunc main() { http.HandleFunc("/a", h) }\n',
    '@RestController @RequestMapping("/a") class A { @GetMapping("/b") void c() {} }\n',
    'use axum::Router;\nfn f() { Router::new().route("/a", get(h).post(i)) }\n',
    "CREATE TABLE a (b int, c text);\nALTER TABLE a ADD COLUMN d int;\nCREATE INDEX e ON a (b);\n",
    "services:\n  a:\n    image: b\n    environment:\n      C: d\n",
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n",
    "openapi: 3.0.0\npaths:\n  /a:\n    get: {operationId: b}\n",
    "type Query { a: B }\nservice C { rpc D (E) returns (F); }\nmodel G { id Int }\n",
    'import os, requests\nrequests.get("https://u:p@h/x?y")\nos.environ["A"]\n',
    'FROM a\nENV B=c\nEXPOSE 1\nCMD ["d"]\n',
)
_PIECES = st.sampled_from(_SEEDS).flatmap(
    lambda seed: st.tuples(
        st.just(seed), st.integers(0, len(seed)), st.integers(0, len(seed)), st.text(max_size=8)
    )
)


@given(st.sampled_from(_PATHS), st.lists(_PIECES, max_size=5))
@settings(max_examples=400, deadline=None)
def test_no_text_makes_an_extractor_fail(path: str, pieces: list[tuple[str, int, int, str]]) -> None:
    """Cut up and put together at will; places are in the text, and every view can show what is found."""
    text = "".join(seed[:one] + junk + seed[other:] for seed, one, other, junk in pieces)
    found = facts_of(path, text)
    starts, lines = line_starts(text), split_lines(text)
    for entry in found:
        assert entry.span.start <= entry.span.end
        assert entry.span.end.line < max(len(starts), 1)
        assert entry.span.start.column <= len(lines[entry.span.start.line] if lines else "")
        assert entry.name == entry.name.strip()
    assert entries_of(path, value_of(found)) == found
    inventory = Inventory(tuple(found), (Unseen(path, "map-large"),), 1, paths=(path,))
    assert inventory_of(inventory_value(inventory)) == inventory
    for locale in ("ja", "en"):
        assert as_markdown(inventory, locale)
        assert as_text(inventory, locale)
        assert as_html(inventory, locale).endswith("</html>\n")
    assert as_json(inventory)
    assert as_mermaid(inventory)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "[{(" * 30_000 + ")}]" * 30_000,
        "a" * 500_000,
        "@app.get(" * 30_000,
        'app.get("/a", ' * 20_000,
        ".route(" * 50_000,
        "service a {\n" * 20_000,
        'x = "' + "\\" * 300_000,
        "- " * 100_000,
        "https://" * 60_000,
        "@handler a\n" * 40_000,
        "{{{" * 100_000,
        "CREATE TABLE a (" * 20_000,
        "export const a = new Schema<" * 10_000,
        "web::get()" * 40_000 + " actix_web .route(",
        " " * 400_000 + "\n" + "\t" * 100_000,
        "process.env." * 50_000,
        "import " * 80_000,
        "#[get(" * 60_000 + " rocket",
        "model a {" * 50_000,
    ],
)  # fmt: skip
def test_long_and_deep_texts_are_done_with_soon(text: str) -> None:
    """Whatever the file is called; the limit is wide, and only growth by the square would break it."""
    prefix = 'from fastapi import APIRouter\nimport express\nimport "net/http"\n'
    begin = perf_counter()
    for path in _PATHS:
        facts_of(path, prefix + text[:100_000])
    assert perf_counter() - begin < 60


def test_what_is_too_large_or_no_text_is_counted() -> None:
    """And what there was no time for."""
    files = [("a.py", lambda: "x" * (SIZE_LIMIT + 1)), ("b.py", lambda: None), ("c.md", lambda: "# not read")]
    assert collect(files).skipped == (Unseen("a.py", "map-large"), Unseen("b.py", "map-unread"))
    late = collect([("a.py", lambda: "x = 1")], seconds=-1.0)
    assert late.skipped == (Unseen("a.py", "map-late"),)
    assert late.files == 0


def test_links_hidden_and_ignored_files_stay_where_they_are(folder: Folder, tmp_path: Path) -> None:
    """So do secrets, other repositories inside, and pipes that would never end."""
    folder.git("init", "-q")
    folder.write(".gitignore", "secret.py\nbuilt/\n")
    for path in (
        "app.py",
        "secret.py",
        "built/a.py",
        ".hidden/a.py",
        ".env",
        ".env.example",
        "a/b/c/d/deep.py",
        "inner/x.py",
    ):
        folder.write(path, "import os\nos.environ['A']\n" if path.endswith(".py") else "A=1\n")
    folder.git("init", "-q", "inner")
    outside = tmp_path / "outside.py"
    outside.write_text("import os\nos.environ['STOLEN']\n", encoding="utf-8")
    (folder.path / "link.py").symlink_to(outside)
    (folder.path / "linked").symlink_to(tmp_path)
    os.mkfifo(folder.path / "pipe.py")
    strange = os.fsdecode(b"odd\xff [name](x).py")
    (folder.path / strange).write_text("import os\nos.environ['ODD']\n", encoding="utf-8")
    files = files_of(folder.path)
    assert [name for name, _ in files] == [".env.example", "a/b/c/d/deep.py", "app.py", strange]
    inventory = collect(files)
    assert as_html(inventory, "ja").encode()
    page = as_markdown(inventory, "en")
    assert "](./odd%ED%B3%BF%20%5Bname%5D%28x%29.py#L2)" in page
    assert not re.search(r"STOLEN", as_json(inventory))


def test_names_cannot_leave_their_place_in_a_view() -> None:
    """Markup in a name is text in Markdown, HTML and Mermaid."""
    evil = '</td><script>alert(1)</script>|`x`](http://e)"]\n%% end'
    text = (
        f"import os\n"
        f"os.environ['A']\n"
        f"from fastapi import FastAPI\n"
        f"app = FastAPI()\n"
        f"@app.get('/{evil.splitlines()[0]}')\n"
        f"def f(): ...\n"
    )
    inventory = collect([("a.py", lambda: text)])
    assert len(inventory.entries) == 2
    html = as_html(inventory, "en")
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "Content-Security-Policy" in html
    row = next(line for line in as_markdown(inventory, "en").split("\n") if "script" in line)
    assert len(re.findall(r"(?<!¦)\|", row)) == 4
    place = Span.of(0, 0, 0, 1)
    detail = {"op": "create", "columns": 'b"] int, %% text, 1 }, c'}
    evils = tuple(Entry(kind, evil, evil, place, "", {**detail, "role": "produce"}) for kind in Kind)
    drawn = as_mermaid(Inventory(evils))
    label = r"[^\w\s\"]{1,2}\"[\w .:/@{}()+*,-]+\"[^\w\s\"]{1,2}"
    shape = rf"flowchart LR|erDiagram|  }}|    \w+ \w+|  \w+ --> \w+|  \w+{label}(?: {{)?"
    assert [line for line in drawn.splitlines() if line and not re.fullmatch(shape, line)] == []
