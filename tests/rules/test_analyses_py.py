"""Python's analyses: they hold on whatever an editor has in it, and keep to what they were asked."""

import pytest

from archlsp.rules.analyses import pyasync, pytime
from archlsp.rules.source import Source

_COROUTINES = (
    "import asyncio\n"
    "from trio import open_file\n"
    "async def save(order):\n"
    "    await store(order)\n"
    "async def run(order, stop):\n"
    "    save(order)\n"
    "    stop()\n"
    "    await save(order)\n"
    "    open_file('a')\n"
    "    x = save(order)\n"
    '    """\n'
    "    save(order)\n"
    '    """\n'
)


def source(text: str) -> Source:
    """Make a source of a text."""
    return Source("app/orders.py", "python", text)


def test_a_coroutine_that_is_made_and_dropped() -> None:
    """A bare call is found; an awaited, a kept and a quoted one is not."""
    found = list(pyasync.places(source(_COROUTINES), pyasync.ASKS))
    assert [(place.span.start.line + 1, place.captures["CALLEE"]) for place in found] == [
        (6, "save"),
        (9, "open_file"),
    ]


def test_a_name_that_is_also_a_plain_function_is_left_alone() -> None:
    """Nobody knows which of the two is called."""
    text = "async def save(): ...\nclass A:\n    def save(self): ...\nasync def run():\n    save()\n"
    assert list(pyasync.places(source(text), pyasync.ASKS)) == []


def test_a_parameter_hides_the_function() -> None:
    """What a caller hands in may be anything."""
    text = "async def save(): ...\ndef run(save):\n    save()\n"
    assert list(pyasync.places(source(text), pyasync.ASKS)) == []


def test_the_first_naive_time_speaks_for_the_file() -> None:
    """A quoted one, and one that is made aware at once, do not count."""
    text = (
        "from datetime import datetime\n'datetime.utcnow'\n"
        "a = datetime.utcnow().replace(tzinfo=utc)\nb = datetime.utcnow()\nc = datetime.utcnow()\n"
    )
    assert [place.span.start.line + 1 for place in pytime.places(source(text), pytime.ASKS)] == [4]


@pytest.mark.parametrize("end", range(0, len(_COROUTINES), 7))
def test_truncated_text_is_no_trouble(end: int) -> None:
    """While somebody types."""
    list(pyasync.places(source(_COROUTINES[:end]), pyasync.ASKS))
    list(pytime.places(source(_COROUTINES[:end] + "tz=datetime.utcnow"), pytime.ASKS))


def test_nothing_is_said_that_nobody_asked() -> None:
    """An analysis answers its own questions."""
    assert list(pyasync.places(source(_COROUTINES), frozenset())) == []
    assert list(pytime.places(source("a = datetime.utcnow()"), frozenset())) == []
