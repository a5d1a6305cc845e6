"""The sessions of one client, one per workspace folder: made, started, given their settings, closed."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from archlsp.messages import problem_text
from archlsp.model.finding import Finding
from archlsp.model.review import Problem, Reviewer
from archlsp.server.folders import Folder
from archlsp.server.options import Options
from archlsp.server.voice import Voice
from archlsp.session.session import Session
from archlsp.session.status import FileStatus
from archlsp.settings.layers import Complaint
from archlsp.store.ledger import Ledger


class Screen(Protocol):
    """Where findings and wrong settings are shown."""

    def show(self, folder: Folder, path: str, findings: tuple[Finding, ...], version: int | None) -> None:
        """Replace the findings of a file."""

    def complain(self, folder: Folder, complaints: tuple[Complaint, ...]) -> None:
        """Replace what is wrong in the settings of a folder."""


class FolderListener:
    """What one session tells, passed on under its folder's name."""

    def __init__(self, screen: Screen, voice: Voice) -> None:
        """`folder` is set as soon as there is one."""
        self._screen = screen
        self._voice = voice
        self.folder: Folder | None = None

    def findings_changed(self, path: str, findings: tuple[Finding, ...], version: int | None) -> None:
        """Show them."""
        if self.folder is not None:
            self._screen.show(self.folder, path, findings, version)

    def status_changed(self, status: FileStatus) -> None:
        """Whoever wants to know asks for it."""

    def problem(self, problem: Problem) -> None:
        """Tell the user."""
        self._voice.problem(problem, self._locale())

    def log(self, problem: Problem) -> None:
        """Tell whoever reads the log."""
        self._voice.log(problem_text(self._locale(), problem))

    def _locale(self) -> str:
        return self.folder.locale if self.folder is not None else self._voice.locale


class Sessions:
    """Makes folders and looks after them; which document belongs where is not its business."""

    def __init__(
        self, voice: Voice, screen: Screen, reviewers: Sequence[Reviewer], client_locale: str | None
    ) -> None:
        """The reviewers are shared by all sessions and closed by `close`."""
        self._voice = voice
        self._screen = screen
        self._reviewers = reviewers
        self._client_locale = client_locale
        self._ledger = Ledger.open()
        self._tasks: set[asyncio.Task[None]] = set()
        self.crashed: Callable[[str, BaseException], None] = voice.crashed

    def make(self, uri: str, path: Path | None, editor: Mapping[str, object]) -> Folder:
        """Make a folder with its session; nothing runs before `start`."""
        options = Options(path, editor)
        resolved = options.resolve(self._client_locale)
        listener = FolderListener(self._screen, self._voice)
        session = Session(path, resolved.settings, self._ledger, self._reviewers, listener)
        folder = Folder(uri, path, session, options, resolved.settings)
        listener.folder = folder
        return folder

    def start(self, folder: Folder) -> None:
        """Let a session begin, and say what is wrong with its settings."""
        self.in_background("session", folder.session.start())
        self.configure(folder)

    def configure(self, folder: Folder, editor: Mapping[str, object] | None = None) -> None:
        """Read the settings again, with new ones from the editor if there are."""
        if editor is not None:
            folder.options.editor = editor
        resolved = folder.options.resolve(self._client_locale)
        if folder.path is None:
            self._voice.locale = resolved.settings.language
        if resolved.settings != folder.settings:
            folder.settings = resolved.settings
            folder.session.configure(resolved.settings)
        self._screen.complain(folder, resolved.complaints)

    def reload(self, folder: Folder) -> None:
        """Read the settings again if a file of theirs has changed."""
        if folder.options.changed_on_disk():
            self.configure(folder)

    def tell_trouble(self) -> None:
        """Say that dismissals will not last, if they will not."""
        if self._ledger.problem is not None:
            self._voice.problem(self._ledger.problem, self._voice.locale)

    def leave(self, folder: Folder) -> None:
        """Close one session, in its own time."""
        self.in_background("session", folder.session.close())

    def in_background(self, where: str, work: Coroutine[object, object, None]) -> None:
        """Run something nobody waits for; a failure of ours in it is told."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._done(where, done))

    async def close(self, folders: Sequence[Folder]) -> None:
        """Close everything: sessions first, then the reviewers they share, then the ledger."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*(folder.session.close() for folder in folders), return_exceptions=True)
        await asyncio.gather(*(reviewer.close() for reviewer in self._reviewers), return_exceptions=True)
        await asyncio.to_thread(self._ledger.close)

    def _done(self, where: str, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.crashed(where, error)
