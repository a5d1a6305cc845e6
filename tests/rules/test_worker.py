"""The worker process: served in turn, timed, replaced when it dies, out of the repository's reach, gone at the end."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest
from ruletext import rule_text

from archlsp.model.finding import Finding
from archlsp.model.review import Outcome, Request
from archlsp.rules.pool import WorkerPool
from archlsp.rules.reviewer import MAX_CHARACTERS, MAX_LINE, RulesReviewer
from archlsp.rules.wire import request_value
from archlsp.workers.frames import BrokenFrameError, length_of, pack, read_frame, unpack
from archlsp.workers.process import environment

SMALL = "import requests\n\nrequests.get(url)\n"
LINES = 8_000
# Every line is another finding with another fix: seconds of work.
SLOW = "import requests\n\n" + "".join(f"a{n} = requests.get(url{n})\n" for n in range(LINES))


def _request(text: str = SMALL, generation: int = 1, path: str = "app/a.py") -> Request:
    return Request(path, "python", text, None, generation)


async def _until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        await asyncio.sleep(0.01)


def _is_busy(pid: int, since: float) -> bool:
    return sum(psutil.Process(pid).cpu_times()[:2]) > since + 0.05


def _is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


@pytest.fixture
async def pool() -> AsyncIterator[WorkerPool]:
    """One worker, started."""
    pool = WorkerPool(time_limit=60)
    await pool.start()
    yield pool
    await pool.close()
    assert pool.pids == ()


async def test_review(pool: WorkerPool) -> None:
    """A request is answered with its generation, and every finding was emitted once."""
    reviewer = RulesReviewer(pool)
    emitted: list[Finding] = []
    review = await reviewer.review(_request(generation=7), emitted.append)
    assert (review.outcome, review.generation, review.problem) == (Outcome.REVIEWED, 7, None)
    assert [finding.anchor.quote for finding in review.findings] == ["requests.get(url)"]
    assert tuple(emitted) == review.findings
    assert reviewer.accepts("go")
    assert not reviewer.accepts("css")


async def test_requests_are_served_in_turn(pool: WorkerPool) -> None:
    """Many requests at once are all answered, each with its own answer, in the order they came."""
    done: list[int] = []

    async def ask(number: int) -> None:
        review = await pool.review(_request(f"import requests\nrequests.get(url{number})\n", number))
        assert review.findings[0].anchor.quote == f"requests.get(url{number})"
        done.append(review.generation)

    await asyncio.gather(*(ask(number) for number in range(20)))
    assert done == list(range(20))


async def test_killed_once_in_mid_review(pool: WorkerPool) -> None:
    """kill -9 in the middle of a review: a new worker does it again, and nobody notices."""
    await pool.review(_request())
    (pid,) = pool.pids
    since = sum(psutil.Process(pid).cpu_times()[:2])
    task = asyncio.create_task(pool.review(_request(SLOW)))
    await _until(lambda: _is_busy(pid, since))
    os.kill(pid, signal.SIGKILL)
    review = await task
    assert review.outcome is Outcome.REVIEWED
    assert len(review.findings) == LINES
    assert pool.pids != (pid,)


async def test_killed_twice(pool: WorkerPool) -> None:
    """A file on which two workers die is given up, said to be; the next file is reviewed as if nothing was."""
    task = asyncio.create_task(pool.review(_request(SLOW)))
    for _ in range(2):
        await _until(lambda: bool(pool.pids) and not task.done())
        (pid,) = pool.pids
        os.kill(pid, signal.SIGKILL)
        await _until(lambda pid=pid: pid not in pool.pids)  # type: ignore[misc]
    review = await task
    assert review.outcome is Outcome.FAILED
    assert review.problem is not None
    assert review.problem.code in {"rules-crashed", "rules-not-started"}
    assert (await pool.review(_request())).outcome is Outcome.REVIEWED


async def test_killed_while_idle(pool: WorkerPool) -> None:
    """A worker that died between two files is replaced without a word."""
    await pool.review(_request())
    (pid,) = pool.pids
    os.kill(pid, signal.SIGKILL)
    await _until(lambda: _is_gone(pid))
    assert (await pool.review(_request())).outcome is Outcome.REVIEWED


async def test_time_limit() -> None:
    """A file that takes too long is skipped with the reason; its worker is ended, and the next file has a new one."""
    pool = WorkerPool(time_limit=1.0)
    try:
        await pool.start()
        review = await pool.review(_request(SLOW))
        assert review.outcome is Outcome.SKIPPED
        assert review.problem is not None
        assert (review.problem.code, dict(review.problem.detail)["path"]) == ("rules-timeout", "app/a.py")
        assert (await pool.review(_request())).outcome is Outcome.REVIEWED
    finally:
        await pool.close()


async def test_a_cancelled_caller_does_not_mix_up_answers(pool: WorkerPool) -> None:
    """Who stops waiting is let go at once; the next request gets its own answer, not the old one's."""
    await pool.review(_request())
    task = asyncio.create_task(pool.review(_request(SLOW, 1)))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    review = await pool.review(_request(SMALL, 2))
    assert (review.generation, len(review.findings)) == (2, 1)


async def test_close_in_mid_review() -> None:
    """Closing answers those who wait, ends the process though it is busy, and may be done twice."""
    pool = WorkerPool(time_limit=60)
    await pool.start()
    await pool.review(_request())
    (pid,) = pool.pids
    waiting = [asyncio.create_task(pool.review(_request(SLOW, number))) for number in range(3)]
    await asyncio.sleep(0)
    await pool.close()
    await pool.close()
    reviews = await asyncio.gather(*waiting, pool.review(_request()))
    assert {review.problem.code for review in reviews if review.problem} == {"rules-closed"}
    assert _is_gone(pid)


async def test_rules_that_are_off_are_told_once(tmp_path: Path) -> None:
    """Extra rules work; one with an error is named in the notes of the first review alone."""
    (tmp_path / "py-print.yml").write_text(rule_text(), "utf-8")
    (tmp_path / "py-broken.yml").write_text("id: [\n", "utf-8")
    pool = WorkerPool(extra_rule_dirs=[tmp_path])
    try:
        first = await pool.review(_request("print(1)\n"))
        second = await pool.review(_request("print(1)\n"))
    finally:
        await pool.close()
    assert [finding.rule for finding in first.findings] == ["py-print"]
    assert [note.code for note in first.notes] == ["rule-yaml"]
    assert (first.outcome, second.notes) == (Outcome.REVIEWED, ())


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("x" * (MAX_CHARACTERS + 1), "python", "rules-too-large"),
        ("a = 1\n" + "x" * (MAX_LINE + 1), "python", "rules-long-line"),
        ("-- " + "x" * (MAX_LINE + 1), "sql", None),
    ],
)
async def test_size_guard(pool: WorkerPool, text: str, language: str, code: str | None) -> None:
    """Files too large, or with lines nobody writes, are skipped and said to be; SQL may have long lines."""
    review = await RulesReviewer(pool).review(Request("a", language, text, None, 1), lambda _: None)
    assert (review.problem.code if review.problem else None) == code


async def test_the_repository_cannot_reach_into_the_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Modules in the working directory or on PYTHONPATH are not imported, and no key is passed on."""
    for name in ("yaml", "json", "ast_grep_py", "sitecustomize", "usercustomize", "archlsp"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:.")
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "yaml.py"))
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-secret")
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    pool = WorkerPool()
    try:
        assert (await pool.review(_request())).outcome is Outcome.REVIEWED
        if sys.platform == "linux":
            given = Path(f"/proc/{pool.pids[0]}/environ").read_bytes()
            assert b"secret" not in given
    finally:
        await pool.close()
    assert not (tmp_path / "ran").exists()
    assert "PATH" in environment(os.environ)
    assert not {name for name in environment(os.environ) if "KEY" in name or "TOKEN" in name}


async def test_a_worker_that_cannot_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a Python to run, every review says so; nothing is raised."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    pool = WorkerPool()
    await pool.start()
    review = await pool.review(_request())
    await pool.close()
    assert review.outcome is Outcome.FAILED
    assert review.problem is not None
    assert review.problem.code == "rules-not-started"


def _spawn() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-I", "-m", "archlsp.rules.worker", "1"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd="/")


def test_the_worker_ends_when_its_parent_does() -> None:
    """End of standard input ends the process, before and after it has served."""
    with _spawn() as process:
        assert process.stdin and process.stdout
        hello = read_frame(process.stdout)
        assert hello is not None
        assert hello["ready"] is True
        process.stdin.write(pack(request_value(_request())))
        process.stdin.flush()
        answer = read_frame(process.stdout)
        assert answer is not None
        assert len(answer["findings"]) == 1
        process.stdin.close()
        assert process.wait(20) == 0


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGALRM")
def test_a_hanging_worker_without_a_parent_ends() -> None:
    """A worker busy beyond its limit, whose parent cannot kill it any more, is ended by the kernel."""
    with _spawn() as process:
        assert process.stdin and process.stdout
        read_frame(process.stdout)
        slow = SLOW * 100
        process.stdin.write(pack(request_value(_request(slow))))
        process.stdin.close()
        assert process.wait(60) == -signal.SIGALRM


@pytest.mark.parametrize(
    "data", [b"\xff\xff\xff\xff", b"\x00\x00\x00\x02{", b"\x00\x00", b"\x00\x00\x00\x01x"]
)
def test_nonsense_in_the_pipe_ends_the_worker(data: bytes) -> None:
    """What is no frame cannot be followed by one: the worker gives up at once, without a word."""
    with _spawn() as process:
        assert process.stdin and process.stdout
        read_frame(process.stdout)
        process.stdin.write(data)
        process.stdin.close()
        assert process.wait(20) == 1
        assert process.stdout.read() == b""


def test_a_request_that_cannot_be_answered() -> None:
    """A request of a shape the worker does not know is a failure of that file, not of the process."""
    with _spawn() as process:
        assert process.stdin and process.stdout
        read_frame(process.stdout)
        process.stdin.write(pack({"path": "a.py"}) + pack(request_value(_request())))
        process.stdin.close()
        assert read_frame(process.stdout) == {"failed": "KeyError"}
        answer = read_frame(process.stdout)
        assert answer is not None
        assert len(answer["findings"]) == 1


def test_frames() -> None:
    """Lengths beyond reason and JSON that is no object are refused."""
    with pytest.raises(BrokenFrameError):
        length_of(b"\xff\xff\xff\xff")
    with pytest.raises(BrokenFrameError):
        unpack(b"[]")
    with pytest.raises(BrokenFrameError):
        unpack(b"\xff")
    assert unpack(pack({"path": "a\udce9🍣"})[4:]) == {"path": "a\udce9🍣"}
