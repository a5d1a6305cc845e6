"""What may be spent: the limits of a review and of a day, and the book of what was."""

from archlsp.claude.spend.prices import cost, dearest
from archlsp.model.review import Problem
from archlsp.model.terms import Terms, Usage
from archlsp.store.ledger import Ledger
from archlsp.store.spending import Spending, Spent

_LIKELY_OUTPUT = 1_500
"""Tokens of a usual answer, for the estimate; the exact figure is written down afterwards."""


class Governor:
    """Every question passes here, before and after. Everything is blocking, for microseconds, and never raises."""

    def __init__(self, ledger: Ledger) -> None:
        """Nothing is read yet."""
        self._spending = Spending(ledger)

    def refusal(self, terms: Terms, tokens: int, model: str) -> Problem | None:
        """Why a question with so many tokens may not be asked now."""
        if tokens > terms.per_review_tokens:
            return Problem.of("ai-review-too-large", tokens=tokens, limit=terms.per_review_tokens)
        return self.reached(terms, self.estimate(model, tokens))

    def reached(self, terms: Terms, more: float = 0.0) -> Problem | None:
        """Tell when the day's limit is reached, or would be passed by `more` US dollars."""
        spent = self.today().usd
        if spent >= terms.daily_usd or spent + more > terms.daily_usd:
            return Problem.of("ai-day-spent", spent=f"{spent:.2f}", limit=f"{terms.daily_usd:.2f}")
        return None

    def estimate(self, model: str, tokens: int) -> float:
        """US dollars that a question will cost at most likely; an unknown price is taken for the dearest."""
        usage = Usage(input=tokens, output=_LIKELY_OUTPUT if tokens else 0)
        known = cost(model, usage)
        return dearest(usage) if known is None else known

    def record(self, workspace: str, purpose: str, model: str, usage: Usage, *, batch: bool = False) -> None:
        """Write down what an answer has cost."""
        self._spending.add(workspace, purpose, model, usage, cost(model, usage, batch=batch))

    def today(self) -> Spent:
        """What was spent today."""
        return self._spending.today()
