"""A rule file with a mistake is off, and is named with its line and the reason; the others stay on."""

from pathlib import Path

import jsonschema
import pytest
import yaml
from ruletext import rule_data, rule_text

from archlsp.messages import problem_text
from archlsp.rules.catalog import Catalog
from archlsp.rules.reading import read_rule
from archlsp.rules.schema import complaints, rule_schema

MISTAKES = [
    ({"severity": "fatal"}, "severity: fatal", "rule-wrong-value"),
    ({"version": "1"}, "version:", "rule-wrong-type"),
    ({"version": True}, "version:", "rule-wrong-type"),
    ({"colour": "red"}, "colour:", "rule-unknown-key"),
    ({"anchors": None}, "id:", "rule-missing-key"),
    ({"message": {"ja": {"title": "題", "why": "理由", "fix": "直す"}}}, "message:", "rule-missing-key"),
    ({"pattern": None}, "id:", "rule-missing-key"),
    ({"sql": {"statement": "x"}}, "sql:", "rule-unknown-key"),
    ({"id": "py-other"}, "id:", "rule-name"),
    ({"references": [{"title": "x", "url": "javascript:alert(1)"}]}, "  url:", "rule-wrong-value"),
    ({"pattern": {"rule": {"kind": "no_such_kind"}}}, "pattern:", "rule-body"),
    ({"pattern": {"rule": {"patern": "x"}}}, "pattern:", "rule-body"),
    ({"pattern": {"rule": {"regex": "("}}}, "pattern:", "rule-body"),
    ({"pattern": {"rule": {"pattern": "print($A)"}, "report": "B"}}, "pattern:", "rule-body"),
    (
        {"fix": {"title": {"ja": "直す", "en": "fix"}, "replace": "log($NOTHING)"}},
        "message:",
        "rule-unknown-name",
    ),
]


@pytest.mark.parametrize(("change", "line", "code"), MISTAKES, ids=[f"{m[2]}-{m[1]}" for m in MISTAKES])
def test_mistake(change: dict[str, object], line: str, code: str) -> None:
    """Each mistake is told with its own line."""
    text = rule_text(**change)
    read = read_rule(text.encode(), "python/py-print.yml")
    assert read.data is None
    problem = read.problems[0]
    detail = dict(problem.detail)
    assert problem.code == code
    assert detail["file"] == "python/py-print.yml"
    assert text.splitlines()[int(detail["line"]) - 1].lstrip("- ").startswith(line.strip())
    for locale in ("ja", "en"):
        assert detail["line"] in problem_text(locale, problem)


def test_texts_of_both_languages_agree() -> None:
    """A placeholder, or a part of the message, that only one language has is a mistake."""
    data = rule_data()
    data["message"]["en"]["title"] = "print of {WHAT}"
    data["message"]["ja"]["test"] = "試し方"
    read = read_rule(yaml.safe_dump(data, allow_unicode=True).encode(), "py-print.yml")
    assert {problem.code for problem in read.problems} == {"rule-placeholders", "rule-one-language"}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("id: [\n", "rule-yaml", "2"),
        ("id: a\nversion: 1\nid: b\n", "rule-key-twice", "3"),
        ("a: &x [1]\nb: *x\n", "rule-alias", "2"),
        ("", "rule-wrong-type", "1"),
        ("- 1\n", "rule-wrong-type", "1"),
        ("x: !!python/object/apply:os.system [id]\n", "rule-yaml", "1"),
        ("a: " + "[" * 31_000 + "]" * 31_000, "rule-yaml", "1"),
        ("a" * 70_000, "rule-too-large", "1"),
    ],
)
def test_hostile_yaml(text: str, code: str, line: str) -> None:
    """Broken YAML, aliases, equal keys, foreign tags and endless nesting turn a rule off and hurt nobody."""
    problem = read_rule(text.encode(), "x.yml").problems[0]
    assert (problem.code, dict(problem.detail)["line"]) == (code, line)


def test_alias_bomb_is_refused_quickly() -> None:
    """Aliases of aliases, which would expand to gigabytes, are refused without being expanded."""
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert read_rule("\n".join(lines).encode(), "x.yml").problems[0].code == "rule-alias"


def test_one_bad_file_of_a_folder(tmp_path: Path, catalog: Catalog) -> None:
    """The rules beside a broken one, and the built-in ones, stay on; a built-in id cannot be taken over."""
    (tmp_path / "py-print.yml").write_text(rule_text(), "utf-8")
    (tmp_path / "py-broken.yml").write_text("id: [", "utf-8")
    (tmp_path / "py-latin.yml").write_bytes(b"id: \xff\xfe")
    taken = catalog.rules[0].id
    (tmp_path / f"{taken}.yml").write_text(rule_text(id=taken), "utf-8")
    (tmp_path / "folder.yml").mkdir()
    loaded = Catalog.load([tmp_path])
    assert loaded.get("py-print") is not None
    assert len(loaded.rules) == len(catalog.rules) + 1
    assert {problem.code for problem in loaded.errors} == {"rule-yaml", "rule-unreadable", "rule-id-twice"}
    assert Catalog.load([tmp_path / "missing"]).errors == ()


def test_built_in_rules_are_all_on(catalog: Catalog) -> None:
    """Nothing we ship is off."""
    assert catalog.errors == ()


def test_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes out of the cache is what YAML gives; a damaged or unwritable cache only costs time."""
    cache_folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_folder))
    (tmp_path / "py-print.yml").write_text(rule_text(), "utf-8")
    (tmp_path / "py-broken.yml").write_text("id: [", "utf-8")
    from_yaml = Catalog.load([tmp_path], use_cache=False)
    Catalog.load([tmp_path])
    from_cache = Catalog.load([tmp_path])
    assert [rule.id for rule in from_cache.rules] == [rule.id for rule in from_yaml.rules]
    assert from_cache.errors == from_yaml.errors
    files = list(cache_folder.rglob("*.json"))
    assert files
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)
    for file in files:
        file.write_text("[{}]")
    assert Catalog.load([tmp_path]).errors == from_yaml.errors
    for file in cache_folder.rglob("*.json"):
        file.write_text('[{"file": "x", "data": {"id": 1}, "problems": []}]')
    assert len(Catalog.load([tmp_path]).rules) == len(from_yaml.rules)


@pytest.mark.parametrize(
    "change", [change for change, _, _ in MISTAKES] + [{}, {"cwe": ["79"]}, {"anchors": [[]]}]
)
def test_checker_agrees_with_json_schema(change: dict[str, object]) -> None:
    """Our small checker and the jsonschema library give the same verdict."""
    data = rule_data(**change)
    is_valid = jsonschema.Draft202012Validator(rule_schema()).is_valid(data)
    assert is_valid == (complaints(data, rule_schema()) == [])
