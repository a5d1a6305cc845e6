"""Every fault of the API, as a real fault of a real connection: nothing that arrived is lost."""

import asyncio
import socket
from collections.abc import AsyncIterator

import psutil
import pytest
import pytest_asyncio

from archlsp.claude.wire.events import Begun, Ended, Fault, FaultKind
from archlsp.claude.wire.line import Line
from archlsp.claude.wire.patience import Pace, Patience
from archlsp.messages import claude_trouble
from archlsp.model.terms import Terms
from claude.fake import Answer, FakeApi, Status
from claude.wires import FINDINGS, call, end, everything, new_line, terms, values

pytestmark = pytest.mark.asyncio(loop_scope="module")
SAID = Answer(findings=FINDINGS)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def line() -> AsyncIterator[Line]:
    """One line for all: every fake has an address of its own, and so a standing of its own."""
    made = new_line()
    yield made
    await made.close()


def midway(fault: str) -> Answer:
    """An answer with two findings whole, and then a fault."""
    long = [*FINDINGS[:2], {"title": "never whole" * 20}]
    return Answer(findings=long, chunk=40, after=4, fault=fault)


# ---------------------------------------------------------------------- asked again


@pytest.mark.parametrize("fault", ["429-at-once", "529", "500", "504", "408", "reset"])
async def test_what_passes_is_asked_again(line: Line, fault: str) -> None:
    """Overload, errors of the server and connections that break before the first byte are not told when they pass."""
    async with FakeApi([fault, fault, SAID]) as api:
        events = await everything(line, call(), terms(api.url))
        assert values(events) == FINDINGS
        assert isinstance(end(events), Ended)
        assert len(api.bodies) == 3
        assert line.problem(terms(api.url)) is None


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("529", FaultKind.OVERLOADED),
        ("500", FaultKind.SERVER),
        ("reset", FaultKind.OFFLINE),
        ("429-at-once", FaultKind.RATE_LIMIT),
    ],
)
async def test_three_in_a_row_open_the_circuit(line: Line, fault: str, kind: FaultKind) -> None:
    """After the third failure nothing is sent for a while, and that is one state."""
    async with FakeApi(answer=fault) as api:
        on = terms(api.url)
        assert end(await everything(line, call(), on)).kind is kind
        assert len(api.bodies) == 3
        again = end(await everything(line, call(), on))
        assert again.kind is kind
        assert again.retry_after is not None
        assert len(api.bodies) == 3
        problem = line.problem(on)
        assert problem is not None
        assert problem.code == f"ai-pause-{kind}"
        assert 25 < (line.seconds(on) or 0) <= 30


async def test_nobody_listens(line: Line) -> None:
    """A refused connection is being offline."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        events = await everything(line, call(), terms(f"http://127.0.0.1:{closed.getsockname()[1]}"))
    assert events == [Fault(FaultKind.OFFLINE)]


async def test_a_pause_ends_by_itself_and_one_more_failure_begins_a_longer_one() -> None:
    """The circuit lets one question through after a pause; what was said of the pause is taken back."""
    said: asyncio.Queue[str] = asyncio.Queue()
    line = new_line(
        pace=Pace(backoff=0.01, pause=0.3), on_change=lambda: said.put_nowait(_state(line, terms(api.url)))
    )
    async with FakeApi(["529"] * 4 + [SAID]) as api, asyncio.timeout(20):
        on = terms(api.url)
        await everything(line, call(), on)
        assert [await said.get(), await said.get()] == ["ai-pause-overloaded", "free"]
        assert end(await everything(line, call(), on)).kind is FaultKind.OVERLOADED
        assert (line.seconds(on) or 0) > 0.3
        assert [await said.get(), await said.get()] == ["ai-pause-overloaded", "free"]
        assert isinstance(end(await everything(line, call(), on)), Ended)
        assert len(api.bodies) == 5
    await line.close()


def _state(line: Line, on: Terms) -> str:
    problem = line.problem(on)
    return problem.code if problem is not None else "free"


# ---------------------------------------------------------------------- rate limits


async def test_a_long_retry_after_pauses_at_once_and_is_said(line: Line) -> None:
    """Nobody sleeps for an hour: the line is paused after one try, for as long as the API says."""
    async with FakeApi(["429-long"]) as api:
        on = terms(api.url)
        first = end(await everything(line, call(), on))
        assert (first.kind, first.retry_after, first.status) == (FaultKind.RATE_LIMIT, 3600, 429)
        assert 3590 < (line.seconds(on) or 0) <= 3600
        problem = line.problem(on)
        assert problem is not None
        assert (problem.code, dict(problem.detail)) == ("ai-pause-rate-limit", {"seconds": "3600"})
        assert end(await everything(line, call(), on)).kind is FaultKind.RATE_LIMIT
        assert len(api.bodies) == 1
        assert line.problem(terms(api.url, model="another")) is None


@pytest.mark.parametrize("absurd", ["1e300", "nan", "-5", "soon", "Fri, 31 Dec 9999 23:59:59 GMT"])
async def test_no_retry_after_is_absurd_enough(line: Line, absurd: str) -> None:
    """A header that makes no sense, or asks for years, never pauses for more than an hour."""
    async with FakeApi([Status(429, "rate_limit_error", retry_after=absurd), SAID]) as api:
        on = terms(api.url)
        last = end(await everything(line, call(), on))
        assert isinstance(last, Ended) or 3590 < (line.seconds(on) or 0) <= 3600


async def test_a_short_wait_that_the_api_asks_for_is_kept() -> None:
    """The next try does not come before the API wants it, and a wait that is noticed is shown."""
    said: asyncio.Queue[str] = asyncio.Queue()
    line = new_line(on_change=lambda: said.put_nowait(_state(line, terms(api.url))))
    async with FakeApi([Status(429, "rate_limit_error", retry_after="2.2"), SAID]) as api:
        assert isinstance(end(await everything(line, call(), terms(api.url))), Ended)
        assert [await said.get(), await said.get()] == ["ai-pause-rate-limit", "free"]
    await line.close()


# ---------------------------------------------------------------------- in the middle


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("reset", FaultKind.BROKEN_STREAM),
        ("drop", FaultKind.BROKEN_STREAM),
        ("cut", FaultKind.BROKEN_STREAM),
        ("bad-json", FaultKind.BROKEN_STREAM),
        ("error", FaultKind.SERVER),
        ("overloaded", FaultKind.OVERLOADED),
        ("stall", FaultKind.TIMED_OUT),
        ("pings", FaultKind.TIMED_OUT),
        ("drip", FaultKind.TIMED_OUT),
        ("flood", FaultKind.TOO_MUCH),
    ],
)
async def test_what_is_whole_is_kept(line: Line, fault: str, kind: FaultKind) -> None:
    """A fault in the middle of the stream takes nothing away that was whole, and the answer is no success."""
    async with FakeApi([midway(fault)], answer=SAID) as api:
        events = await everything(line, call(), terms(api.url))
        assert values(events)[:2] == FINDINGS[:2]
        last = end(events)
        assert isinstance(last, Fault)
        assert last.kind is kind
        assert last.usage.input > 0
        assert last.usage.output > 1
        assert last.model == "claude-haiku-5-5"
        assert len(api.bodies) == 1


@pytest.mark.parametrize("fault", ["bad-json", "cut", "reset", "drop"])
async def test_a_stream_that_breaks_before_anything_is_whole_is_asked_again_once(
    line: Line, fault: str
) -> None:
    """Nothing of the first answer was used, so the second one counts; what the first cost is not forgotten."""
    broken = Answer(findings=FINDINGS, chunk=4, after=2, fault=fault)
    async with FakeApi([broken, SAID]) as api:
        events = await everything(line, call(), terms(api.url))
        assert values(events) == FINDINGS
        assert [type(event) for event in events].count(Begun) == 1
        last = end(events)
        assert isinstance(last, Ended)
        assert last.usage.input == 2 * (await _usage_of_one(line)).usage.input
    async with FakeApi([broken, broken, SAID]) as api:
        last = end(await everything(line, call(), terms(api.url)))
        assert isinstance(last, Fault)
        assert last.kind is FaultKind.BROKEN_STREAM
        assert len(api.bodies) == 2


async def _usage_of_one(line: Line) -> Ended:
    async with FakeApi([SAID]) as api:
        last = end(await everything(line, call(), terms(api.url)))
        assert isinstance(last, Ended)
        return last


async def test_an_answer_that_never_begins_is_given_up(line: Line) -> None:
    """Silence from the beginning is a time-out, and its connection is closed."""
    async with FakeApi(["hang"]) as api:
        assert await everything(line, call(), terms(api.url)) == [Fault(FaultKind.TIMED_OUT)]
        await api.until(lambda: api.abandoned == 1)


async def test_progress_alone_does_not_go_on_for_ever() -> None:
    """An answer that always goes on a little is ended by the time limit of the whole."""
    line = new_line(patience=Patience(first=5, progress=5, whole=1.5))
    async with FakeApi([midway("pings")]) as api:
        events = await everything(line, call(), terms(api.url))
        assert values(events) == FINDINGS[:2]
        assert end(events).kind is FaultKind.TIMED_OUT
    await line.close()


# ---------------------------------------------------------------------- no answer of the API


@pytest.mark.parametrize("reply", ["html", "redirect", "plain-json"])
async def test_what_is_no_api_gets_the_code_once(line: Line, reply: str) -> None:
    """A captive portal's page, a redirect and another API's JSON are not taken for an answer without findings."""
    async with FakeApi(answer=reply) as api:
        on = terms(api.url)
        last = end(await everything(line, call(), on))
        assert last.kind is FaultKind.NOT_AN_API
        problem = line.problem(on)
        assert problem is not None
        assert problem.code == "ai-pause-not-an-api"
        await everything(line, call(), on)
        assert len(api.bodies) == 1


async def test_a_redirect_is_not_followed(line: Line) -> None:
    """Neither code nor key goes where an answer points to."""
    async with FakeApi() as other:
        moved = Status(307, "api_error", retry_after=f"1\r\nlocation: {other.url}/v1/messages")
        async with FakeApi([moved]) as api:
            assert end(await everything(line, call(), terms(api.url))).kind is FaultKind.NOT_AN_API
        assert other.connections == 0


@pytest.mark.parametrize("reply", ["gzip-bomb", "endless-line"])
async def test_bombs_do_not_fill_the_memory(line: Line, reply: str) -> None:
    """The worker takes in a bounded number of bytes, packed or not."""
    async with FakeApi([SAID, reply]) as api:
        on = terms(api.url)
        await everything(line, call(), on)
        worker = psutil.Process(line.pid)
        before = worker.memory_info().rss
        assert end(await everything(line, call(), on)).kind is FaultKind.TOO_MUCH
        assert worker.memory_info().rss - before < 60_000_000
        assert line.problem(on) is None


# ---------------------------------------------------------------------- ends that are no faults of the line


async def test_max_tokens_keeps_what_is_whole_and_says_so(line: Line) -> None:
    """The end is not the end of a turn."""
    async with FakeApi(["max_tokens"]) as api:
        events = await everything(line, call(), terms(api.url))
        assert values(events) == [{"title": "whole"}]
        last = end(events)
        assert isinstance(last, Ended)
        assert last.stop == "max_tokens"


async def test_a_refusal_is_not_an_answer_without_findings(line: Line) -> None:
    """It is told as what it is."""
    async with FakeApi(["refusal"]) as api:
        last = end(await everything(line, call(), terms(api.url)))
        assert isinstance(last, Ended)
        assert last.stop == "refusal"


@pytest.mark.parametrize("reply", ["413", "too-long"])
async def test_a_question_that_is_too_long_stops_nothing(line: Line, reply: str) -> None:
    """It is for whoever asked to split it."""
    async with FakeApi([reply]) as api:
        on = terms(api.url)
        assert end(await everything(line, call(), on)).kind is FaultKind.TOO_LARGE
        assert isinstance(end(await everything(line, call(), on)), Ended)


# ---------------------------------------------------------------------- until the configuration changes


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("401", FaultKind.KEY_REFUSED),
        ("403", FaultKind.FORBIDDEN),
        ("404", FaultKind.NO_MODEL),
        ("credit", FaultKind.NO_CREDIT),
        ("billing", FaultKind.NO_CREDIT),
        ("spend-limit", FaultKind.NO_CREDIT),
        ("html-404", FaultKind.CONFIGURATION),
    ],
)
async def test_what_only_the_user_can_mend_stops_the_line(line: Line, reply: str, kind: FaultKind) -> None:
    """One try, then nothing until the configuration changes: with other terms, it is asked again."""
    async with FakeApi([reply]) as api:
        on = terms(api.url)
        assert end(await everything(line, call(), on)).kind is kind
        assert end(await everything(line, call(), on)).kind is kind
        assert len(api.bodies) == 1
        problem = line.problem(on)
        assert problem is not None
        assert problem.code == f"ai-fault-{kind}"
        assert line.seconds(on) is None
        changed = terms(api.url, model="claude-sonnet-5-5")
        assert isinstance(end(await everything(line, call(), changed)), Ended)


async def test_a_command_may_try_a_stopped_line() -> None:
    """A user who has paid the bill asks by a command, and the line is free again."""
    line = new_line(pace=Pace(insist=0))
    async with FakeApi(["credit", "credit", SAID]) as api:
        saved, commanded = terms(api.url), terms(api.url, thorough=True)
        await everything(line, call(), saved)
        assert end(await everything(line, call(), commanded)).kind is FaultKind.NO_CREDIT
        assert isinstance(end(await everything(line, call(), commanded)), Ended)
        assert line.problem(saved) is None
        assert len(api.bodies) == 3
    await line.close()


async def test_bodies_that_the_api_refuses_pause_the_line_after_three(line: Line) -> None:
    """Something is wrong with the model, or with us; each question is tried once."""
    async with FakeApi(answer="400") as api:
        on = terms(api.url)
        kinds = [end(await everything(line, call(), on)).kind for _ in range(4)]
        assert kinds == [FaultKind.BAD_REQUEST] * 4
        assert len(api.bodies) == 3


async def test_every_fault_has_its_sentence() -> None:
    """No code of a fault or of a pause is shown as it is."""
    pausing = {
        FaultKind.RATE_LIMIT,
        FaultKind.OVERLOADED,
        FaultKind.SERVER,
        FaultKind.OFFLINE,
        FaultKind.TIMED_OUT,
    }
    pausing |= {FaultKind.NOT_AN_API, FaultKind.BROKEN_STREAM, FaultKind.WORKER, FaultKind.BAD_REQUEST}
    expected = {f"ai-fault-{kind}" for kind in FaultKind} | {f"ai-pause-{kind}" for kind in pausing}
    assert expected <= set(claude_trouble.TEXTS)
