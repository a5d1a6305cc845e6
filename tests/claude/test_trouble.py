"""What an error means, how events travel, and what standing a line has."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlsp.claude.wire.diagnosis import Refused, kind_of, retry_after_of
from archlsp.claude.wire.events import Begun, Ended, Event, Fault, FaultKind, Text, Whole
from archlsp.claude.wire.eventwire import event_of, event_value, plus
from archlsp.claude.wire.patience import Pace
from archlsp.claude.wire.standing import Standing
from archlsp.claude.wire.trouble import TREATMENTS, problem_of
from archlsp.model.terms import Usage
from archlsp.workers.frames import pack, unpack

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("refused", "kind"),
    [
        (Refused(401, "authentication_error"), FaultKind.KEY_REFUSED),
        (Refused(401), FaultKind.KEY_REFUSED),
        (Refused(403, is_json=False), FaultKind.FORBIDDEN),
        (Refused(404, "not_found_error"), FaultKind.NO_MODEL),
        (Refused(404, "", message="model 'x' not found"), FaultKind.NO_MODEL),
        (Refused(404, is_json=False), FaultKind.CONFIGURATION),
        (
            Refused(400, "invalid_request_error", message="Your credit balance is too low"),
            FaultKind.NO_CREDIT,
        ),
        (Refused(402, "billing_error"), FaultKind.NO_CREDIT),
        (Refused(429, "rate_limit_error", "contract_spend_limit_reached"), FaultKind.NO_CREDIT),
        (Refused(429, "rate_limit_error", message="usage limit of tokens a minute"), FaultKind.RATE_LIMIT),
        (Refused(429), FaultKind.RATE_LIMIT),
        (Refused(400, "BadRequestError", message="maximum context length is 8192"), FaultKind.TOO_LARGE),
        (Refused(413), FaultKind.TOO_LARGE),
        (Refused(422), FaultKind.BAD_REQUEST),
        (Refused(200, "overloaded_error"), FaultKind.OVERLOADED),
        (Refused(200, "rate_limit_error"), FaultKind.RATE_LIMIT),
        (Refused(200, "a new one"), FaultKind.SERVER),
        (Refused(500, is_json=False), FaultKind.SERVER),
        (Refused(502), FaultKind.SERVER),
        (Refused(503), FaultKind.OVERLOADED),
        (Refused(529, "overloaded_error"), FaultKind.OVERLOADED),
        (Refused(302, is_json=False), FaultKind.NOT_AN_API),
        (Refused(307, "api_error"), FaultKind.NOT_AN_API),
    ],
)
def test_what_an_error_means(refused: Refused, kind: FaultKind) -> None:
    """By its code, its type and its status; by its words where nothing else tells."""
    assert kind_of(refused) is kind


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "12"}, 12),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "-3"}, 0),
        ({"retry-after": "1e300"}, 86_400),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Mon, 23 Nov 2026 12:00:30 GMT"}, 30),
        ({"retry-after": "Mon, 23 Nov 2026 11:00:00 -0000"}, 0),
        ({"retry-after": "Fri, 31 Dec 9999 23:59:59 GMT"}, 86_400),
    ],
)
def test_how_long_we_are_asked_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    """A number or a date, between none and a day."""
    assert retry_after_of(headers, NOON) == seconds


@given(st.text(max_size=30))
def test_no_header_raises(text: str) -> None:
    """Whatever it is, it is a number of seconds of a day, or nothing."""
    seconds = retry_after_of({"retry-after": text}, NOON)
    assert seconds is None or 0 <= seconds <= 86_400


_USAGES = st.builds(Usage, *[st.integers(0, 10**9)] * 5)
_JSON = st.dictionaries(
    st.text(), st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text())
)
_EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(Begun, st.text()),
    st.builds(Whole, _JSON),
    st.builds(Text, st.text()),
    st.builds(Ended, st.text(), _USAGES, st.text()),
    st.builds(
        Fault,
        st.sampled_from(FaultKind),
        st.none() | st.floats(0, 1e6),
        st.none() | st.integers(100, 599),
        _USAGES,
        st.text(),
    ),
)


@given(_EVENTS)
def test_events_travel_unharmed(event: Event) -> None:
    """Through the pipe and back, any text in them."""
    assert event_of(unpack(pack(event_value(event))[4:])) == event


def test_costs_add_up() -> None:
    """Each part for itself."""
    assert plus(Usage(1, 2, 3, 4, 5), Usage(10, 20, 30, 40, 50)) == Usage(11, 22, 33, 44, 55)


def test_every_fault_is_treated() -> None:
    """None is forgotten, and equal faults are one problem whatever their figures."""
    assert set(TREATMENTS) == set(FaultKind)
    assert problem_of(Fault(FaultKind.RATE_LIMIT, 5, 429)) == problem_of(Fault(FaultKind.RATE_LIMIT, 7))


class _Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def _standing(clock: _Clock) -> Standing:
    return Standing(Pace(), clock)


def test_pauses_grow_and_have_an_end() -> None:
    """Twice as long each time, an hour at most; an answer makes everything as before."""
    clock = _Clock()
    standing = _standing(clock)
    lengths = []
    for _ in range(12):
        while not standing.refusal(insists=False):
            standing.fail(Fault(FaultKind.OFFLINE), 1, was_heard=False)
            if standing.seconds() and not standing.refuses:
                clock.now = standing.until
        lengths.append(standing.length)
        clock.now = standing.until
    assert lengths[:4] == [30, 60, 120, 240]
    assert lengths[-1] == 3600
    standing.succeed()
    assert standing.problem() is None
    assert standing.fail(Fault(FaultKind.OFFLINE), 1, was_heard=False)


def test_an_answer_from_before_does_not_end_a_pause() -> None:
    """Nor does a fault of a question from before make it shorter."""
    clock = _Clock()
    standing = _standing(clock)
    standing.fail(Fault(FaultKind.RATE_LIMIT, 3000), 1, was_heard=False)
    standing.succeed()
    assert standing.seconds() == 3000
    assert not standing.fail(Fault(FaultKind.OVERLOADED), 1, was_heard=False)
    assert standing.seconds() == 3000
    clock.now += 3000
    assert standing.refusal(insists=False) is None
    assert standing.problem() is None


def test_one_who_insists_tries_now_and_then() -> None:
    """A whole repository asked for by a command does not try for each of its files."""
    clock = _Clock()
    standing = _standing(clock)
    standing.fail(Fault(FaultKind.NO_CREDIT), 1, was_heard=False)
    assert standing.refusal(insists=True) is not None
    clock.now += 10
    assert standing.refusal(insists=False) is not None
    assert standing.refusal(insists=True) is None
    assert standing.refusal(insists=True) is not None
