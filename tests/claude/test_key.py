"""Where a key comes from, and what is none."""

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from archlsp.claude.wire.key import credentials_value, has_key
from archlsp.claude.wire.keysource import Key, KeySource
from archlsp.model.terms import Terms

KEY = "sk-ant-secret"


def _command(script: str) -> dict[str, Any]:
    return {"key": "", "token": "", "command": [sys.executable, "-c", script]}


@pytest.mark.parametrize(
    ("terms", "environ", "expected"),
    [
        (Terms(), {}, False),
        (Terms(), {"ANTHROPIC_API_KEY": ""}, False),
        (Terms(), {"ANTHROPIC_API_KEY": KEY}, True),
        (Terms(), {"ANTHROPIC_AUTH_TOKEN": KEY}, True),
        (Terms(key_command=("pass", "show", "key")), {}, True),
        (Terms(base_url="http://localhost:11434"), {}, True),
        (Terms(), {"ANTHROPIC_BASE_URL": "http://127.0.0.1:8000"}, True),
        (Terms(base_url="https://api.anthropic.com/v1"), {}, False),
        (Terms(provider="bedrock"), {}, True),
    ],
)
def test_whether_there_may_be_a_key(terms: Terms, environ: dict[str, str], expected: bool) -> None:
    """It is looked for in the environment and the settings alone; nothing is run."""
    assert has_key(terms, environ) is expected


def test_the_worker_gets_what_it_needs_and_no_more() -> None:
    """A cloud's variables go to its own client, and the key to Anthropic's."""
    environ = {
        "ANTHROPIC_API_KEY": KEY,
        "AWS_SECRET_ACCESS_KEY": "aws",
        "GITHUB_TOKEN": "gh",
        "GOOGLE_CLOUD": "g",
    }
    assert credentials_value(Terms(), environ) == {"key": KEY, "token": "", "command": []}
    assert credentials_value(Terms(provider="bedrock"), environ) == {
        "cloud": {"AWS_SECRET_ACCESS_KEY": "aws"}
    }
    assert credentials_value(Terms(provider="vertex"), environ) == {"cloud": {"GOOGLE_CLOUD": "g"}}


async def test_the_environment_goes_before_a_command() -> None:
    """The command is not run where a key is given."""
    given = {**_command("print('other')"), "key": KEY}
    assert await KeySource().find(given) == Key(KEY)
    assert await KeySource().find({**given, "key": "", "token": "token"}) == Key("token")


@pytest.mark.parametrize("printed", [f"{KEY}", f"{KEY}\n", f" {KEY} \r\nsecond\n", f"\ufeff{KEY}\n"])
async def test_the_first_line_is_the_key(printed: str) -> None:
    """Without what stands around it, and whatever follows."""
    script = f"import sys; sys.stdout.buffer.write({printed.encode()!r})"
    assert await KeySource().find(_command(script)) == Key(KEY)


@pytest.mark.parametrize("printed", ["", "\n" + KEY, "two words", "schlüssel", "a\tb", "a\x00b", "\ud83e"])
async def test_what_cannot_be_a_key_is_none(printed: str) -> None:
    """Nothing else goes into a header."""
    script = f"import sys; sys.stdout.buffer.write({printed.encode('utf-8', 'surrogatepass')!r})"
    assert await KeySource().find(_command(script)) is None


@pytest.mark.parametrize("command", [["/nonexistent/program"], ["\x00"], ["/"]])
async def test_a_command_that_cannot_be_run_gives_no_key(command: list[str]) -> None:
    """And no exception."""
    assert await KeySource().find({"command": command}) is None


async def test_a_command_that_hangs_is_ended() -> None:
    """It has a time limit, and no standard input to wait for."""
    assert await KeySource(seconds=0.5).find(_command("import threading; threading.Event().wait()")) is None
    assert await KeySource().find(_command("import sys; print('key' + sys.stdin.read())")) == Key("key")


async def test_a_command_that_prints_for_ever_is_cut_off() -> None:
    """A first line that never ends is no key."""
    assert await KeySource().find(_command("while True: print('x' * 1000, end='')")) is None


async def test_what_a_command_leaves_behind_is_not_waited_for(tmp_path: Path) -> None:
    """An agent that it starts may hold its output open for as long as it likes."""
    waits = f"import os, time\nwhile not os.path.exists({str(tmp_path / 'go')!r}): time.sleep(0.01)"
    starts = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {waits!r}]); print('{KEY}')"
    assert await KeySource().find(_command(starts)) == Key(KEY)
    (tmp_path / "go").touch()


async def test_what_was_found_is_kept_until_it_is_refused(tmp_path: Path) -> None:
    """A command may ask its user something: once is enough."""
    script = f"open({str(tmp_path / 'runs')!r}, 'a').write('x'); print('{KEY}')"
    source = KeySource()
    assert await source.find(_command(script)) == Key(KEY)
    kept = await source.find(_command(script))
    assert kept == Key(KEY, is_kept=True)
    assert (tmp_path / "runs").read_text() == "x"
    source.forget(kept)
    assert await source.find(_command(script)) == Key(KEY)
    assert (tmp_path / "runs").read_text() == "xx"


async def test_the_keyring_is_the_last_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """The platform's keyring is asked for the entry that we document, and may be missing or broken."""
    asked = []

    class Ring(ModuleType):
        def get_password(self, service: str, user: str) -> str:
            asked.append((service, user))
            return KEY

    assert await KeySource().find({}) is None
    monkeypatch.setitem(sys.modules, "keyring", Ring("keyring"))
    assert await KeySource().find({}) == Key(KEY)
    assert asked == [("archlsp", "anthropic")]
    monkeypatch.setitem(sys.modules, "keyring", ModuleType("keyring"))
    assert await KeySource().find({}) is None


def test_a_key_is_in_no_repr() -> None:
    """It can be in no message by mistake."""
    assert KEY not in repr(Key(KEY))
