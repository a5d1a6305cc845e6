"""The sessions of one client, one per workspace folder: made, started, given their settings, closed."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from archlsp.messages import problem_text, say
from archlsp.model.aistatus import AiStatus
from archlsp.model.finding import Finding
from archlsp.model.review import Problem, Reviewer
from archlsp.server.client import Client
from archlsp.server.folders import Folder, Folders
from archlsp.server.options import Options, editor_values
from archlsp.server.uris import to_path
from archlsp.server.voice import Voice
from archlsp.session.deep import DeepParts
from archlsp.session.designing import DesignParts
from archlsp.session.session import Session
from archlsp.session.status import FileStatus
from archlsp.settings.layers import Complaint
from archlsp.store.ledger import Ledger
from archlsp.store.spending import Spending


class Screen(Protocol):
    """Where findings and wrong settings are shown."""

    def show(self, folder: Folder, path: str, findings: tuple[Finding, ...], version: int | None) -> None:
        """Replace the findings of a file."""

    def complain(self, folder: Folder, complaints: tuple[Complaint, ...]) -> None:
        """Replace what is wrong in the settings of a folder."""

    def status_changed(self) -> None:
        """A file has another state."""

    def ai_changed(self, folder: Folder, status: AiStatus) -> None:
        """Show how things stand with the AI."""

    def ask_consent(self, folder: Folder, endpoint: str) -> None:
        """Ask whether a folder's code may be sent."""


class Backlog:
    """The screen of the time before there is one: keeps the newest of everything."""

    def __init__(self) -> None:
        """Nothing was shown yet."""
        self._findings: dict[tuple[Folder, str], tuple[tuple[Finding, ...], int | None]] = {}
        self._complaints: dict[Folder, tuple[Complaint, ...]] = {}

    def show(self, folder: Folder, path: str, findings: tuple[Finding, ...], version: int | None) -> None:
        """Keep the findings of a file."""
        self._findings[folder, path] = findings, version

    def complain(self, folder: Folder, complaints: tuple[Complaint, ...]) -> None:
        """Keep what is wrong in the settings of a folder."""
        self._complaints[folder] = complaints

    def status_changed(self) -> None:
        """A screen asks for states when it is there."""

    def ai_changed(self, folder: Folder, status: AiStatus) -> None:
        """Nothing is asked before there is a screen."""

    def ask_consent(self, folder: Folder, endpoint: str) -> None:
        """Nothing is asked before there is a screen."""

    def replay(self, screen: Screen) -> None:
        """Show everything on a real screen."""
        for folder, complaints in self._complaints.items():
            screen.complain(folder, complaints)
        for (folder, path), (findings, version) in self._findings.items():
            screen.show(folder, path, findings, version)


class FolderListener:
    """What one session tells, passed on under its folder's name."""

    def __init__(self, sessions: "Sessions", voice: Voice) -> None:
        """`folder` is set as soon as there is one."""
        self._sessions = sessions
        self._voice = voice
        self.folder: Folder | None = None

    def findings_changed(self, path: str, findings: tuple[Finding, ...], version: int | None) -> None:
        """Show them."""
        if self.folder is not None:
            self._sessions.screen.show(self.folder, path, findings, version)

    def status_changed(self, status: FileStatus) -> None:
        """A lens may show it; whoever else wants to know asks for it."""
        self._sessions.screen.status_changed()

    def ai_changed(self, status: AiStatus) -> None:
        """Tell it."""
        if self.folder is not None:
            self._sessions.screen.ai_changed(self.folder, status)

    def ask_consent(self, endpoint: str) -> None:
        """Ask the user."""
        if self.folder is not None:
            self._sessions.screen.ask_consent(self.folder, endpoint)

    def problem(self, problem: Problem) -> None:
        """Tell the user."""
        self._voice.problem(problem, self._locale())

    def log(self, problem: Problem) -> None:
        """Tell whoever reads the log."""
        self._voice.log(problem_text(self._locale(), problem))

    def _locale(self) -> str:
        return self.folder.locale if self.folder is not None else self._voice.locale


class Sessions:
    """Makes folders and looks after them. Needs no pygls, and so begins while that is imported."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parts of all sessions
        self,
        client: Client,
        voice: Voice,
        reviewers: Sequence[Reviewer],
        ledger: Ledger,
        deep: DeepParts | None,
        design: DesignParts | None = None,
    ) -> None:
        """What is given is shared by all sessions and closed by `close`. `editor` is the editor's settings."""
        self._client = client
        self._voice = voice
        self._reviewers = reviewers
        self._ledger = ledger
        self._deep = deep
        self._design = design
        self.spending = Spending(ledger)
        self._tasks: set[asyncio.Task[None]] = set()
        self._beginnings: dict[Folder, asyncio.Task[None]] = {}
        self.screen: Screen = Backlog()
        self.editor = editor_values(client.options)
        self.folders = Folders(self._make("", None))
        voice.locale = self.folders.loose.locale

    def begin(self) -> None:
        """Start the sessions of the folders that the client came with."""
        if self._ledger.problem is not None:
            self._voice.problem(self._ledger.problem, self._voice.locale)
        self._start(self.folders.loose)
        for uri in self._client.folders:
            self.add(uri)

    def attach(self, screen: Screen) -> None:
        """From now on show things there, and first what there is already."""
        before, self.screen = self.screen, screen
        if isinstance(before, Backlog):
            before.replay(screen)

    def add(self, uri: str) -> None:
        """Take in a workspace folder."""
        if self.folders.find(uri) is not None:
            return
        path = to_path(uri)
        if path is None:
            self._voice.log(say(self._voice.locale, "folder-not-local", uri=uri))
            return
        folder = self._make(uri, path)
        self.folders.add(folder)
        self._start(folder)

    def remove(self, folder: Folder) -> None:
        """Let a workspace folder go; its session ends in its own time."""
        self.folders.remove(folder.uri)
        self._beginnings.pop(folder, None)
        self.in_background("session", folder.session.close())

    def _make(self, uri: str, path: Path | None) -> Folder:
        options = Options(path, self.editor)
        resolved = options.resolve(self._client.locale)
        listener = FolderListener(self, self._voice)
        session = Session(
            path, resolved.settings, self._ledger, self._reviewers, listener, self._deep, self._design
        )
        folder = Folder(uri, path, session, options, resolved.settings)
        listener.folder = folder
        self.screen.complain(folder, resolved.complaints)
        return folder

    def _start(self, folder: Folder) -> None:
        self._beginnings[folder] = self.in_background("session", folder.session.start())

    async def ready(self, folder: Folder) -> None:
        """Wait until a session knows its repository; before that it cannot tell what is recent."""
        beginning = self._beginnings.get(folder)
        if beginning is not None:
            await asyncio.wait([beginning])

    def configure(self, folder: Folder, editor: Mapping[str, object] | None = None) -> None:
        """Read the settings again, with new ones from the editor if there are."""
        if editor is not None:
            folder.options.editor = editor
        resolved = folder.options.resolve(self._client.locale)
        if folder.path is None:
            self._voice.locale = resolved.settings.language
        if resolved.settings != folder.settings:
            folder.settings = resolved.settings
            folder.session.configure(resolved.settings)
        self.screen.complain(folder, resolved.complaints)

    def reload(self, folder: Folder) -> None:
        """Read the settings again if a file of theirs has changed."""
        if folder.options.changed_on_disk():
            self.configure(folder)

    def tell_ai(self) -> None:
        """Tell every folder's listener how things stand with the AI."""
        for folder in self.folders.all():
            folder.session.tell_ai()

    def in_background(self, where: str, work: Coroutine[object, object, None]) -> "asyncio.Task[None]":
        """Run something nobody waits for; a failure of ours in it is told."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._done(where, done))
        return task

    async def close(self) -> None:
        """Close everything: sessions first, then the reviewers they share, then the ledger."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(
            *(folder.session.close() for folder in self.folders.all()), return_exceptions=True
        )
        closing = [reviewer.close() for reviewer in self._reviewers]
        closing += [self._deep.architect.close()] if self._deep is not None else []
        await asyncio.gather(*closing, return_exceptions=True)
        await asyncio.to_thread(self._ledger.close)

    def _done(self, where: str, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._voice.crashed(where, error)
