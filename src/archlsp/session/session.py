"""One workspace folder: the documents that are open in it, what is recent, and the findings that stand."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from archlsp.claude.wire.events import Purpose
from archlsp.git.watch import Changes
from archlsp.model.advice import Advice, Payload
from archlsp.model.aistatus import AiMode, AiStatus
from archlsp.model.finding import Finding
from archlsp.model.review import Outcome, Problem, Review, Reviewer
from archlsp.model.scope import Scope, ScopeKind, ScopeSpec
from archlsp.model.text import Span
from archlsp.session import dismissing
from archlsp.session.deep import Deep, DeepParts
from archlsp.session.demand import AS_USUAL, Demand
from archlsp.session.designing import Designing, DesignParts, UnknownDesignError
from archlsp.session.listener import Listener
from archlsp.session.pauses import Pauses
from archlsp.session.reading import reviewable
from archlsp.session.review import lane, submit
from archlsp.session.scan import (
    Progress,
    first_base,
    open_history,
    reopen_history,
    rescan,
    review_all,
    take_back,
)
from archlsp.session.state import SessionState
from archlsp.session.status import FileStatus, SessionStatus, State
from archlsp.session.summary import Summary
from archlsp.session.tracker import OpenDocument
from archlsp.session.watching import Watching
from archlsp.settings.settings import Settings
from archlsp.store.dismissal import Dismissal, DismissalKind
from archlsp.store.ledger import Ledger

FEW = 4
"""Up to so many files changed on disk are reviewed at once; more wait their turn behind a save."""
SCAN = "\0scan"
"""The lane of whole-scope scans: no path starts with NUL."""


class Session:
    """Everything runs on one event loop; git and files are read in threads, reviewers have processes of their own.

    Paths are POSIX strings relative to `folder`; without a folder they are URIs and every line is recent.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the parts of a session
        self,
        folder: Path | None,
        settings: Settings,
        ledger: Ledger,
        reviewers: Sequence[Reviewer],
        listener: Listener,
        deep: DeepParts | None = None,
        design: DesignParts | None = None,
    ) -> None:
        """Nothing happens before `start`. What is given is shared between sessions and not closed here.

        Without `deep` Claude takes no part; without `design` there are no design questions.
        """
        resolved = folder.resolve() if folder else None
        self._state = SessionState(resolved, settings, ledger, reviewers, listener)
        self._watching: Watching | None = None
        self._pauses = Pauses(self._review)
        self._deep = Deep(self._state, deep) if deep is not None else None
        self._designing = Designing(self._state, deep, design) if deep and design else None
        self._ready = False

    @property
    def folder(self) -> Path | None:
        """The workspace folder, resolved."""
        return self._state.folder

    async def start(self) -> None:
        """Find the repository, review the scope, start to watch. Trouble is told to the listener."""
        await asyncio.to_thread(self._state.reload_dismissals)
        await open_history(self._state)
        await first_base(self._state)
        self._ready = True
        for path, file in self._state.files.items():
            if file.document is not None:
                self._review(path)
        self._scan()
        if self._state.history is not None:
            self._watching = Watching(self._state, self._scan, self._changed_on_disk)
            await self._watching.start()

    async def close(self) -> None:
        """Stop timers, watching, reviews and git. Safe to call twice."""
        self._pauses.close()
        if self._deep is not None:
            self._deep.close()
        if self._watching is not None:
            await self._watching.stop()
            self._watching = None
        await self._state.lanes.close()
        if self._state.history is not None:
            await self._state.history.close()
            self._state.history = None

    def configure(self, settings: Settings) -> None:
        """Take new settings: publish under the new severities, review again what they change."""
        before, self._state.settings = self._state.settings, settings
        for path in list(self._state.files):
            self._state.publish(path)
        narrowing = (before.scope, before.exclude, before.language, before.max_file_bytes)
        if narrowing != (settings.scope, settings.exclude, settings.language, settings.max_file_bytes):
            self._scan()

    def opened(self, path: str, text: Callable[[], str], version: int | None) -> None:
        """A document was opened; `text` returns what it holds at the moment it is called."""
        file = self._state.file(path)
        file.document = OpenDocument(text, version)
        file.verify(text())
        self._review(path)

    def edited(self, path: str, edits: Sequence[tuple[Span, str]] | None, version: int | None) -> None:
        """An open document changed; `edits` in order, or None when its text was replaced as a whole."""
        file = self._state.files.get(path)
        if file is None or file.document is None:
            return
        file.document.version = version
        if file.edit(None if edits is None else tuple(edits)):
            self._state.publish(path)
        self._pauses.start(path, self._state.settings.typing_delay_ms / 1000)

    def saved(self, path: str) -> None:
        """An open document was saved."""
        self._pauses.cancel(path)
        self._review(path)
        if self._deep is not None:
            self._deep.saved(path)

    def closed(self, path: str) -> None:
        """A document was closed; from now on the file on disk counts."""
        self._pauses.cancel(path)
        file = self._state.files.get(path)
        if file is None:
            return
        file.document = None
        if self._state.folder is None:
            file.clear()
            self._state.publish(path)
            self._state.files.pop(path, None)
            self._state.statuses.pop(path, None)
            return
        self._review(path)

    def renamed(self, old: str, new: str) -> None:
        """The user renamed a file: dismissals follow it."""
        self._state.ledger.renamed(self._state.workspace, old, new)
        self._state.reload_dismissals()
        self.deleted(old)
        self._review(new)

    def deleted(self, path: str) -> None:
        """A file is gone."""
        self._pauses.cancel(path)
        file = self._state.files.get(path)
        if file is not None and file.document is None:
            if file.clear():
                self._state.publish(path)
            self._state.files.pop(path, None)
        self._state.statuses.pop(path, None)

    async def review_file(self, path: str, *, whole: bool = False) -> FileStatus:
        """Review one file now, also while reviews are paused; wait for the outcome."""
        return await self._review_now(path, Demand(whole=whole, always=True))

    async def review_selection(self, path: str, selection: Span, *, improves: bool = False) -> FileStatus:
        """Review one file now, and have Claude look at the selected lines alone; wait for the outcome.

        `improves`: it is asked how they can be made better.
        """
        return await self._review_now(path, Demand(always=True, selection=selection, improves=improves))

    async def _review_now(self, path: str, demand: Demand) -> FileStatus:
        rules = replace(demand, whole=demand.whole or demand.selection is not None)
        submit(self._state, path, demand=rules)
        for reviewer in self._state.reviewers:
            await self._state.lanes.settled(lane(reviewer, path))
        if self._deep is not None:
            await self._deep.review(path, demand)
        return self._state.statuses.get(path) or FileStatus(
            path, State.SKIPPED, reason=Problem.of("skip-missing")
        )

    async def review_scope(self, spec: ScopeSpec | None, progress: Progress) -> Summary:
        """Review everything recent, or what `spec` asks for; from now on that is what counts as recent.

        Cancelling the task keeps what was found. Raises GitTroubleError when git cannot tell the scope.
        """
        began = time.perf_counter()
        state = self._state
        state.asked = spec
        if state.history is not None:
            state.scope = await state.history.scope(state.spec)
        changed = [file.path for file in reviewable(state.scope.files)] if state.scope else []
        opened = [path for path, file in state.files.items() if file.document is not None]
        take_back(state, set(changed))
        paths = list(dict.fromkeys([*opened, *changed]))
        whole = state.spec.kind is ScopeKind.ALL
        await review_all(state, paths, Demand(whole=whole, always=True), progress)
        return self._summary(paths, state.scope, (time.perf_counter() - began) * 1e3)

    def findings(self, path: str) -> tuple[Finding, ...]:
        """What is shown for a file, at its current place."""
        return self._state.visible(path)

    def paths(self) -> tuple[str, ...]:
        """Every file with something to show."""
        return tuple(path for path in self._state.files if self._state.visible(path))

    async def dismiss(self, path: str, identity: str, kind: DismissalKind, reason: str) -> bool:
        """Hide a finding, or its rule in this file; False when no such finding stands."""
        return await dismissing.dismiss(self._state, path, identity, kind, reason)

    async def restore(self, path: str, identity: str | None = None, rule: str | None = None) -> int:
        """Show again what was dismissed in a file; return how many dismissals were taken back."""
        return await dismissing.restore(self._state, path, identity, rule)

    def dismissed(self, path: str) -> tuple[Dismissal, ...]:
        """The dismissals of a file."""
        return dismissing.dismissed(self._state, path)

    def status(self) -> SessionStatus:
        """Everything a user can ask about this folder."""
        state = self._state
        repository = str(state.history.repository.root) if state.history else None
        return SessionStatus(
            folder=state.workspace,
            repository=repository,
            scope=state.spec.kind.value,
            base=state.scope.base if state.scope else None,
            watching=self._watching.mode if self._watching else "off",
            files=tuple(state.statuses.values()),
            problems=tuple(state.told.values()),
        )

    def file_status(self, path: str) -> FileStatus | None:
        """The state of one file, None when it was never looked at."""
        return self._state.statuses.get(path)

    def ai(self) -> AiStatus:
        """How things stand with the AI."""
        return self._deep.status() if self._deep is not None else AiStatus(AiMode.OFF)

    def tell_ai(self) -> None:
        """Tell the listener how things stand with the AI, if that is news: a pause may have ended."""
        if self._deep is not None:
            self._deep.tell()

    def consent(self, *, given: bool) -> None:
        """Keep the user's decision about sending this folder's code. Raises OSError."""
        if self._deep is not None:
            self._deep.decide(given=given)
            for path, file in self._state.files.items() if given else ():
                if file.document is not None:
                    self._deep.saved(path)

    async def payload(self, path: str) -> Payload:
        """What a save of a file would send now."""
        return (
            await self._deep.payload(path)
            if self._deep is not None
            else Payload(problem=Problem.of("ai-off"))
        )

    async def advise(self, kind: Purpose, path: str, identity: str, emit: Callable[[str], None]) -> Advice:
        """Ask Claude about one finding: an explanation, a fix or a test."""
        if self._deep is None:
            return Advice(problem=Problem.of("ai-off"))
        return await self._deep.advise(kind, path, identity, emit)

    @property
    def designing(self) -> Designing:
        """Design questions about this folder. Raises UnknownDesignError where there are none."""
        if self._designing is None or self._state.folder is None:
            raise UnknownDesignError("design-no-folder")
        return self._designing

    def cancel(self) -> int:
        """Stop what Claude is asked and what waits; return how many."""
        stopped = self._designing.cancel() if self._designing is not None else 0
        return stopped + (self._deep.cancel() if self._deep is not None else 0)

    async def settled(self) -> None:
        """Wait until nothing is under way; what a one-shot surface or a test waits for."""
        while not self._state.lanes.idle:
            await self._state.lanes.any_settled()

    def _scan(self, anew: bool = False) -> None:
        async def job() -> None:
            if anew or self._state.lost:
                await reopen_history(self._state)
            await rescan(self._state)

        self._state.lanes.submit(SCAN, job)

    def _review(self, path: str) -> None:
        if self._ready:
            submit(self._state, path, demand=AS_USUAL)

    def _changed_on_disk(self, changes: Changes) -> None:
        for path in changes.paths:
            file = self._state.files.get(path)
            if file is None or file.document is None:
                submit(self._state, path, background=len(changes.paths) > FEW)

    def _summary(self, paths: Sequence[str], scope: Scope | None, milliseconds: float) -> Summary:
        reviews = tuple(
            Review("archlsp", path, 0, Outcome.REVIEWED, self._state.visible(path)) for path in paths
        )
        dismissed = sum(
            self._state.statuses[path].dismissed for path in paths if path in self._state.statuses
        )
        skipped = scope.skipped if scope else ()
        return Summary(
            reviews, skipped, tuple(self._state.told.values()), scope, milliseconds, dismissed=dismissed
        )
