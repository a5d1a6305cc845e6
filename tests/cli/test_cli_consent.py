"""`archlsp consent`, `status`, `spend` and `cache`: what is known about the AI without asking it."""

import re
from pathlib import Path

import pytest

from archlsp.model.terms import Usage
from archlsp.store.answers import Answers
from archlsp.store.ledger import Ledger
from archlsp.store.spending import Spending
from command_line import Folder

ENDPOINT = "https://api.anthropic.com"
_JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


@pytest.fixture
def ledger(folder: Folder) -> Ledger:
    """The ledger that the command will use."""
    return Ledger.open(Path(folder.environment["ARCHLSP_STATE_DIR"]))


def test_consent_is_given_listed_and_withdrawn(shop: Folder) -> None:
    """For this repository and endpoint, from any folder in it; the file is the user's alone."""
    assert "No folder" in shop.run("consent").stdout
    given = shop.run("consent", "give", at="app")
    assert given.returncode == 0
    assert str(shop.path.resolve()) in given.stdout
    assert ENDPOINT in given.stdout
    listed = shop.run("consent", "list").stdout
    assert listed == f"allowed  {shop.path.resolve()}  {ENDPOINT}\n"
    assert shop.run("consent", "withdraw").returncode == 0
    assert "No folder" in shop.run("consent").stdout
    assert "was not allowed" in shop.run("consent", "withdraw").stdout


def test_consent_is_for_one_endpoint(shop: Folder) -> None:
    """Another base URL is another question."""
    shop.run("consent", "give", ANTHROPIC_BASE_URL="http://127.0.0.1:9/v1/")
    assert "http://127.0.0.1:9" in shop.run("consent").stdout
    assert f"to {ENDPOINT} has not been allowed" in shop.run("status", ANTHROPIC_API_KEY="k").stdout
    local = shop.run("status", ANTHROPIC_BASE_URL="http://127.0.0.1:9", ANTHROPIC_API_KEY="k")
    assert "AI: ready" in local.stdout


def test_another_folder_is_named_and_must_exist(shop: Folder) -> None:
    """Exit 2 for one that does not."""
    assert shop.run("consent", "give", "shop", at="..").returncode == 0
    assert str(shop.path.resolve()) in shop.run("consent").stdout
    assert shop.run("consent", "give", "nowhere").returncode == 2


def test_consent_that_cannot_be_kept_is_said(shop: Folder) -> None:
    """A user who thinks that it was withdrawn would be wrong."""
    done = shop.run("consent", "give", ARCHLSP_STATE_DIR="/dev/null/x")
    assert done.returncode == 2
    assert "cannot be written" in done.stderr


def test_status_tells_what_is_missing(shop: Folder) -> None:
    """Off, no key, no consent, ready, the day's limit: each is said with what to do, and exit 0."""
    assert "ANTHROPIC_API_KEY" in shop.run("status").stdout
    assert "archlsp consent give" in shop.run("status", ANTHROPIC_API_KEY="k").stdout
    shop.run("consent", "give")
    ready = shop.run("status", ANTHROPIC_API_KEY="sk-ant-secret")
    assert "AI: ready" in ready.stdout
    assert "sk-ant-secret" not in ready.stdout + ready.stderr
    assert "limit $2.00 a day" in ready.stdout
    spent = shop.run("status", ANTHROPIC_API_KEY="k", ARCHLSP_AI_BUDGET_DAILY_USD="0")
    assert "paused" in spent.stdout
    shop.write("archlsp.toml", '[ai]\nenabled = "off"\n')
    off = shop.run("status", ANTHROPIC_API_KEY="k")
    assert (off.returncode, ENDPOINT in off.stdout) == (0, False)
    assert "off" in off.stdout


def test_spend_is_a_table_with_a_total(folder: Folder, ledger: Ledger) -> None:
    """By day, purpose and model; an unknown price is not taken for nothing."""
    assert "not been used" in folder.run("spend").stdout
    spending = Spending(ledger)
    spending.add("/shop", "review", "claude-sonnet-5-5", Usage(input=1_000, output=500), 0.007)
    spending.add("/shop", "verify", "claude-haiku-5-5", Usage(input=200), 0.001)
    spending.add("/shop", "review", "llama", Usage(input=50), None)
    ledger.close()
    lines = folder.run("spend", "--days", "1").stdout.splitlines()
    assert [line.split()[1:4] for line in lines[1:4]] == [
        ["review", "claude-sonnet-5-5", "1"],
        ["review", "llama", "1"],
        ["verify", "claude-haiku-5-5", "1"],
    ]
    assert lines[2].endswith("$0.0000 + 1 of unknown cost")
    assert lines[4].split() == ["Total", "3", "1,750", "$0.0080", "+", "1", "of", "unknown", "cost"]
    assert "合計" in folder.run("spend", ARCHLSP_LANGUAGE="ja").stdout


@pytest.mark.parametrize("days", ["0", "-1", "many", "4000", "1.5", "１"])
def test_days_are_a_number(folder: Folder, days: str) -> None:
    """Exit 2 with what is right."""
    done = folder.run("spend", f"--days={days}")
    assert done.returncode == 2
    assert "1 to 3650" in done.stderr


def test_the_cache_is_counted_and_cleared(folder: Folder, ledger: Ledger) -> None:
    """The answers are forgotten; what they cost is not."""
    Answers(ledger).keep("/shop", {"one": [], "two": [{}]})
    Spending(ledger).add("/shop", "review", "claude-sonnet-5-5", Usage(input=1), 0.1)
    ledger.close()
    assert folder.run("cache").stdout.startswith("2 answers")
    assert "Forgot 2" in folder.run("cache", "clear").stdout
    assert folder.run("cache", "show").stdout.startswith("0 answers")
    assert "$0.1000" in folder.run("spend").stdout


@pytest.mark.parametrize("command", [["spend"], ["cache"], ["cache", "clear"]])
def test_a_ledger_that_cannot_be_used_is_trouble(folder: Folder, command: list[str]) -> None:
    """Nothing known is not the same as nothing spent."""
    done = folder.run(*command, ARCHLSP_STATE_DIR="/dev/null/x")
    assert (done.returncode, done.stdout) == (3, "")
    assert "cannot be written" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["review", "--yes"], "--yes needs --ai"),
        (["review", "--estimate"], "--estimate needs --ai"),
        (["review", "--ai-consent"], "--ai-consent needs --ai"),
        (["review", "--ai", "--offline"], "cannot be given together"),
        (["consent", "giv"], "Did you mean “give”?"),
        (["batch", "colect"], "Did you mean “collect”?"),
        (["cache", "clear", "x"], "one too many"),
    ],
)
def test_wrong_usage_about_the_ai(shop: Folder, arguments: list[str], said: str) -> None:
    """Exit 2 and a sentence."""
    done = shop.run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.mark.parametrize("command", ["consent", "cache", "batch", "rules"])
def test_the_help_of_a_group(folder: Folder, command: str) -> None:
    """A group's name alone has a help, too, in both languages."""
    assert f"archlsp {command} " in folder.run(command, "--help").stdout
    japanese = folder.run(command, "-h", ARCHLSP_LANGUAGE="ja").stdout
    assert _JAPANESE.search(japanese)


def test_the_doctor_does_not_mind_that_the_ai_is_not_used(shop: Folder) -> None:
    """Who never asked for it has nothing to repair; who did is told what is missing."""
    quiet = shop.run("doctor", COLUMNS="400").stdout
    assert f"[ok]   AI review: not in use ({ENDPOINT})" in quiet
    wanted = shop.run("doctor", COLUMNS="400", ARCHLSP_AI_ENABLED="on", ANTHROPIC_API_KEY="k").stdout
    assert "[warn] AI review" in wanted
    assert "archlsp consent give" in wanted
    off = shop.run("doctor", COLUMNS="400", ARCHLSP_AI_ENABLED="off").stdout
    assert "[ok]   AI review: off" in off


def test_an_endpoint_that_cannot_be_used_is_said(shop: Folder) -> None:
    """Consent to nowhere is none; what is only odd about an endpoint is told and works."""
    for command in (["consent", "give"], ["review", "--ai"]):
        done = shop.run(*command, ANTHROPIC_BASE_URL="ftp://example.com")
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
    assert "No folder" in shop.run("consent").stdout
    odd = "http://127.0.0.1:9/v1"
    assert "/v1" in shop.run("status", ANTHROPIC_BASE_URL=odd).stdout
    assert "/v1" in shop.run("doctor", ANTHROPIC_BASE_URL=odd, COLUMNS="400").stdout


def test_the_doctor_looks_at_the_persona(shop: Folder) -> None:
    """One that is not there is found before it is needed."""
    assert "[ok]   AI persona: backend-architect" in shop.run("doctor", COLUMNS="400").stdout
    done = shop.run("doctor", COLUMNS="400", ARCHLSP_AI_PERSONA="nobody")
    assert done.returncode == 3
    assert "nobody" in done.stdout
