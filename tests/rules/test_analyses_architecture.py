"""Analyses that look beside the file under review: what they see of the folder, what they say, when they keep still."""

import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from archlsp.rules.analyses import (
    cycles,
    duplicates,
    environment,
    layering,
    sizes,
    testhabits,
    testing,
    untested,
)
from archlsp.rules.analysis import Place
from archlsp.rules.neighbours import Neighbours
from archlsp.rules.outline import functions_of
from archlsp.rules.source import Source

_ALL = (cycles, duplicates, environment, layering, sizes, testhabits, testing, untested)


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files below a folder."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")


def source(folder: Path, path: str, language: str, *changed: str) -> Source:
    """Make a source of a file of the folder."""
    found = Source(path, language, (folder / path).read_text("utf-8"))
    found.folder, found.changed = str(folder), changed
    return found


def said(places: list[Place]) -> list[tuple[str, int]]:
    """Return what was found, and in which line."""
    return [(place.ask, place.span.start.line + 1) for place in places]


def test_neighbours_stay_in_the_folder(tmp_path: Path) -> None:
    """Neither a link to a file nor one to a folder nor a way up leads out."""
    inside = tmp_path / "inside"
    write(tmp_path, {"secret.py": "a", "outside/b.py": "b", "inside/plain.py": "p"})
    (inside / "link.py").symlink_to(tmp_path / "secret.py")
    (inside / "folder").symlink_to(tmp_path / "outside")
    neighbours = Neighbours(str(inside))
    read = {
        path: neighbours.fact(path, _text) for path in ("plain.py", "link.py", "folder/b.py", "../secret.py")
    }
    assert read == {"plain.py": "p", "link.py": None, "folder/b.py": None, "../secret.py": None}
    assert neighbours.listing("").files == ("plain.py",)
    assert neighbours.fact(str(tmp_path / "secret.py"), _text) is None


def test_neighbours_notice_a_change_and_a_limit(tmp_path: Path) -> None:
    """What was read is kept only as long as the file stays as it was; the number of files has an end."""
    write(tmp_path, {"a.py": "one"})
    assert Neighbours(str(tmp_path)).fact("a.py", _text) == "one"
    write(tmp_path, {"a.py": "another", "b.py": "b"})
    few = Neighbours(str(tmp_path), files=1)
    assert (few.fact("a.py", _text), few.spent) == ("another", False)
    assert few.fact("b.py", _text) == "b"
    assert few.fact("a.py", _text) is None
    assert few.spent


def _text(text: str, _path: str) -> str:
    return text


def test_cycle_by_way_of_the_paths_of_a_tsconfig(tmp_path: Path) -> None:
    """`@/x` is looked up, comments in the configuration and all."""
    write(
        tmp_path,
        {
            "tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["src/*"],}} // ours\n}',
            "src/orders/index.ts": 'import { Pay } from "@/pay";\nexport class Orders { pay = new Pay(); }\n',
            "src/pay.ts": 'import { Orders } from "./orders";\nexport class Pay extends Orders {}\n',
        },
    )
    found = list(cycles.places(source(tmp_path, "src/orders/index.ts", "typescript"), cycles.ASKS))
    assert said(found) == [("closed", 1)]
    assert found[0].captures["CYCLE"] == "orders/index.ts → src/pay.ts → orders/index.ts"
    assert found[0].related[0].path == "src/pay.ts"


def test_a_file_in_several_cycles_is_left_alone(tmp_path: Path) -> None:
    """No single import is to blame for a tangle."""
    write(
        tmp_path,
        {
            "shop/__init__.py": "",
            "shop/a.py": "from shop import b\nfrom . import c\n",
            "shop/b.py": "from shop.a import x\n",
            "shop/c.py": "import shop.a\n",
        },
    )
    assert list(cycles.places(source(tmp_path, "shop/a.py", "python"), cycles.ASKS)) == []
    assert said(list(cycles.places(source(tmp_path, "shop/b.py", "python"), cycles.ASKS))) == [("closed", 1)]


def test_layers_of_java(tmp_path: Path) -> None:
    """A controller that takes a repository while the others take services; how an entity is stored is no matter."""
    top = "src/main/java/shop/controller"
    service = "package shop.controller;\n\nimport shop.service.{0}Service;\n"
    write(tmp_path, {f"{top}/{name}Controller.java": service.format(name) for name in ("A", "B", "C", "D")})
    write(
        tmp_path,
        {
            f"{top}/RefundController.java": "package shop.controller;\n\nimport shop.model.Order;\n"
            "import jakarta.persistence.EntityNotFoundException;\nimport shop.repository.OrderRepository;\n"
        },
    )
    found = list(layering.places(source(tmp_path, f"{top}/RefundController.java", "java"), layering.ASKS))
    assert said(found) == [("round-service", 5)]
    assert dict(found[0].captures)["COUNT"] == "4"
    write(
        tmp_path,
        {
            f"{top}/{name}Controller.java": "import shop.repository.ARepository;\n"
            for name in ("E", "F", "G", "H")
        },
    )
    again = source(tmp_path, f"{top}/RefundController.java", "java")
    assert list(layering.places(again, layering.ASKS)) == []


def test_layers_by_feature(tmp_path: Path) -> None:
    """Where each feature has a folder, the views of the other features are what a view is compared with."""
    view = "from fastapi import APIRouter\nfrom .service import get\n"
    write(tmp_path, {f"app/{name}/views.py": view for name in ("a", "b", "c", "d")})
    direct = "from fastapi import APIRouter\nfrom sqlalchemy import select\n"
    write(tmp_path, {"app/e/views.py": direct, "app/e/models.py": direct})
    found = list(layering.places(source(tmp_path, "app/e/views.py", "python"), layering.ASKS))
    assert said(found) == [("round-service", 2)]
    assert list(layering.places(source(tmp_path, "app/e/models.py", "python"), layering.ASKS)) == []


def test_large_where_all_are_large(tmp_path: Path) -> None:
    """A function is measured against those beside it."""
    long = "".join(f"    if value == {number}:\n        value += 1\n        stop()\n" for number in range(40))
    write(tmp_path, {"a.py": f"def run(value):\n{long}    return value\n"})
    write(tmp_path, {f"b{at}.py": "def b(x):\n    return x\n\n\n" * 12 for at in range(3)})
    found = list(sizes.places(source(tmp_path, "a.py", "python"), sizes.ASKS))
    assert said(found) == [("function", 1)]
    write(tmp_path, {f"c{at}.py": f"def run(value):\n{long}{long}    return value\n" for at in range(3)})
    assert list(sizes.places(source(tmp_path, "a.py", "python"), sizes.ASKS)) == []


@pytest.mark.parametrize(
    ("path", "language", "test"),
    [
        ("src/shop/orders/service.py", "python", "tests/orders/test_orders_service.py"),
        ("src/shop/orders/place.py", "python", "tests/unit/test_place.py"),
        ("src/orders/place.ts", "typescript", "src/orders/__tests__/place.test.ts"),
        ("src/orders/place.ts", "typescript", "test/orders/place.spec.ts"),
        ("src/orders/place.js", "javascript", "src/orders/place.test.js"),
        ("src/main/java/shop/Place.java", "java", "src/test/java/shop/PlaceTests.java"),
        ("src/orders.rs", "rust", "tests/orders.rs"),
    ],
)
def test_a_test_is_found_where_the_language_puts_it(
    tmp_path: Path, path: str, language: str, test: str
) -> None:
    """The file changes, its test does not; with any test in the change nothing is said."""
    write(tmp_path, {path: _LONG[language], test: ""})
    found = list(untested.places(source(tmp_path, path, language, path), untested.ASKS))
    assert [place.ask for place in found] == ["stale"]
    assert found[0].related[0].path == test
    assert list(untested.places(source(tmp_path, path, language, path, test), untested.ASKS)) == []
    assert list(untested.places(source(tmp_path, path, language), untested.ASKS)) == []


_BODY = "a();\nb();\nc();\nd();\n"
_LONG = {
    "python": "def place(x):\n    a = x\n    b = a\n    c = b\n    return c + 1\n",
    "typescript": f"export function place(x: number) {{\n{_BODY}}}\n",
    "javascript": f"exports.place = (x) => {{\n{_BODY}}};\n",
    "java": "class Place {\n    void place(int x) {\n        a();\n        b();\n        c();\n        d();\n    }\n"
    "}\n",
    "rust": f"pub fn place(x: i32) {{\n{_BODY}}}\n",
}


def test_a_common_name_alone_does_not_tell_whose_test_it_is(tmp_path: Path) -> None:
    """tests/test_service.py may be about any service."""
    path = "src/shop/orders/service.py"
    write(tmp_path, {path: _LONG["python"], "tests/test_service.py": ""})
    assert list(untested.places(source(tmp_path, path, "python", path), untested.ASKS)) == []


def test_where_tests_are_no_habit_none_is_asked_for(tmp_path: Path) -> None:
    """Most files beside it have no test, so this one's test is not missed either."""
    path = "shop/place.py"
    write(tmp_path, {path: _LONG["python"], "tests/test_place.py": ""})
    write(tmp_path, {f"shop/other{at}.py": _LONG["python"] for at in range(3)})
    assert list(untested.places(source(tmp_path, path, "python", path), untested.ASKS)) == []


def test_outline_of_each_language() -> None:
    """Names, parameters and the ends of functions."""
    header = "class A:\n    async def run(self, a, b=(1, 2), *, c) -> int:\n"
    python = f"{header}        if a:\n            return 1\n\nx = 1\n"
    (function,) = functions_of(python, "python")
    assert (function.name, function.parameters) == ("run", 1)
    assert python[function.body : function.end].strip() == "if a:\n            return 1"
    script = "export const run = async (a, { b, c }) => {\n  stop();\n};\nconst x = call(1);\nif (a) {\n}\n"
    assert [(item.name, item.parameters) for item in functions_of(script, "javascript")] == [("run", 2)]
    go = "func (s *Server) Run(ctx context.Context, names ...string) error {\n\treturn nil\n}\n"
    assert [(item.name, go[item.body : item.end]) for item in functions_of(go, "go")] == [
        ("Run", "\n\treturn nil\n}")
    ]


@pytest.mark.parametrize("language", ["python", "javascript", "typescript", "tsx", "go", "java", "rust"])
def test_nothing_raises_on_broken_code(tmp_path: Path, language: str) -> None:
    """Half a file, and lines in any order."""
    ending = {"python": "py", "javascript": "js", "typescript": "ts", "java": "java", "rust": "rs"}.get(
        language, language
    )
    text = "\n".join(_LONG.values()) + Path(__file__).read_text("utf-8")
    chance = random.Random(7)  # noqa: S311 - the same cases each time
    for name in ("app/domain/views", "tests/test_orders"):
        path = f"{name}.{ending}"
        for _ in range(15):
            lines = text[: chance.randrange(len(text))].split("\n")
            chance.shuffle(lines)
            write(tmp_path, {path: "\n".join(lines)})
            for module in _ALL:
                list(module.places(source(tmp_path, path, language, path), module.ASKS))
