"""How things stand with the AI for one folder, and whether it takes part in a review."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from archlsp.claude.wire.endpoint import endpoint_of
from archlsp.claude.wire.key import has_key
from archlsp.cli.arguments import Parsed
from archlsp.model.review import Problem
from archlsp.model.scope import ScopeKind, ScopeSpec
from archlsp.model.terms import Terms
from archlsp.session.crew import AiRun
from archlsp.session.oneshot import Setup
from archlsp.session.terms import terms_of
from archlsp.settings.settings import Settings
from archlsp.store.answers import Answers
from archlsp.store.directory import state_directory
from archlsp.trust.consent import Consents
from archlsp.trust.workspaces import TrustedFolders


@dataclass(frozen=True, slots=True)
class Standing:
    """`terms` None: the AI is off. `endpoint` is where code would be sent; `consent` None: never decided.

    `note`: what is worth telling of the endpoint; with a `fault` nothing can be sent there.
    """

    terms: Terms | None
    endpoint: str
    has_key: bool
    consent: bool | None
    note: Problem | None = None
    fault: Problem | None = None

    def problem(self, *, consented: bool = False) -> Problem | None:
        """Why the model may not be asked; `consented`: the command line consents to this run."""
        if self.terms is None:
            return Problem.of("ai-off-here")
        if self.fault is not None:
            return self.fault
        if not self.has_key:
            return Problem.of("ai-no-key")
        if not consented and not self.consent:
            return Problem.of("ai-needs-consent", endpoint=self.endpoint)
        return None


def standing_of(folder: Path, settings: Settings, environ: Mapping[str, str]) -> Standing:
    """Look at settings, consent and environment. Reads small files; sends nothing."""
    directory = state_directory(environ)
    terms = terms_of(settings, TrustedFolders(directory).has(folder))
    meant = terms or Terms(base_url=settings.ai.base_url, provider=settings.ai.provider)
    endpoint = endpoint_of(meant, environ)
    consent = Consents(directory).given(folder, endpoint.origin)
    key = has_key(meant, environ)
    return Standing(terms, endpoint.origin, key, consent, endpoint.note, endpoint.problem)


class AskingRun(AiRun, Protocol):
    """Claude's part of a review, and what the command line wants to know of it afterwards."""

    @property
    def refused(self) -> bool:
        """Tell whether the price was told, and nobody could say yes."""
        ...

    @property
    def estimate(self) -> str:
        """What would be sent, and the price, in sentences."""
        ...


@dataclass(frozen=True, slots=True)
class AiPart:
    """Claude's part of a review, if any; `problem`: why the model is not asked although that was wanted."""

    run: AskingRun | None = None
    problem: Problem | None = None


def ai_part(parsed: Parsed, setup: Setup, spec: ScopeSpec, clear: Callable[[], None]) -> AiPart:
    """Decide from the arguments, settings and consent. An estimate needs no consent: it sends nothing.

    Without `--ai`, what is remembered is shown where consent was given: it is free and sends nothing.
    """
    standing = standing_of(setup.folder, setup.settings, os.environ)
    if standing.terms is None:
        return AiPart(problem=standing.problem() if parsed.has("--ai") else None)
    only_estimate = parsed.has("--estimate")
    problem = None
    if parsed.has("--ai") and not only_estimate:
        problem = standing.problem(consented=parsed.has("--ai-consent"))
    paid = parsed.has("--ai") and problem is None
    if not paid and not (standing.consent and Answers(setup.ledger).count()):
        return AiPart(problem=problem)
    # Only where Claude takes part: asyncio and all that makes questions.
    from archlsp.cli.approval import Approval  # noqa: PLC0415
    from archlsp.cli.review_ai import ReviewRun, Wishes  # noqa: PLC0415

    terms = replace(standing.terms, paid=paid, thorough=paid or only_estimate)
    wishes = Wishes(spec.kind is ScopeKind.ALL, only_estimate)
    approval = Approval(setup.settings.language, parsed.has("--yes"), clear)
    return AiPart(ReviewRun(setup.ledger, terms, wishes, approval), problem)
