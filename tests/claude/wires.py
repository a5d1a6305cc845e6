"""What tests of the line to the model need: a call, a line that waits for nothing long, and everything that came."""

from collections.abc import Mapping
from contextlib import aclosing
from typing import Any

from archlsp.claude.wire.events import Call, Ended, Event, Fault, Purpose, Reads, Whole
from archlsp.claude.wire.line import Line
from archlsp.claude.wire.patience import Pace, Patience
from archlsp.model.terms import Terms

KEY = "sk-ant-" + "test-0123456789abcdef"
SHORT = Patience(connect=5, first=2.0, progress=1.0, whole=20, beat=1, silence=20)
FAST = Pace(backoff=0.01, pause=30)
FINDINGS = [{"title": f"finding {number}", "why": "ü🦀「引用」"} for number in range(3)]


def body(text: str = "hello", **changes: object) -> Mapping[str, Any]:
    """A right body with a text of the user's."""
    block = {"type": "text", "text": text}
    made = {
        "max_tokens": 1000,
        "messages": [{"role": "user", "content": [block]}],
        "model": "claude-haiku-5-5",
        "stream": True,
    }
    return {**made, **changes}


def call(text: str = "hello", *, reads: Reads = Reads.OBJECTS, prefix: str = "") -> Call:
    """A question."""
    return Call(Purpose.REVIEW, body(text), reads, prefix)


def terms(url: str, **changes: object) -> Terms:
    """Terms under which a fake is asked."""
    return Terms(paid=True, base_url=url, **changes)  # type: ignore[arg-type]


def new_line(**given: Any) -> Line:  # noqa: ANN401 - whatever a line takes
    """A line with a key that waits for nothing long."""
    given = {"patience": SHORT, "pace": FAST, **given}
    environ = given.pop("environ", {"ANTHROPIC_API_KEY": KEY})
    return Line(environ, **given)


async def everything(line: Line, asked: Call, on: Terms, recency: float = 0) -> list[Event]:
    """Ask and read to the end."""
    async with aclosing(line.ask(asked, on, recency)) as events:
        return [event async for event in events]


def values(events: list[Event]) -> list[Mapping[str, Any]]:
    """The objects that came."""
    return [event.value for event in events if isinstance(event, Whole)]


def end(events: list[Event]) -> Ended | Fault:
    """The last event, which is the only one of its kind."""
    ends = [event for event in events if isinstance(event, Ended | Fault)]
    assert ends == events[-1:]
    return ends[0]
