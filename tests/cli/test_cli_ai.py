"""`archlsp review --ai`: the real command and a loopback API."""

import json
import os
import pty
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from claude.fake import Answer
from claude_command import RULE, finding, review, speaking
from command_line import UNSAFE, Folder
from terminal_reading import until


def test_without_consent_nothing_is_sent(changed: Folder) -> None:
    """Exit 2 and the command that gives consent; the offline findings are reported all the same."""
    with speaking(changed) as api:
        done = changed.run("review", "--ai")
        assert done.returncode == 2
        assert "“archlsp consent give”" in done.stderr
        assert api.url in done.stderr
        assert "[py-yaml-unsafe-loader]" in done.stdout
        assert api.connections == 0


def test_without_a_key_nothing_is_sent(changed: Folder) -> None:
    """Exit 2, and where to put the key."""
    done = review(changed)
    assert done.returncode == 2
    assert "ANTHROPIC_API_KEY" in done.stderr
    assert "[py-yaml-unsafe-loader]" in done.stdout


def test_where_the_repository_says_off_it_is_off(changed: Folder) -> None:
    """No option overrides it."""
    changed.write("archlsp.toml", '[ai]\nenabled = "off"\n')
    with speaking(changed) as api:
        done = review(changed)
        assert done.returncode == 2
        assert "ai.enabled" in done.stderr
        assert api.connections == 0


def test_claude_finds_what_rules_cannot(changed: Folder) -> None:
    """Its finding stands in the report beside the rules', with its options; the price is told."""
    with speaking(changed) as api:
        done = review(changed)
        assert done.returncode == 1
        assert "[py-yaml-unsafe-loader]" in done.stdout
        assert f"The settings are not validated {RULE}" in done.stdout
        assert "Option: A schema — One more dependency." in done.stdout
        assert "Asked Claude 1 times" in done.stderr
        assert len(api.bodies) == 1
        assert "sk-secret" not in str(api.bodies)


def test_what_was_answered_is_remembered(changed: Folder) -> None:
    """The same code is not asked about again; with consent plain `review` shows it, `--offline` does not."""
    with speaking(changed) as api:
        review(changed)
        again = review(changed)
        assert RULE in again.stdout
        assert "Asked Claude" not in again.stderr
        assert RULE not in changed.run("review").stdout
        changed.run("consent", "give")
        remembered = changed.run("review")
        assert (RULE in remembered.stdout, remembered.stderr) == (True, "")
        assert RULE not in changed.run("review", "--offline").stdout
        changed.run("cache", "clear")
        assert RULE not in changed.run("review").stdout
        assert len(api.bodies) == 1


def test_a_verdict_is_shown(changed: Folder) -> None:
    """What Claude confirms keeps the rule's name, and says so; JSON has it as well."""
    sure = finding(about="R1", verdict="confirms", title="Anyone can run code here")
    with speaking(changed, answer=Answer(findings=[sure])):
        text = review(changed).stdout
        assert "Anyone can run code here [py-yaml-unsafe-loader]" in text
        assert "Confirmed by Claude" in text
        (found,) = json.loads(review(changed, "--format", "json").stdout)["findings"]
        assert (found["verdict"], found["title"]) == ("confirmed", "Anyone can run code here")


@pytest.mark.parametrize("reply", ["401", "refusal", "html"])
def test_trouble_is_one_sentence_and_the_rules_stand(changed: Folder, reply: str) -> None:
    """Exit 3: it was asked for and failed. With another file the sentence is not repeated."""
    changed.write("app/more.py", UNSAFE)
    with speaking(changed, answer=reply):
        done = review(changed)
    assert done.returncode == 3
    assert done.stdout.count("[py-yaml-unsafe-loader]") == 2
    said = [line for line in done.stderr.splitlines() if "Asked Claude" not in line]
    assert len(said) == 1, done.stderr


def test_an_endpoint_that_is_not_there(changed: Folder) -> None:
    """The same, within a few seconds."""
    changed.environment |= {"ANTHROPIC_BASE_URL": "http://127.0.0.1:9", "ANTHROPIC_API_KEY": "k"}
    done = review(changed)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert "[py-yaml-unsafe-loader]" in done.stdout


def test_the_days_limit_holds(changed: Folder) -> None:
    """Nothing is sent, and the setting is named."""
    with speaking(changed) as api:
        done = review(changed, ARCHLSP_AI_BUDGET_DAILY_USD="0")
        assert done.returncode == 3
        assert "ai.budget.daily_usd" in done.stderr
        assert api.bodies == []


def test_an_estimate_needs_nothing_and_sends_nothing(changed: Folder) -> None:
    """Neither consent nor key; tokens and dollars on stdout, and no report."""
    changed.environment["ANTHROPIC_BASE_URL"] = "http://127.0.0.1:9"
    done = changed.run("review", "--all", "--ai", "--estimate")
    assert (done.returncode, done.stderr) == (0, "")
    assert "questions about" in done.stdout
    assert "$" in done.stdout
    assert "py-yaml" not in done.stdout
    changed.commit()
    assert "nothing to send" in changed.run("review", "--ai", "--estimate").stdout
    changed.write("app/settings.py", UNSAFE.replace("text", "content"))
    assert "見積もり" in changed.run("review", "--ai", "--estimate", ARCHLSP_LANGUAGE="ja").stdout


def test_everything_is_sent_after_a_yes_alone(changed: Folder) -> None:
    """In a pipe nobody can say yes: exit 2 with the estimate and the option. With `--yes` it is sent."""
    with speaking(changed) as api:
        asked = review(changed, "--all")
        assert asked.returncode == 2
        assert "--yes" in asked.stderr
        assert "about $" in asked.stderr
        assert "[py-yaml-unsafe-loader]" in asked.stdout
        assert api.connections == 0
        sent = review(changed, "--all", "--yes")
        assert (sent.returncode, RULE in sent.stdout) == (1, True)
        assert "Nothing" not in review(changed, "--all").stderr  # everything is remembered: no question
        assert len(api.bodies) == 1


@contextmanager
def on_a_terminal(
    folder: Folder, *arguments: str
) -> Iterator[tuple["subprocess.Popen[str]", int, Callable[[], str]]]:
    """The command with a terminal for its input and its messages."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        folder.command("review", "--ai", "--ai-consent", *arguments),
        cwd=folder.path,
        env={**folder.environment, "TERM": "xterm"},
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        start_new_session=True,
        text=True,
    ) as process:
        os.close(theirs)
        yield process, ours, lambda: process.communicate(timeout=60)[0]
    os.close(ours)


@pytest.mark.parametrize(("answer", "calls"), [("y\n", 1), ("\n", 0)])
def test_a_terminal_is_asked(changed: Folder, answer: str, calls: int) -> None:
    """Only a clear yes is one; without it the rules' report is what there is, and that is no failure."""
    with speaking(changed) as api:
        with on_a_terminal(changed, "--all") as (process, terminal, output):
            until(terminal, b"[y/N] ")
            os.write(terminal, answer.encode())
            report = output()
        assert process.returncode == 1
        assert (RULE in report, len(api.bodies)) == (bool(calls), calls)


def test_ctrl_c_at_the_question_ends_it(changed: Folder) -> None:
    """Nothing is sent, and the rules' findings are reported as partial."""
    with speaking(changed) as api:
        with on_a_terminal(changed, "--all") as (process, terminal, output):
            until(terminal, b"[y/N] ")
            os.killpg(process.pid, signal.SIGINT)
            report = output()
        assert process.returncode == 3
        assert "[py-yaml-unsafe-loader]" in report
        assert api.bodies == []


def test_ctrl_c_during_an_answer_keeps_the_rules_findings(changed: Folder) -> None:
    """The report says that it is partial, and the connection is closed."""
    with speaking(changed, answer=Answer(findings=[finding()], fault="hold")) as api:
        with on_a_terminal(changed) as (process, _terminal, output):
            api.wait(lambda: len(api.bodies) == 1)
            os.killpg(process.pid, signal.SIGINT)
            report = output()
        assert process.returncode == 3
        api.wait(lambda: api.abandoned == 1)
        assert "these results are partial" in report
        assert "[py-yaml-unsafe-loader]" in report


def test_claude_is_asked_about_what_is_left_after_fix(changed: Folder) -> None:
    """Once, with the text as it is then."""
    changed.write("app/new.py", UNSAFE)
    with speaking(changed, answer=Answer(findings=[finding(quote="yaml.safe_load(text)")])) as api:
        done = review(changed, "--fix")
        assert done.stdout.count("Fixed: app/") == 2
        assert RULE in done.stdout
        assert len(api.bodies) == 1  # the other file is again what was committed
        assert "yaml.load(text)" not in str(api.bodies[0]["messages"])
