"""What a project says about itself: which documents, in which order, and what is never read."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from archlsp.claude.question.project import Project, digest_project
from archlsp.claude.question.reading import is_secret

NONE: frozenset[str] = frozenset()


def write(root: Path, files: dict[str, str]) -> Path:
    """Make files."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def digest(root: Path, *ignored: str) -> Project:
    """Digest a folder of which some paths are ignored."""

    def is_ignored(paths: Sequence[str]) -> frozenset[str]:
        return frozenset(paths) & frozenset(ignored)

    return digest_project(root, is_ignored)


def paths(project: Project) -> list[str]:
    """The documents, in order."""
    return [part.path for part in project.parts]


def test_documents_come_in_the_order_of_their_worth(tmp_path: Path) -> None:
    """Rules for those who write code first, manifests last; of decisions those in force, the newest first."""
    files = {
        "pyproject.toml": "[project]",
        "docs/adr/0001-postgres.md": "# Postgres\n\n## Status\n\nAccepted\n",
        "docs/adr/0002-mongo.md": "# Mongo\n\n* Status: **Superseded** by 3\n",
        "docs/adr/0003-outbox.md": "# 送信箱\n\n状態: 承認\n",
        "docs/adr/0004-later.md": "# Later\n\nStatus: Proposed\n",
        "docs/adr/template.md": "# Title",
        "README.md": "# Shop",
        "README.ja.md": "# 店",
        "CONTRIBUTING.md": "Tests first.",
        "docs/ARCHITECTURE.md": "Layers.",
        "AGENTS.md": "Be brief.",
        ".cursorrules": "No mocks.",
        ".cursor/rules/db.mdc": "Index foreign keys.",
        "CLAUDE.md": "Layers point downwards.",
        "main.py": "print()",
        "LICENSE": "MIT",
    }
    project = digest(write(tmp_path, files))
    assert paths(project) == [
        ".cursorrules",
        "AGENTS.md",
        "CLAUDE.md",
        ".cursor/rules/db.mdc",
        "CONTRIBUTING.md",
        "README.ja.md",
        "README.md",
        "docs/ARCHITECTURE.md",
        "docs/adr/0003-outbox.md",
        "docs/adr/0001-postgres.md",
        "pyproject.toml",
    ]


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".env.local",
        "a/.npmrc",
        "id_ed25519",
        "x/server.key",
        "b.PEM",
        "secrets.yml",
        "credentials.json",
    ],
)
def test_secret_files_are_known_by_name(path: str) -> None:
    """Wherever they are."""
    assert is_secret(path)


@pytest.mark.parametrize(
    "path", ["docs/adr/0004-key.md", "id_generator.py", "environment.md", "keys/README.md"]
)
def test_other_files_are_no_secrets(path: str) -> None:
    """A word in a name is not enough."""
    assert not is_secret(path)


def test_what_must_not_be_read_is_not_read(tmp_path: Path) -> None:
    """Ignored files, links of any kind, binary and large files, pipes."""
    outside = write(tmp_path / "outside", {"README.md": "private", "adr/0001.md": "private"})
    root = write(tmp_path / "root", {"CONTRIBUTING.md": "ignored", "package.json": "x" * 200_001})
    (root / "README.md").symlink_to(outside / "README.md")
    (root / "docs").mkdir()
    (root / "docs" / "adr").symlink_to(outside / "adr", target_is_directory=True)
    (root / "go.mod").write_bytes(b"module\0x")
    os.mkfifo(root / "Cargo.toml")
    assert digest(root, "CONTRIBUTING.md").parts == ()


def test_long_documents_are_cut_at_a_line(tmp_path: Path) -> None:
    """And that is to be seen."""
    (part,) = digest(write(tmp_path, {"README.md": "One line of it.\n" * 2_000})).parts
    assert len(part.text) < 6_000
    assert part.text.endswith("One line of it.\n[...]")


def test_the_digest_changes_with_the_documents_alone(tmp_path: Path) -> None:
    """Another source file is no reason to ask again, and the layout says no number that it would change."""
    write(tmp_path, {"README.md": "# Shop", **{f"shop/a{number}.py": "" for number in range(11)}})
    before = digest(tmp_path)
    write(tmp_path, {"shop/more.py": ""})
    assert digest(tmp_path) == before
    assert before.layout == "shop/ (10+ entries)"
    write(tmp_path, {"README.md": "# Shop, second edition"})
    assert digest(tmp_path).digest != before.digest


def test_the_layout_is_two_levels_without_what_is_ignored(tmp_path: Path) -> None:
    """Nor hidden folders."""
    write(
        tmp_path,
        dict.fromkeys(
            ("a/b/c/d.py", "dist/x/y.js", ".git/objects/0", "a/gen/z.py", "node_modules/x/i.js"), ""
        ),
    )
    assert digest(tmp_path, "dist/", "a/gen/").layout == "a/\na/b/"


def test_a_folder_of_one_folder_is_no_level(tmp_path: Path) -> None:
    """What stands below `src/main/java/com` is what there is to see; what is in `tests` is told by its name."""
    write(
        tmp_path,
        dict.fromkeys(("src/main/java/a/x/A.java", "src/main/java/b/B.java", "tests/unit/T.java"), ""),
    )
    expected = ["src/", "src/main/", "src/main/java/", "src/main/java/a/", "src/main/java/b/", "tests/"]
    assert digest(tmp_path).layout.split("\n") == expected


def test_a_project_that_says_nothing_is_nothing(tmp_path: Path) -> None:
    """As is a folder that is gone."""
    assert digest(tmp_path).parts == ()
    assert digest(tmp_path / "gone") == Project(digest=digest(tmp_path).digest)


def test_neighbours_are_those_named_most_alike(tmp_path: Path) -> None:
    """Their outlines; tests go with tests, and what must not be read is not."""
    code = "import os\n\n\ndef run(order):\n    return order\n"
    names = ("order_service", "user_service", "cart_service", "a_model", "test_order_service", "old_service")
    write(tmp_path, {f"shop/{name}.py": code for name in names})
    project = digest(tmp_path, "shop/cart_service.py")
    found = project.beside("shop/order_service.py")
    assert [part.path for part in found] == ["shop/old_service.py", "shop/user_service.py"]
    assert found[0].text == "[...]\ndef run(order):\n[...]"
    assert project.beside("shop/test_user_service.py")[0].path == "shop/test_order_service.py"
    assert (
        project.beside("shop/schema.sql") == project.beside("../x.py") == project.beside("no/where.py") == ()
    )


def test_nothing_ignored_needs_no_question(tmp_path: Path) -> None:
    """An empty folder asks nobody."""

    def never(_paths: Sequence[str]) -> frozenset[str]:
        raise AssertionError

    assert digest_project(tmp_path, never).parts == ()
