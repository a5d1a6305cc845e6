"""`archlsp design`: a design question answered on the terminal, or into a file."""

import asyncio
import os
import re
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from archlsp.cli.ai import standing_of
from archlsp.cli.arguments import Parsed, UsageError
from archlsp.cli.language import resolve_settings
from archlsp.cli.notices import tell
from archlsp.cli.paths import folder_and_paths
from archlsp.cli.reading import Reader
from archlsp.cli.terminal import style_of, visible
from archlsp.design.conversation import Ask, Conversations, Shown
from archlsp.messages import problem_text, say
from archlsp.model.design import DesignState, Focus
from archlsp.model.languages import language_of
from archlsp.model.text import Span
from archlsp.settings.settings import Settings
from archlsp.store.designs import DesignRecord, Designs
from archlsp.store.directory import state_directory
from archlsp.store.ledger import Ledger

TROUBLE = 3
_FOCUS = re.compile(r"(?P<path>.+?)(?::(?P<first>\d+)(?:-(?P<last>\d+))?)?")
_FOOT = "\n---\n\n*"
_LARGEST = 400_000


def run(parsed: Parsed, locale: str) -> int:
    """Ask, list the answers there are, or show one again."""
    folder, _ = folder_and_paths([], Path.cwd())
    language = parsed.values.get("--language")
    settings = resolve_settings(os.environ, folder, {"language": language} if language else {}).settings
    ledger = Ledger.open()
    try:
        if parsed.has("--list"):
            return _list(Designs(ledger).of(str(folder)), settings.language)
        if (wanted := parsed.values.get("--show")) is not None:
            return _again(Designs(ledger), folder, wanted, settings.language)
        question = " ".join(parsed.operands).strip() or _from_pipe()
        if not question:
            raise UsageError("design-question-missing")
        return _Asking(parsed, settings, ledger, folder).run(question)
    finally:
        ledger.close()


def _from_pipe() -> str:
    return "" if sys.stdin.isatty() else sys.stdin.read(20_000).strip()


def _list(records: list[DesignRecord], locale: str) -> int:
    for record in records:
        state = say(locale, f"design-state-{record.state.value}")
        sys.stdout.write(f"{record.id}  {visible(record.title)}  ({state})\n")
    if not records:
        tell(say(locale, "design-none"))
    return 0


def _again(designs: Designs, folder: Path, wanted: str, locale: str) -> int:
    record = designs.find(wanted)
    if record is None or record.workspace != str(folder):
        tell(say(locale, "design-unknown-here"))
        return TROUBLE
    _Paper().end(record.page)
    return 0


class _Paper:
    """Shows an answer: on a terminal block by block as they are whole, in a pipe at the end."""

    def __init__(self) -> None:
        self._is_live = sys.stdout.isatty()
        self._reader = Reader(style_of(sys.stdout, os.environ))
        self._written = 0

    def grow(self, shown: Shown) -> None:
        """Show the blocks that will not change any more."""
        if not self._is_live:
            return
        body = shown.markdown.rsplit(_FOOT, 1)[0]
        last = body.rfind("\n\n")
        is_code = body[: last + 1].count("\n```") % 2 == 1
        if last > self._written and not is_code:
            self._write(body[self._written : last + 2])
            self._written = last + 2

    def end(self, markdown: str) -> None:
        """Show the rest."""
        if self._is_live:
            self._write(markdown[self._written :])
        else:
            sys.stdout.write("".join(f"{visible(line)}\n" for line in markdown.splitlines()))

    def _write(self, text: str) -> None:
        sys.stdout.write("".join(f"{self._reader.line(line)}\n" for line in text.splitlines()))
        sys.stdout.flush()


class _Asking:
    """One question from the command line."""

    def __init__(self, parsed: Parsed, settings: Settings, ledger: Ledger, folder: Path) -> None:
        self._parsed = parsed
        self._settings = settings
        self._ledger = ledger
        self._folder = folder
        self._paper = _Paper()
        self._newest: Shown | None = None

    def run(self, question: str) -> int:
        """Ask; an interrupt keeps what has arrived."""
        ask = self._ask(question)
        if ask.reason is not None and not self._parsed.has("--offline"):
            tell(problem_text(ask.locale, ask.reason))
        with suppress(KeyboardInterrupt):
            asyncio.run(self._answer(ask))
        return self._end()

    def _ask(self, question: str) -> Ask:
        standing = standing_of(self._folder, self._settings, os.environ)
        reason = standing.problem(consented=self._parsed.has("--ai-consent"))
        offline = self._parsed.has("--offline") or reason is not None
        terms = None if offline or standing.terms is None else replace(standing.terms, thorough=True)
        follows = self._follows()
        return Ask(
            self._folder,
            self._settings.language,
            question,
            terms,
            reason=reason if terms is None and not self._parsed.has("--offline") else None,
            focus=self._focus(),
            follows=follows,
            exclude=self._settings.exclude,
        )

    def _follows(self) -> str:
        if not self._parsed.has("--follow"):
            return ""
        wanted = self._parsed.values["--follow"]
        listed = Designs(self._ledger).of(str(self._folder))
        found = next((one.id for one in listed if wanted in {one.id, "last"}), None)
        if found is None:
            raise UsageError("design-unknown-here")
        return found

    def _focus(self) -> Focus | None:
        said = self._parsed.values.get("--focus")
        match = _FOCUS.fullmatch(said) if said else None
        if match is None:
            return None
        _, paths = folder_and_paths([match["path"]], Path.cwd())
        try:
            text = (self._folder / paths[0]).read_bytes()[:_LARGEST].decode("utf-8")
        except (OSError, UnicodeDecodeError, IndexError):
            raise UsageError("design-focus-unreadable", path=match["path"]) from None
        first = int(match["first"] or 0)
        last = int(match["last"] or first)
        span = Span.of(first - 1, 0, max(first, last) - 1, 0) if first else None
        return Focus(paths[0], language_of(paths[0]) or "", text, span)

    async def _answer(self, ask: Ask) -> None:
        from archlsp.claude.architect import Architect  # noqa: PLC0415 - only for a question that is asked
        from archlsp.map.mapper import Mapper  # noqa: PLC0415

        directory = state_directory()
        architect = Architect(self._ledger, directory, os.environ)
        conversations = Conversations(architect.designer, Mapper(directory), Designs(self._ledger))
        try:
            await conversations.ask(ask, self._show)
        finally:
            await architect.close()

    def _show(self, shown: Shown) -> None:
        self._newest = shown
        if not self._parsed.has("--output"):
            self._paper.grow(shown)

    def _end(self) -> int:
        shown, locale = self._newest, self._settings.language
        if shown is None:
            return TROUBLE
        target = self._parsed.values.get("--output")
        if target is not None:
            try:
                Path(target).write_text(shown.markdown, "utf-8", "replace")
            except OSError as error:
                tell(say(locale, "design-not-kept", kind=type(error).__name__))
                return TROUBLE
            tell(say(locale, "design-open-yourself", path=visible(target)))
        else:
            self._paper.end(shown.markdown)
        tell(say(locale, "design-id", id=shown.id))
        return 0 if shown.state in {DesignState.COMPLETE, DesignState.OFFLINE} else TROUBLE
