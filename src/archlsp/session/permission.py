"""Whether and on which terms Claude may be asked about a folder: settings, a key, and the user's consent."""

from collections.abc import Mapping

from archlsp.claude.wire.endpoint import endpoint_of
from archlsp.claude.wire.key import has_key
from archlsp.model.aistatus import AiMode, AiStatus
from archlsp.model.review import Problem
from archlsp.model.terms import Terms
from archlsp.session.state import SessionState
from archlsp.session.terms import terms_of
from archlsp.trust.consent import Consents
from archlsp.trust.workspaces import TrustedFolders


class Permission:
    """Asked anew each time: consent and trust are given and taken on the command line, too. Reads small files."""

    def __init__(
        self, state: SessionState, consents: Consents, trusted: TrustedFolders, environ: Mapping[str, str]
    ) -> None:
        """Nothing is read yet."""
        self._state = state
        self._consents = consents
        self._trusted = trusted
        self._environ = environ

    def wanted(self) -> Terms | None:
        """The terms that settings give, before consent; None: the AI is off, or this is no folder."""
        folder = self._state.folder
        return None if folder is None else terms_of(self._state.settings, self._trusted.has(folder))

    def terms(self) -> Terms | None:
        """The terms to which the user has agreed."""
        terms = self.wanted()
        return terms if terms is not None and self._decision(terms) else None

    def undecided(self) -> str | None:
        """The endpoint about which the user should be asked: all is there but a decision."""
        terms = self.wanted()
        if terms is None or not has_key(terms, self._environ) or self._decision(terms) is not None:
            return None
        return self._origin(terms)

    def standing(self) -> tuple[Terms | None, AiStatus]:
        """The terms, or else what is missing."""
        terms = self.wanted()
        if terms is None:
            return None, AiStatus(AiMode.OFF)
        origin = self._origin(terms)
        if not has_key(terms, self._environ):
            return None, AiStatus(AiMode.NO_KEY, Problem.of("ai-no-key"), endpoint=origin)
        if not self._decision(terms):
            problem = Problem.of("ai-no-consent", endpoint=origin)
            return None, AiStatus(AiMode.NO_CONSENT, problem, endpoint=origin)
        return terms, AiStatus(AiMode.READY, endpoint=origin)

    def decide(self, *, given: bool) -> None:
        """Keep what the user decided. Raises OSError."""
        folder, terms = self._state.folder, self.wanted()
        if folder is not None and terms is not None:
            (self._consents.give if given else self._consents.refuse)(folder, self._origin(terms))

    def _decision(self, terms: Terms) -> bool | None:
        return self._consents.given(self._state.folder, self._origin(terms))

    def _origin(self, terms: Terms) -> str:
        return endpoint_of(terms, self._environ).origin
