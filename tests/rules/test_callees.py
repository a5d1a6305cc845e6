"""What a unit calls in its repository, in each language, through a real worker."""

import os
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlsp.model.languages import language_of
from archlsp.model.review import Request
from archlsp.model.scope import Hunk
from archlsp.model.surroundings import Callee
from archlsp.rules.pool import WorkerPool
from archlsp.rules.reviewer import RulesReviewer
from archlsp.rules.surroundings import surroundings_of
from archlsp.rules.withheld import Withheld

CASES: dict[str, tuple[dict[str, str], str, set[str]]] = {
    "python": (
        {
            "app/orders.py": "from app.store import save as keep\nfrom app import mail\nfrom app.repo import Repo\n\n\n"
            "def place(order, repo: Repo):\n    keep(order)  # here\n    mail.send(order)\n    repo.find(order)\n"
            "    Order(order)\n    log.add(order)\n\n\nclass Order:\n    def add(self):\n        pass\n",
            "app/store.py": "def save(order):\n    return order\n",
            "app/mail.py": "@retry\ndef send(order):\n    return order\n",
            "app/repo.py": "class Other:\n    def find(self):\n        pass\n\n\nclass Repo:\n"
            "    def find(self, order):\n        return order\n",
        },
        "app/orders.py",
        {"app/store.py save", "app/mail.py send", "app/repo.py Repo.find", "app/orders.py Order"},
    ),
    "typescript": (
        {
            "src/orders.ts": "import { save as keep } from './store';\nimport * as mail from './mail';\n"
            "import { Repo } from './repo';\n\nexport class Orders {\n  constructor(private readonly repo: Repo) {}\n\n"
            "  place(order: Order) {\n    keep(order); // here\n    mail.send(order);\n    this.repo.find(order);\n"
            "    this.check(order);\n  }\n\n  check(order: Order) {\n    return order;\n  }\n}\n",
            "src/store.ts": "export const save = (order: Order) => {\n  return order;\n};\n",
            "src/mail.ts": "export function send(order: Order) {\n  return order;\n}\n",
            "src/repo.ts": "export class Repo {\n  find(order: Order) {\n    return order;\n  }\n}\n",
        },
        "src/orders.ts",
        {"src/store.ts save", "src/mail.ts send", "src/repo.ts Repo.find", "src/orders.ts Orders.check"},
    ),
    "go": (
        {
            "go.mod": "module example.com/shop\n",
            "orders/place.go": 'package orders\n\nimport "example.com/shop/mail"\n\n'
            "func Place(s *Store, o Order) {\n\ts.Save(o) // here\n\tmail.Send(o)\n\tcheck(o)\n}\n",
            "orders/check.go": "package orders\n\nfunc check(o Order) {\n\treturn\n}\n",
            "orders/store.go": "package orders\n\ntype Store struct {\n\tn int\n}\n\n"
            "func (s *Store) Save(o Order) {\n\treturn\n}\n",
            "orders/check_test.go": "package orders\n\nfunc Send(o Order) {\n\treturn\n}\n",
            "mail/mail.go": "package mail\n\n// Send sends.\nfunc Send(o any) {\n\treturn\n}\n",
        },
        "orders/place.go",
        {"orders/store.go Store.Save", "mail/mail.go Send", "orders/check.go check"},
    ),
    "java": (
        {
            "src/main/java/shop/web/Orders.java": "package shop.web;\n\nimport shop.dao.OrderRepo;\n\n"
            "class Orders {\n  private final OrderRepo repo;\n\n  void place(Order order) {\n"
            "    repo.save(order); // here\n    Mail.send(order);\n    check(order);\n  }\n\n"
            "  void check(Order order) {\n    return;\n  }\n}\n",
            "src/main/java/shop/dao/OrderRepo.java": "package shop.dao;\n\npublic interface OrderRepo {\n"
            "  void save(Order order);\n}\n",
            "src/main/java/shop/web/Mail.java": "package shop.web;\n\nclass Mail {\n  static void send(Order order) {\n"
            "    return;\n  }\n}\n",
        },
        "src/main/java/shop/web/Orders.java",
        {
            "src/main/java/shop/dao/OrderRepo.java OrderRepo",
            "src/main/java/shop/web/Mail.java Mail.send",
            "src/main/java/shop/web/Orders.java Orders.check",
        },
    ),
    "rust": (
        {
            "src/orders.rs": "use crate::store::{save, Store};\n\nfn place(store: &Store, order: Order) {\n"
            "    save(order); // here\n    store.find(order);\n    check(order);\n}\n\n"
            "fn check(order: Order) {\n    ()\n}\n",
            "src/store.rs": "pub fn save(order: Order) {\n    ()\n}\n\npub struct Store {\n    n: u8,\n}\n\n"
            "impl Store {\n    pub fn find(&self, order: Order) {\n        ()\n    }\n}\n",
        },
        "src/orders.rs",
        {"src/store.rs save", "src/store.rs Store.find", "src/orders.rs check"},
    ),
}


def write(root: Path, files: Mapping[str, str]) -> None:
    """Put files into a folder."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def asked(root: Path, path: str, line: int | None = None) -> Request:
    """A request about one line of a file: the one with the mark, unless another is named."""
    text = (root / path).read_text("utf-8")
    number = next(n for n, said in enumerate(text.splitlines()) if "here" in said) if line is None else line
    return Request(path, language_of(path) or "", text, (Hunk(number, number + 1),), 1, root=str(root))


@pytest.fixture
async def reviewer() -> AsyncIterator[RulesReviewer]:
    """The rules' worker."""
    made = RulesReviewer(WorkerPool(time_limit=30))
    yield made
    await made.close()


async def callees(reviewer: RulesReviewer, request: Request) -> tuple[Callee, ...]:
    """What the only unit of a request calls."""
    (unit,) = (await reviewer.surroundings(request)).units
    return unit.callees


@pytest.mark.parametrize("language", CASES)
async def test_each_language_is_followed_into_other_files(
    tmp_path: Path, reviewer: RulesReviewer, language: str
) -> None:
    """Imports, packages and the declared types of variables lead there; a name alone does not."""
    files, path, expected = CASES[language]
    write(tmp_path, files)
    found = await callees(reviewer, asked(tmp_path, path))
    assert {f"{callee.path} {callee.symbol}" for callee in found} == expected


async def test_what_is_written_above_a_definition_comes_along(
    tmp_path: Path, reviewer: RulesReviewer
) -> None:
    """Its decorators say how it behaves; a method is moved to the left."""
    write(tmp_path, CASES["python"][0])
    found = {
        callee.symbol: callee.text for callee in await callees(reviewer, asked(tmp_path, "app/orders.py"))
    }
    assert found["send"] == "@retry\ndef send(order):\n    return order"
    assert found["Repo.find"] == "def find(self, order):\n    return order"


async def test_what_must_not_be_shown_is_not(tmp_path: Path, reviewer: RulesReviewer) -> None:
    """Neither ignored files, nor links, nor anything outside of the folder."""
    names = ("local", "linked", "fine", "built.inner", "..outside")
    imports = "".join(f"from {name} import from_{name.strip('.')[:5]}\n" for name in names)
    calls = "".join(f"    from_{name.strip('.')[:5]}()\n" for name in names)
    write(tmp_path, {"repo/a.py": f"{imports}\n\ndef place():\n    pass  # here\n{calls}"})
    for path in ("repo/local", "linked", "repo/fine", "repo/built/inner", "outside"):
        name = path.removeprefix("repo/")[:5]
        write(tmp_path, {f"{path}.py": f"def from_{name}():\n    pass\n"})
    write(tmp_path, {"repo/.gitignore": "local.py\nbuilt/\n"})
    (tmp_path / "repo" / ".git").mkdir()
    (tmp_path / "repo" / "linked.py").symlink_to(tmp_path / "linked.py")
    found = await callees(reviewer, asked(tmp_path / "repo", "a.py"))
    assert [callee.symbol for callee in found] == ["from_fine"]


def test_hidden_files_are_withheld(tmp_path: Path) -> None:
    """In a repository or not."""
    withheld = Withheld(str(tmp_path))
    assert ".env" in withheld
    assert "app/.secrets/keys.py" in withheld
    assert "app/keys.py" not in withheld


async def test_ignore_files_above_the_folder_count(tmp_path: Path, reviewer: RulesReviewer) -> None:
    """The folder may be a part of a repository."""
    write(tmp_path, {".gitignore": "secret.py\n", "part/secret.py": "def load():\n    pass\n"})
    write(tmp_path, {"part/a.py": "from secret import load\n\n\ndef place():\n    load()  # here\n"})
    (tmp_path / ".git").mkdir()
    assert await callees(reviewer, asked(tmp_path / "part", "a.py")) == ()


async def test_at_most_six_and_changed_lines_first(tmp_path: Path, reviewer: RulesReviewer) -> None:
    """Of many calls those of the changed line are told of, and a long definition is cut."""
    calls = "".join(f"    step_{n}()\n" for n in range(20))
    body = "    work()\n" * 100
    steps = "".join(f"def step_{n}():\n{body}\n\n" for n in range(20))
    write(tmp_path, {"a.py": f"def place():\n{calls}\n\n{steps}"})
    found = await callees(reviewer, asked(tmp_path, "a.py", 17))
    assert [callee.symbol for callee in found] == [
        "step_16",
        "step_0",
        "step_1",
        "step_2",
        "step_3",
        "step_4",
    ]
    assert found[0].text.count("\n") == 60
    assert found[0].text.endswith("[...]")


async def test_a_file_that_changes_is_read_again(tmp_path: Path, reviewer: RulesReviewer) -> None:
    """What was read is kept by the state of the file."""
    write(tmp_path, {"a.py": "from b import load\n\n\ndef place():\n    load()  # here\n"})
    write(tmp_path, {"b.py": "def load():\n    return 1\n"})
    assert "return 1" in (await callees(reviewer, asked(tmp_path, "a.py")))[0].text
    write(tmp_path, {"b.py": "x = 1\n\n\ndef load():\n    return 2\n"})
    os.utime(tmp_path / "b.py", ns=(1, 1))
    assert "return 2" in (await callees(reviewer, asked(tmp_path, "a.py")))[0].text


@settings(max_examples=80)
@given(
    st.lists(
        st.sampled_from(
            (
                *(
                    "f(",
                    "x.f(",
                    "a.b.c.f(",
                    "def f(",
                    "class C:",
                    "import f",
                    "from f import (",
                    "func (s *S) f(",
                ),
                *(
                    "{",
                    "}",
                    "\n",
                    "\n    ",
                    "impl T for S {",
                    "use a::{f, g};",
                    "日本語(",
                    "s: &mut S",
                    "@",
                    ")",
                ),
                " = new S(",
            )
        ),
        max_size=60,
    ),
    st.sampled_from(["python", "go", "typescript", "java", "rust"]),
)
def test_any_text_has_callees_or_none(pieces: list[str], language: str) -> None:
    """Whatever the text is, what is told is short and of this file, as there is no folder."""
    text = "".join(pieces)
    for unit in surroundings_of(Request("a", language, text, None, 1)).units:
        assert len(unit.callees) <= 6
        assert all(callee.path == "a" and callee.text.count("\n") <= 60 for callee in unit.callees)
