"""`explain`, `rules list`, `rules test`, `doctor`, help and `serve`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import archlsp
from archlsp.cli.commands import COMMANDS
from command_line import Folder

_RULE = """\
id: py-no-eval
version: 1
languages: [python]
category: security
severity: error
confidence: high
engine: pattern
anchors: ["eval("]
message:
  ja: {title: eval を使っています, why: 危険です。, fix: 使わないでください。}
  en: {title: eval is used, why: It is dangerous., fix: Do not use it.}
pattern:
  rule: {pattern: eval($X)}
references:
  - {title: eval, url: "https://docs.python.org/3/library/functions.html#eval"}
examples:
  bad:
    - {code: "eval(x)\\n", at: [1]}
  good:
    - {code: "print(x)\\n"}
"""


def test_explain_prints_the_page(folder: Folder) -> None:
    """Title, why, what to do, examples and references, in the language that was asked for."""
    english = folder.run("explain", "py-http-call-without-timeout")
    assert (english.returncode, english.stderr) == (0, "")
    headings = [line for line in english.stdout.splitlines() if line.startswith("## ")]
    assert headings[:2] == ["## Why", "## What to do"]
    assert headings[-3:] == ["## Found", "## Not found", "## References"]
    assert "```python\n" in english.stdout
    assert "## 理由" in folder.run("explain", "py-http-call-without-timeout", "--language=ja").stdout


def test_every_rule_has_a_page_in_both_languages(folder: Folder) -> None:
    """No placeholder, no fence left open."""
    from archlsp.cli.page import rule_page  # noqa: PLC0415 (needs the catalog)
    from archlsp.rules.catalog import Catalog  # noqa: PLC0415

    for rule in Catalog.load(use_cache=False).rules:
        for locale in ("ja", "en"):
            page = rule_page(rule, locale)
            assert page.count("\n```") % 2 == 0, rule.id
            assert page.startswith("# "), rule.id


def test_rules_list_is_a_table_or_json(folder: Folder) -> None:
    """Both name every rule."""
    listed = json.loads(folder.run("rules", "list", "--format", "json").stdout)
    assert {"id", "languages", "category", "severity", "title"} <= set(listed[0])
    table = folder.run("rules").stdout.splitlines()
    assert [line.split()[0] for line in table[1 : len(listed) + 1]] == [rule["id"] for rule in listed]
    assert table[-1] == f"{len(listed)} rules."


def test_rules_test_runs_the_examples_of_a_file(folder: Folder) -> None:
    """0 when the rule does what it says; 1 with the reason and the line when not; 2 for a file that is not there."""
    folder.write("rules/py-no-eval.yml", _RULE)
    right = folder.run("rules", "test", "rules/py-no-eval.yml")
    assert (right.returncode, right.stdout) == (0, "1 rules tested, 0 wrong.\n")
    folder.write("rules/py-no-eval.yml", _RULE.replace("at: [1]", "at: [2]"))
    wrong = folder.run("rules", "test", "rules")
    assert wrong.returncode == 1
    assert "py-no-eval" in wrong.stdout
    folder.write("rules/py-no-eval.yml", _RULE.replace("category: security", "category: sekurity"))
    assert "py-no-eval.yml:4: " in folder.run("rules", "test", "rules").stdout
    missing = folder.run("rules", "test", "rules/py-no-evil.yml")
    assert missing.returncode == 2
    assert "“rules/py-no-eval.yml”" in missing.stderr


def test_doctor_is_content_in_a_good_place(shop: Folder) -> None:
    """A line for each thing that was looked at, exit 0, in both languages."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{shop.environment['PATH']}"
    done = shop.run("doctor", PATH=path, COLUMNS="400")
    assert (done.returncode, done.stderr) == (0, "")
    assert "[fail]" not in done.stdout
    for word in ("Python 3", "git version", "rules loaded", "answered in", "ledger.db", "changed files"):
        assert word in done.stdout
    assert "応答しました" in shop.run("doctor", ARCHLSP_LANGUAGE="ja", COLUMNS="400").stdout


def test_doctor_says_what_is_wrong_and_what_to_do(folder: Folder) -> None:
    """No repository, a broken setting, a rule that does not exist, no git, no place for the records: exit 3."""
    folder.write("archlsp.toml", 'nonsense = 1\n[severity]\npy-nope = "off"\n')
    done = folder.run("doctor", ARCHLSP_STATE_DIR="/dev/null/x", PATH="/nonexistent", COLUMNS="400")
    assert done.returncode == 3
    for word in ("not a git repository", "archlsp.toml:1:1", "py-nope", "cannot be written", "Without git"):
        assert word in done.stdout
    assert "[ok]" in done.stdout


def test_help_is_complete_in_both_languages(folder: Folder) -> None:
    """Every command and every option has a sentence."""
    for language in ("ja", "en"):
        overview = folder.run("--help", ARCHLSP_LANGUAGE=language)
        assert overview.returncode == 0
        for name, command in COMMANDS.items():
            assert f"archlsp {name}" in overview.stdout
            if name != "serve":
                page = folder.run(*name.split(), "--help", ARCHLSP_LANGUAGE=language).stdout
                assert all(option.name in page for option in command.options)
    assert folder.run("--version").stdout == f"archlsp {archlsp.__version__}\n"


def test_serve_imports_nothing_it_does_not_need(folder: Folder) -> None:
    """Nothing of the terminal's, no parser, no pygls before `initialize`; editors' own arguments are accepted."""
    command = [sys.executable, "-X", "importtime", "-m", "archlsp", "serve", "--stdio", "--clientProcessId=1"]
    imported = _imported(command, folder)
    assert "archlsp.server.reception" in imported
    unwanted = {
        "argparse",
        "asyncio",
        "pygls",
        "git",
        "sqlite3",
        "yaml",
        "archlsp.messages",
        "archlsp.cli.guard",
    }
    assert not imported & unwanted


def test_a_command_does_not_pay_for_another(folder: Folder) -> None:
    """The version is told without reading a rule or asking git."""
    command = [sys.executable, "-X", "importtime", "-m", "archlsp", "--version"]
    imported = _imported(command, folder)
    assert not imported & {"argparse", "asyncio", "git", "sqlite3", "yaml", "archlsp.rules.catalog"}


def _imported(command: list[str], folder: Folder) -> set[str]:
    """What a command imports; without coverage, which imports a good deal itself."""
    plain = {name: value for name, value in folder.environment.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(
        command, env=plain, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}


def test_a_new_rule_works_and_is_known_everywhere(folder: Folder) -> None:
    """`rules new` makes a rule that finds its own example; list, explain, test and review know it."""
    folder.git("init", "-q")
    assert folder.run("rules", "new", "no-legacy-pay").returncode == 0
    assert (folder.path / ".archlsp/rules/x-no-legacy-pay.yml").is_file()
    assert (
        folder.run("rules", "test", ".archlsp/rules", "--language=en").stdout == "1 rules tested, 0 wrong.\n"
    )
    assert "x-no-legacy-pay" in folder.run("rules", "list").stdout
    assert "x-no-legacy-pay" in folder.run("explain", "x-no-legacy-pay").stdout
    folder.write("app.py", "legacy_pay(order)\n")
    assert "[x-no-legacy-pay]" in folder.run("review").stdout


def test_a_new_rule_needs_a_name_that_is_free(folder: Folder) -> None:
    """Nothing is overwritten, and a wrong name is explained."""
    folder.run("rules", "new", "x-pay")
    before = (folder.path / ".archlsp/rules/x-pay.yml").read_bytes()
    again = folder.run("rules", "new", "pay", "--language=en")
    assert (again.returncode, (folder.path / ".archlsp/rules/x-pay.yml").read_bytes()) == (2, before)
    assert "exists already" in again.stderr
    assert folder.run("rules", "new", "Pay Me").returncode == 2


def test_trust_lets_linters_speak(folder: Folder) -> None:
    """Nothing of ruff's before `archlsp trust`, its findings after it, and nothing again after `--revoke`."""
    folder.git("init", "-q")
    folder.write("ruff.toml", "[lint]\nselect = ['F401']\n")
    folder.write("app.py", "import os\n")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    assert "ruff:F401" not in folder.run("review", PATH=path).stdout
    assert folder.run("trust").returncode == 0
    assert str(folder.path.resolve()) in folder.run("trust", "--list").stdout
    assert "ruff:F401" in folder.run("review", PATH=path).stdout
    assert folder.run("trust", "--revoke").returncode == 0
    assert "ruff:F401" not in folder.run("review", PATH=path).stdout
    assert folder.run("trust", "nowhere").returncode == 2
