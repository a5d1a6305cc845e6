"""Claude's part of `archlsp review`: what is remembered, and with `--ai` the model for the rest."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archlsp.claude.architect import Architect
from archlsp.claude.spend.governor import Governor
from archlsp.cli.approval import Approval
from archlsp.cli.estimate import NOTHING, estimate_of, estimate_text
from archlsp.cli.notices import tell
from archlsp.messages import say
from archlsp.model.review import Request
from archlsp.model.terms import Terms
from archlsp.session.asking import ask_each
from archlsp.session.crew import Keep, Progress
from archlsp.store.directory import state_directory
from archlsp.store.ledger import Ledger
from archlsp.store.spending import Spent


@dataclass(frozen=True, slots=True)
class Wishes:
    """How it was asked for. `whole`: everything is sent, so the price is told first and must be approved."""

    whole: bool = False
    only_estimate: bool = False


class ReviewRun:
    """Implements session.crew.AiRun."""

    def __init__(self, ledger: Ledger, terms: Terms, wishes: Wishes, approval: Approval) -> None:
        """Nothing is made before there is something to ask about."""
        self._ledger = ledger
        self._terms = terms
        self._wishes = wishes
        self._approval = approval
        self._governor = Governor(ledger)
        self._architect: Architect | None = None
        self.estimate = estimate_text(NOTHING, approval.locale)

    @property
    def terms(self) -> Terms:
        """What the user allows in this run."""
        return self._terms

    @property
    def refused(self) -> bool:
        """Tell whether a yes was missing."""
        return self._approval.missing

    async def run(self, requests: Sequence[Request], keep: Keep, progress: Progress) -> None:
        """Tell the price where everything is sent, then review."""
        architect = self._architect = Architect(self._ledger, state_directory(), os.environ)
        asked, locale = list(requests), self._approval.locale
        if self._wishes.only_estimate or (self._wishes.whole and self._terms.paid):
            estimate = await estimate_of(architect, self._governor, requests, progress)
            self.estimate = estimate_text(estimate, locale)
            if self._wishes.only_estimate:
                return
            if estimate.questions and not await self._approval.given(self.estimate):
                free = replace(self._terms, paid=False)
                asked = [replace(request, terms=free) for request in requests]
        before = self._governor.today()
        try:
            await ask_each(architect, asked, keep, progress)
        finally:
            self._tell_spent(before, self._governor.today())

    async def close(self) -> None:
        """End the worker, if there is one."""
        if self._architect is not None:
            await self._architect.close()

    def _tell_spent(self, before: Spent, after: Spent) -> None:
        """Say what it came to, where something was asked."""
        calls, unpriced = after.calls - before.calls, after.unpriced - before.unpriced
        if calls <= 0:
            return
        self._approval.clear()
        locale = self._approval.locale
        price = say(locale, "spend-usd", usd=f"{after.usd - before.usd:.4f}")
        if unpriced:
            price = say(locale, "spend-unpriced", usd=price, count=unpriced)
        tell(say(locale, "ai-spent", calls=calls, tokens=f"{after.tokens - before.tokens:,}", price=price))
