"""`archlsp design`: the real command and a loopback API."""

import os
import pty
import signal
import subprocess

from archlsp.design.sections import HEADINGS, Section, shape_of
from archlsp.messages import say
from claude.fake import Answer
from claude_command import speaking
from command_line import Folder
from design.answers import answer
from terminal_reading import until

JAPANESE = {"ARCHLSP_LANGUAGE": "ja"}
QUESTION = "在庫管理の API を設計してください"


def test_an_answer_in_a_pipe_is_plain_markdown(changed: Folder) -> None:
    """Whole, without colours; the id to go on from is on stderr."""
    with speaking(changed, answer=Answer(text=answer())) as api:
        done = changed.run("design", "--ai-consent", "--focus", "app/settings.py:4-5", QUESTION, **JAPANESE)
        assert done.returncode == 0
        assert not shape_of(done.stdout).missing()
        assert "\x1b" not in done.stdout
        assert "--follow" in done.stderr
        asked = api.bodies[0]["messages"][0]["content"][0]["text"]
        assert "    4  def settings(text):" in asked
        assert "    1  import yaml" not in asked


def test_answers_are_kept_and_gone_on_from(changed: Folder) -> None:
    """Listed, shown again, and the base of the next question; in a file if that is wanted."""
    with speaking(changed, answer=Answer(text=answer())) as api:
        changed.run("design", "--ai-consent", QUESTION, **JAPANESE)
        listed = changed.run("design", "--list", **JAPANESE).stdout
        assert QUESTION in listed
        name = listed.split()[0]
        assert HEADINGS["ja"][Section.DESIGN] in changed.run("design", "--show", name, **JAPANESE).stdout
        more = changed.run(
            "design", "--ai-consent", "--follow", "last", "--output", "more.md", "Redis では？", **JAPANESE
        )
        assert (more.returncode, more.stdout) == (0, "")
        assert "Redis" in (changed.path / "more.md").read_text("utf-8")
        assert QUESTION in api.bodies[1]["messages"][0]["content"][-1]["text"]


def test_without_consent_nothing_is_sent_and_there_is_an_answer(changed: Folder) -> None:
    """From rules and the inventory, with the command that gives consent."""
    with speaking(changed, answer=Answer(text=answer())) as api:
        done = changed.run("design", QUESTION, **JAPANESE)
        assert done.returncode == 0
        assert say("ja", "design-state-offline") in done.stdout
        assert "archlsp consent give" in done.stderr
        assert api.connections == 0


def test_what_is_wrong_is_said_in_a_sentence(changed: Folder) -> None:
    """With exit code 2 or 3, before anything is asked."""
    for arguments, code in (
        ((), 2),
        (("--show", "nope"), 3),
        (("--follow", "nope", "x"), 2),
        (("--focus", "nope.py", "x"), 2),
    ):
        done = changed.run("design", *arguments)
        assert (done.returncode, done.stdout) == (code, "")
        assert done.stderr.startswith("archlsp: ")


def test_ctrl_c_keeps_what_has_arrived(changed: Folder) -> None:
    """On a terminal the blocks appear as they are whole; what there was is kept and said to be a part."""
    held = Answer(text=answer(), fault="hold", chunk=8, after=20)
    with speaking(changed, answer=held):
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            changed.command("design", "--ai-consent", QUESTION),
            cwd=changed.path,
            env={**changed.environment, **JAPANESE, "TERM": "xterm"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        ) as process:
            os.close(theirs)
            until(ours, "店舗の担当者".encode())
            process.send_signal(signal.SIGINT)
            shown = until(ours, b"--follow")
            assert say("ja", "design-state-cancelled") in shown.decode("utf-8", "replace")
            assert process.wait(30) == 3
        os.close(ours)
        assert QUESTION in changed.run("design", "--list", **JAPANESE).stdout
