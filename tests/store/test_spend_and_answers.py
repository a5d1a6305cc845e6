"""What was spent and what was answered: kept across restarts, never more than it should be."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archlsp.claude.spend.governor import Governor
from archlsp.claude.spend.prices import cost, price_list
from archlsp.model.terms import Terms, Usage
from archlsp.store.answers import Answers
from archlsp.store.ledger import Ledger
from archlsp.store.spending import Spending

USAGE = Usage(input=1_000, cache_write_5m=200, cache_write_1h=300, cache_read=4_000, output=500)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger on the disk."""
    opened = Ledger.open(tmp_path)
    yield opened
    opened.close()


def test_spend_survives_a_restart(tmp_path: Path) -> None:
    """By day, purpose and model, an unknown price counted apart."""
    first = Ledger.open(tmp_path)
    Spending(first).add("/shop", "review", "claude-haiku-5-5", USAGE, 0.25)
    Spending(first).add("/shop", "review", "local", USAGE, None)
    first.close()
    again = Ledger.open(tmp_path)
    today = Spending(again).today()
    assert (today.calls, today.tokens, today.cache_read, today.usd, today.unpriced) == (
        2,
        12_000,
        8_000,
        0.25,
        1,
    )
    assert [(line.purpose, line.model) for line in Spending(again).by_day(7)] == [
        ("review", "claude-haiku-5-5"),
        ("review", "local"),
    ]
    again.close()


def test_answers_are_found_by_key(ledger: Ledger) -> None:
    """Thousands at once; what somebody else wrote is not there."""
    answers = Answers(ledger)
    answers.keep("/shop", {f"k{n}": [{"title": "日本語", "n": n}] for n in range(1_200)})
    found = answers.find([f"k{n}" for n in range(2_000)])
    assert len(found) == 1_200
    assert found["k7"] == [{"title": "日本語", "n": 7}]
    ledger.write("NORMAL", "UPDATE answer SET value = ? WHERE key = 'k7'", [(b"no zlib",)])
    assert answers.find(["k7"]) == {}
    assert answers.clear("/elsewhere") == 0
    assert answers.clear("/shop") == 1_200
    assert answers.count() == 0


def test_prices_are_dated_and_exact() -> None:
    """Cache reads and writes have prices of their own; haiku has two tiers; a batch is half."""
    assert str(price_list()["as_of"]) == "2026-10-21"
    sonnet = cost("claude-sonnet-5-5", USAGE)
    assert sonnet == pytest.approx((1_000 * 2 + 200 * 2.5 + 300 * 4 + 4_000 * 0.2 + 500 * 10) / 1e6)
    assert cost("claude-sonnet-5-5", USAGE, batch=True) == pytest.approx(sonnet / 2)
    assert cost("claude-haiku-5-5", Usage(input=100_000)) == pytest.approx(0.01)
    assert cost("claude-haiku-5-5", Usage(input=100_001)) == pytest.approx(0.0500005)
    assert cost("claude-haiku-5-5-20261001", Usage(input=1_000_000)) == pytest.approx(0.5)
    assert cost("somebody-else", USAGE) is None


def test_the_days_limit_holds_before_it_is_passed(ledger: Ledger) -> None:
    """A question that would pass it is refused, one of unknown price at the dearest one."""
    governor, terms = Governor(ledger), Terms(daily_usd=0.05)
    assert governor.refusal(terms, 1_000, "claude-haiku-5-5") is None
    refused = governor.refusal(terms, 20_000, "claude-opus-5-5")
    assert refused is not None
    assert refused.code == "ai-day-spent"
    assert governor.refusal(terms, 20_000, "unknown") is not None
    governor.record("/shop", "review", "claude-opus-5-5", Usage(input=12_500))
    assert governor.reached(terms) is not None
    too_large = governor.refusal(Terms(per_review_tokens=100), 101, "claude-haiku-5-5")
    assert too_large is not None
    assert too_large.code == "ai-review-too-large"
