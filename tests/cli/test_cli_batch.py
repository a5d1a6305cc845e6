"""`archlsp batch`: submitted with a yes, collected when it has ended, shown by `review --all`."""

import json
from pathlib import Path

import pytest

from claude_command import RULE, speaking
from command_line import UNSAFE, Folder


def submit(folder: Folder, *arguments: str) -> str:
    """Submit everything; return what is said on stdout."""
    done = folder.run("batch", "submit", "--ai-consent", "--yes", *arguments)
    assert done.returncode == 0, done.stderr
    assert "sk-secret" not in done.stdout + done.stderr
    return done.stdout


def collect(folder: Folder) -> str:
    """Collect what is there at the second look: the fake needs as long."""
    assert "still running" in folder.run("batch", "collect").stdout
    return folder.run("batch", "collect").stdout


def test_a_batch_needs_consent_and_a_yes(changed: Folder) -> None:
    """Nothing is sent without; it says that data is kept, and what it costs."""
    with speaking(changed) as api:
        refused = changed.run("batch", "submit", "--yes")
        assert refused.returncode == 2
        assert "archlsp consent give" in refused.stderr
        asked = changed.run("batch", "submit", "--ai-consent")
        assert asked.returncode == 2
        for word in ("29 days", "half", "about $", "--yes"):
            assert word in asked.stderr
        assert api.connections == 0
        assert "29 日間" in changed.run("batch", "submit", "--ai-consent", ARCHLSP_LANGUAGE="ja").stderr


def test_results_are_shown_by_the_next_review(changed: Folder) -> None:
    """Submitted, looked at, collected; then remembered, and neither asked about nor submitted again."""
    with speaking(changed) as api:
        assert "Submitted the batch msgbatch_000000 (1 questions)" in submit(changed)
        assert "batches not collected yet: 1" in changed.run("status").stdout.lower()
        (request,) = [seen for seen in api.requests if seen.path.startswith("/v1/messages/batches")]
        assert [set(one) for one in request.body["requests"]] == [{"custom_id", "params"}]
        changed.write("README.md", "# The shop\n")  # nothing that was asked about
        assert "1 findings from 1 answers" in collect(changed)
        assert "no batch" in changed.run("batch", "collect").stdout
        assert "claude-" in changed.run("spend").stdout
        changed.run("consent", "give")
        assert RULE in changed.run("review", "--all").stdout
        assert "nothing to submit" in submit(changed)
        assert api.bodies == []


def test_what_waits_is_not_submitted_twice(changed: Folder) -> None:
    """A second submission sends only what is new."""
    with speaking(changed):
        submit(changed)
        again = changed.run("batch", "submit", "--ai-consent", "--yes")
        assert "1 questions are in a batch already" in again.stderr
        assert again.stdout == "There is nothing to submit.\n"
        changed.write("app/more.py", UNSAFE)
        assert "(1 questions)" in submit(changed)


def test_answers_about_code_that_has_changed_are_of_no_use(changed: Folder) -> None:
    """They are counted, paid for, and not shown."""
    with speaking(changed):
        submit(changed)
        changed.write("app/settings.py", UNSAFE + "\n\ndef more():\n    return 1\n")
        assert "running" in changed.run("batch").stdout
        done = changed.run("batch", "collect")
        assert "0 findings from 0 answers" in done.stdout
        assert "1 answers are of no use" in done.stderr
        changed.run("consent", "give")
        assert RULE not in changed.run("review", "--all").stdout


def test_the_days_limit_holds_for_batches(changed: Folder) -> None:
    """Exit 2, and the variable that raises it."""
    with speaking(changed) as api:
        changed.environment["ARCHLSP_AI_BUDGET_DAILY_USD"] = "0.00001"
        done = changed.run("batch", "submit", "--ai-consent", "--yes")
        assert done.returncode == 2
        assert "ARCHLSP_AI_BUDGET_DAILY_USD" in done.stderr
        assert api.connections == 0


def test_trouble_leaves_the_batch_for_later(changed: Folder) -> None:
    """An endpoint that is away, or another one: said, and nothing is forgotten."""
    with speaking(changed):
        submit(changed)
    away = changed.run("batch", "collect")
    assert away.returncode == 3
    assert "msgbatch" not in away.stdout
    with speaking(changed):
        other = changed.run("batch", "collect")
        assert "was submitted to" in other.stderr
    kept = Path(changed.environment["ARCHLSP_STATE_DIR"], "batches.json")
    assert [one["collected"] for one in json.loads(kept.read_text("utf-8"))] == [False]


@pytest.mark.parametrize("command", ["status", "collect"])
def test_without_a_batch_there_is_nothing_to_do(changed: Folder, command: str) -> None:
    """And nothing is asked."""
    with speaking(changed) as api:
        assert "no batch" in changed.run("batch", command).stdout
        assert api.connections == 0
