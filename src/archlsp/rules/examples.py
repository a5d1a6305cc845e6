"""Run the examples that every rule carries: the proof that it finds what it says, and nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from archlsp.model.languages import language_of
from archlsp.model.review import Problem, Request
from archlsp.rules.catalog import Catalog
from archlsp.rules.engine import Answer, review
from archlsp.rules.fixes import apply_edits
from archlsp.rules.rule import Example, Rule
from archlsp.rules.source import Source

_USUAL_PATHS = {
    "python": "app/orders.py",
    "javascript": "src/orders.js",
    "typescript": "src/orders.ts",
    "tsx": "src/orders.tsx",
    "go": "internal/orders/orders.go",
    "java": "src/main/java/shop/Orders.java",
    "rust": "src/orders.rs",
    "sql": "migrations/0007_orders.sql",
    "yaml": "deploy/orders.yaml",
    "dockerfile": "Dockerfile",
    "terraform": "infra/orders.tf",
    "json": "config/orders.json",
    "graphql": "schema/orders.graphql",
    "proto": "proto/orders.proto",
    "html": "templates/orders.html",
    "shell": "scripts/orders.sh",
    "text": "config/orders.properties",
}
_COMPOSE_PATH = "compose.yaml"


def differences(rule: Rule) -> Iterator[Problem]:
    """Say where the rule's examples differ from what it finds; nothing where all is right."""
    for kind, examples in (("bad", rule.bad), ("good", rule.good)):
        for number, example in enumerate(examples):
            for language, path in places(rule, example):
                name = f"{kind}[{number}] ({language})"
                yield from _example(rule, example, name, language, path)


def places(rule: Rule, example: Example) -> list[tuple[str, str]]:
    """The languages and paths to try an example with: its own, else every language of the rule."""
    if example.path is not None:
        language = example.language or language_of(example.path) or rule.languages[0]
        return [(language, example.path)]
    languages = (example.language,) if example.language else rule.languages
    return [(language, _usual_path(rule, language)) for language in languages]


def _usual_path(rule: Rule, language: str) -> str:
    return _COMPOSE_PATH if rule.id.startswith("compose-") else _USUAL_PATHS[language]


def _reviewed(rule: Rule, example: Example, request: Request) -> Answer:
    """Review an example, in a folder of its own where it has files beside it."""
    catalog = Catalog((rule,))
    request = replace(request, changed=example.changed, base=example.base)
    if not example.files:
        return review(catalog, request)
    with TemporaryDirectory(prefix="archlsp-example-") as name:
        folder = Path(name)
        for path, text in (*example.files.items(), (request.path, request.text)):
            _write(folder, path, text)
        return review(catalog, replace(request, root=str(folder)))


def _write(folder: Path, path: str, text: str) -> None:
    """Write a file below the folder; a path that leads out of it is left alone."""
    parts = PurePosixPath(path).parts
    if ".." in parts or PurePosixPath(path).is_absolute():
        return
    file = folder.joinpath(*parts)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def _example(rule: Rule, example: Example, name: str, language: str, path: str) -> Iterator[Problem]:
    answer = _reviewed(rule, example, Request(path, language, example.code, None, 0, "en"))
    yield from answer.notes
    found = tuple(finding.anchor.span.start.line + 1 for finding in answer.findings)
    if found != tuple(sorted(example.at)):
        detail = {"rule": rule.id, "example": name, "expected": list(example.at), "found": list(found)}
        yield Problem.of("example-lines", **detail)
    if example.fixed is None:
        return
    edits = [edit for finding in answer.findings for fix in finding.fixes for edit in fix.edits]
    fixed = apply_edits(Source(path, language, example.code), edits)
    if fixed != example.fixed:
        yield Problem.of("example-fixed", rule=rule.id, example=name, expected=example.fixed, found=fixed)
