"""The line to the model: what comes is handed on at once, in turn, and stops when nobody wants it."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing

import psutil
import pytest
import pytest_asyncio

from archlsp.claude.wire.batching import BatchError
from archlsp.claude.wire.events import Begun, Fault, FaultKind, Reads, Text, Whole
from archlsp.claude.wire.line import Line
from archlsp.claude.wire.patience import Patience
from archlsp.model.terms import Usage
from claude.fake import Answer, FakeApi
from claude.wires import FINDINGS, KEY, SHORT, body, call, end, everything, new_line, terms, values

pytestmark = pytest.mark.asyncio(loop_scope="module")
SAID = Answer(findings=FINDINGS)
HELD = Answer(findings=FINDINGS, chunk=1000, after=0, fault="hold")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def line() -> AsyncIterator[Line]:
    """One line for all: every fake has an address of its own, and so a standing of its own."""
    made = new_line()
    yield made
    await made.close()


# ---------------------------------------------------------------------- what comes


async def test_each_object_comes_as_soon_as_it_is_whole(line: Line) -> None:
    """The first finding is there while the model still writes the second."""
    first = len(json.dumps({"findings": FINDINGS[:1]}, ensure_ascii=False)) - 1
    async with FakeApi([Answer(findings=FINDINGS, chunk=first, after=1, fault="hold")]) as api:
        seen = []
        async with aclosing(line.ask(call(), terms(api.url))) as events:
            async for event in events:
                seen.append(event)
                if isinstance(event, Whole):
                    api.go()
        assert seen[0] == Begun("claude-haiku-5-5")
        assert values(seen) == FINDINGS


@pytest.mark.parametrize(
    "answer",
    [
        Answer(findings=FINDINGS, torn=True),
        Answer(findings=FINDINGS, thinking=True),
        Answer(findings=FINDINGS, chunk=1),
        Answer(text="Here it is:\n```json\n" + json.dumps({"findings": FINDINGS}) + "\n```\nDone."),
    ],
    ids=["torn characters", "a thinking block first", "one character a time", "prose and a fence"],
)
async def test_the_shape_of_the_stream_does_not_matter(line: Line, answer: Answer) -> None:
    """The same objects come, however they are cut and whatever stands around them."""
    async with FakeApi([answer]) as api:
        assert values(await everything(line, call(), terms(api.url))) == FINDINGS


async def test_text_is_read_as_text(line: Line) -> None:
    """What is asked for as Markdown comes in pieces and unread."""
    async with FakeApi([Answer(text="## 見出し\n\nSome [ { text.")]) as api:
        events = await everything(line, call(reads=Reads.TEXT), terms(api.url))
        assert (
            "".join(event.text for event in events if isinstance(event, Text))
            == "## 見出し\n\nSome [ { text."
        )


async def test_the_body_goes_out_byte_for_byte(line: Line) -> None:
    """What users are shown before is what is sent."""
    asked = call("日本語 \ud83e\udd80".encode("utf-16", "surrogatepass").decode("utf-16"))
    async with FakeApi() as api:
        await everything(line, asked, terms(api.url))
        assert api.refused == []
        shown = json.dumps(asked.body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        assert api.requests[0].raw == shown


async def test_the_cost_is_told_with_its_parts(line: Line) -> None:
    """What is written to the cache and read from it is told apart, by how long it lives."""

    def block(letter: str, ttl: str) -> dict[str, object]:
        return {"type": "text", "text": letter * 4000, "cache_control": {"type": "ephemeral", "ttl": ttl}}

    asked = call()
    asked = type(asked)(asked.purpose, body(system=[block("a", "1h"), block("b", "5m")]))
    async with FakeApi(answer=SAID) as api:
        first, second = [end(await everything(line, asked, terms(api.url))).usage for _ in range(2)]
        written = first.cache_write_1h + first.cache_write_5m
    assert first.cache_write_1h > 900
    assert first.cache_write_5m > 900
    assert second == Usage(first.input, 0, 0, written, first.output)
    assert first.output > 10


async def test_tokens_are_counted_by_the_api(line: Line) -> None:
    """And where it cannot, nobody is told a number."""
    async with FakeApi() as api:
        assert (await line.count(body("x" * 400), terms(api.url)) or 0) > 100
    assert await line.count(body(), terms(api.url)) is None


# ---------------------------------------------------------------------- whose turn it is


async def _asking(line: Line, on: object, text: str, recency: float, prefix: str = "") -> list[object]:
    return await everything(line, call(text, prefix=prefix), on, recency)  # type: ignore[arg-type,return-value]


def _texts(api: FakeApi) -> list[str]:
    return [asked["messages"][0]["content"][0]["text"] for asked in api.bodies]


async def test_two_at_once_and_the_newest_first(line: Line) -> None:
    """While two are being answered the rest waits; of the rest, what was saved last is asked first."""
    async with FakeApi(answer=HELD) as api, asyncio.TaskGroup() as group:
        on = terms(api.url)
        for number in (1, 2):
            group.create_task(_asking(line, on, f"early {number}", number))
        await api.until(lambda: len(api.bodies) == 2)
        for number in (3, 5, 4):
            group.create_task(_asking(line, on, f"late {number}", number))
        await asyncio.sleep(0)
        assert len(api.bodies) == 2
        api.go()
        await api.until(lambda: len(api.bodies) == 5)
        assert _texts(api)[2:] == ["late 5", "late 4", "late 3"]


async def test_one_fills_the_cache_for_the_others(line: Line) -> None:
    """Of questions with the same prefix one is sent, and the next when its answer has begun; others need not wait."""
    waits = Answer(findings=FINDINGS, chunk=1000, after=0, fault="hold")
    async with FakeApi(["hang", waits, waits]) as api, asyncio.TaskGroup() as group:
        on = terms(api.url)
        tasks = [group.create_task(_asking(line, on, f"same {n}", -n, prefix="p")) for n in (1, 2)]
        await api.until(lambda: len(api.bodies) == 1)
        tasks.append(group.create_task(_asking(line, on, "other", -3, prefix="q")))
        await api.until(lambda: len(api.bodies) == 2)
        assert _texts(api) == ["same 1", "other"]
        # The first is given up before it began: now the second one fills the cache.
        api.go()
        await api.until(lambda: len(api.bodies) == 3)
        assert _texts(api)[2] == "same 2"
        assert end(await tasks[0]) == Fault(FaultKind.TIMED_OUT)  # type: ignore[arg-type]
        await asyncio.gather(*tasks)


async def test_whoever_begins_lets_the_others_follow(line: Line) -> None:
    """The second question is sent while the first is still being answered."""
    async with FakeApi(answer=HELD) as api, asyncio.TaskGroup() as group:
        on = terms(api.url)
        for number in (1, 2):
            group.create_task(_asking(line, on, f"same {number}", -number, prefix="p"))
        await api.until(lambda: len(api.bodies) == 2)
        assert api.abandoned == 0
        api.go()


# ---------------------------------------------------------------------- stopping


async def test_who_stops_reading_stops_the_answer(line: Line) -> None:
    """The connection is closed, so that the model stops as well, and what it cost is told."""
    costs: list[Fault] = []
    told = asyncio.Event()

    def take(fault: Fault) -> None:
        costs.append(fault)
        told.set()

    async with FakeApi([HELD]) as api:
        async with aclosing(line.ask(call(), terms(api.url), given_up=take)) as events:
            async for event in events:
                assert isinstance(event, Begun)
                break
        await api.until(lambda: api.abandoned == 1)
        async with asyncio.timeout(10):
            await told.wait()
        assert costs[0].usage.input > 0


async def test_a_task_that_is_cancelled_stops_its_answer_and_nothing_else(line: Line) -> None:
    """Another question on the same line is answered to its end."""
    async with FakeApi([HELD, HELD]) as api:
        on = terms(api.url)
        one, other = [asyncio.create_task(everything(line, call(), on)) for _ in range(2)]
        await api.until(lambda: len(api.bodies) == 2)
        one.cancel()
        await asyncio.wait([one])
        await api.until(lambda: api.abandoned == 1)
        api.go()
        assert values(await other) == FINDINGS


async def test_a_question_that_waits_can_be_given_up(line: Line) -> None:
    """It leaves the queue and is never sent."""
    async with FakeApi(answer=HELD) as api:
        on = terms(api.url)
        tasks = [asyncio.create_task(_asking(line, on, f"{n}", -n)) for n in range(3)]
        await api.until(lambda: len(api.bodies) == 2)
        tasks[2].cancel()
        api.go()
        await asyncio.wait(tasks)
        assert _texts(api) == ["0", "1"]


# ---------------------------------------------------------------------- the worker


async def test_a_worker_that_dies_is_replaced() -> None:
    """What was whole is kept; the next question has a new worker."""
    line = new_line()
    held = Answer(findings=FINDINGS, chunk=60, after=3, fault="hold")
    async with FakeApi([held, SAID, held, SAID]) as api:
        on = terms(api.url)
        async with aclosing(line.ask(call(), on)) as events:
            kinds = []
            async for event in events:
                kinds.append(type(event))
                if isinstance(event, Whole):
                    os.kill(line.pid or 0, signal.SIGKILL)
        assert kinds[-1] is Fault
        assert isinstance(event, Fault)
        assert event.kind is FaultKind.WORKER
        assert values(await everything(line, call(), on)) == FINDINGS
        # Before anything was whole, nobody hears of it.
        waiting = asyncio.create_task(everything(line, call(), on))
        await api.until(lambda: len(api.bodies) == 3)
        os.kill(line.pid or 0, signal.SIGKILL)
        api.go()
        assert values(await waiting) == FINDINGS
    await line.close()


async def test_a_worker_that_falls_silent_is_replaced() -> None:
    """One that hangs does not hang the review."""
    line = new_line(patience=Patience(beat=0.2, silence=2))
    async with FakeApi([HELD, SAID]) as api:
        waiting = asyncio.create_task(everything(line, call(), terms(api.url)))
        await api.until(lambda: len(api.bodies) == 1)
        hung = line.pid or 0
        os.kill(hung, signal.SIGSTOP)
        assert values(await waiting) == FINDINGS
        assert line.pid != hung
        assert not psutil.pid_exists(hung)
    await line.close()


async def test_a_worker_that_only_waits_is_not_suspected() -> None:
    """Signs of life count, however long the model thinks."""
    line = new_line(patience=Patience(beat=0.2, silence=1.0))
    async with FakeApi([HELD]) as api:
        waiting = asyncio.create_task(everything(line, call(), terms(api.url)))
        await api.until(lambda: len(api.bodies) == 1)
        done, _ = await asyncio.wait([waiting], timeout=2.5)
        assert not done
        api.go()
        assert values(await waiting) == FINDINGS
    await line.close()


async def test_closing_ends_everything() -> None:
    """The worker is gone, and whoever waited gets a fault."""
    line = new_line()
    async with FakeApi(answer=HELD) as api:
        on = terms(api.url)
        tasks = [asyncio.create_task(everything(line, call(), on)) for _ in range(3)]
        await api.until(lambda: len(api.bodies) == 2)
        worker = line.pid or 0
        await line.close()
        ends = [end(await task) for task in tasks]
        assert all(isinstance(last, Fault) for last in ends)
        assert not psutil.pid_exists(worker)
        assert await everything(line, call(), on) == [Fault(FaultKind.WORKER)]
        assert line.pid is None


# ---------------------------------------------------------------------- batches


async def test_a_batch_is_handed_in_looked_at_and_read(line: Line) -> None:
    """Its answers come by their ids, in any order, as objects and with their cost."""
    asked = {name: value for name, value in body().items() if name != "stream"}
    async with FakeApi(answer=SAID) as api:
        on = terms(api.url)
        name = await line.batch_submit([("one", asked), ("two", asked)], on)
        states = [await line.batch_status(name, on) for _ in range(2)]
        assert [state.ended for state in states] == [False, True]
        assert states[1].counts["succeeded"] == 2
        answers = [answer async for answer in line.batch_results(name, on)]
        assert [answer.custom_id for answer in answers] == ["two", "one"]
        assert all(list(answer.values) == FINDINGS for answer in answers)
        assert all(answer.stop == "end_turn" and answer.usage.input > 0 for answer in answers)
        assert api.refused == []


async def test_results_are_not_fetched_from_elsewhere(line: Line) -> None:
    """An address of another host does not get the key."""
    asked = {name: value for name, value in body().items() if name != "stream"}
    async with FakeApi() as other, FakeApi(answer=SAID, results_host=other.url) as api:
        on = terms(api.url)
        name = await line.batch_submit([("one", asked)], on)
        await line.batch_status(name, on)
        with pytest.raises(BatchError) as refused:
            _ = [answer async for answer in line.batch_results(name, on)]
        assert refused.value.fault.kind is FaultKind.NOT_AN_API
        assert other.connections == 0


async def test_a_batch_that_is_refused_says_why(line: Line) -> None:
    """Trouble of a batch is an exception with a sentence, and stops no reviews."""
    async with FakeApi() as api:
        on = terms(api.url)
        with pytest.raises(BatchError) as refused:
            await line.batch_submit([("src/a path.py", body())], on)
        assert refused.value.problem.code == "ai-fault-bad-request"
        with pytest.raises(BatchError):
            await line.batch_status("msgbatch_unknown", on)
        assert line.problem(on) is None


async def test_the_defaults_are_patient() -> None:
    """A model may think for minutes."""
    assert Patience().whole >= 300
    assert SHORT.whole < Patience().whole
    assert KEY
