"""The worker processes: fed in turn, timed, replaced when they hang or die, and gone when we are gone."""

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from archlsp.model.review import Outcome, Problem, Request, Review
from archlsp.rules.project import ARGUMENT
from archlsp.rules.speech import SOURCE
from archlsp.rules.wire import finding_of, problem_of, request_value
from archlsp.workers.frames import Value
from archlsp.workers.process import NotStartedError, Process, WorkerDiedError

Answer = TypeVar("Answer")
_ATTEMPTS = 2
_PROJECT_LIMIT = 2.0
_MODULE = "archlsp.rules.worker"


class UnansweredError(Exception):
    """A worker could not answer a question."""


class WorkerPool:
    """`size` workers. Requests are served in the order they came; a worker has one at a time.

    `time_limit` is in seconds a file. One event loop owns a pool.
    """

    def __init__(self, size: int = 1, time_limit: float = 5.0, extra_rule_dirs: Sequence[Path] = ()) -> None:
        """Nothing is started yet."""
        self._limit = time_limit
        self._set_up(size, tuple(str(folder.absolute()) for folder in extra_rule_dirs))

    @classmethod
    def of_project(cls, root: Path) -> "WorkerPool":
        """One worker with a project's own rules alone, and less patience."""
        pool = cls(size=0, time_limit=_PROJECT_LIMIT)
        pool._set_up(1, (ARGUMENT, str(root.absolute())))
        return pool

    def _set_up(self, size: int, given: tuple[str, ...]) -> None:
        arguments = (str(self._limit), *given)
        self._workers = [Process(_MODULE, arguments) for _ in range(size)]
        self._idle: asyncio.Queue[Process] = asyncio.Queue()
        for worker in self._workers:
            self._idle.put_nowait(worker)
        self._running: set[asyncio.Task[object]] = set()
        self._told: set[Problem] = set()
        self._closed = False

    @property
    def pids(self) -> tuple[int, ...]:
        """The ids of the processes that are alive."""
        return tuple(worker.pid for worker in self._workers if worker.pid is not None)

    async def start(self) -> None:
        """Start the processes; they get ready while the first request is on its way. Never raises."""
        await asyncio.gather(*(worker.start() for worker in self._workers), return_exceptions=True)

    async def review(self, request: Request) -> Review:
        """Have one file reviewed; trouble is in the answer.

        A caller that is cancelled leaves at once; its worker ends what it is doing before it takes the next request.
        """
        begin = perf_counter()
        if self._closed:
            return _without(request, Outcome.FAILED, Problem.of("rules-closed", path=request.path), begin)
        task = self._begun(self._serve(request))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if not _was_closed(task):
                raise
            return _without(request, Outcome.FAILED, Problem.of("rules-closed", path=request.path), begin)

    async def question(self, value: Value) -> Value:
        """Ask something else than a review. Raises UnansweredError.

        Questions wait their turn like reviews, and a caller that is cancelled leaves at once, too.
        """
        if self._closed:
            raise UnansweredError
        task = self._begun(self._serve_question(value))
        try:
            answer = await asyncio.shield(task)
        except asyncio.CancelledError:
            if not _was_closed(task):
                raise
            answer = None
        if answer is None or "failed" in answer:
            raise UnansweredError
        return answer

    def _begun(self, work: Coroutine[object, object, Answer]) -> asyncio.Task[Answer]:
        """Let work go on by itself, whoever waits for it."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def close(self) -> None:
        """End every process and wait until it is gone. Safe to call twice."""
        self._closed = True
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await asyncio.gather(*(worker.close() for worker in self._workers))

    async def _serve(self, request: Request) -> Review:
        worker = await self._idle.get()
        try:
            return await self._attempt(worker, request)
        finally:
            self._idle.put_nowait(worker)

    async def _serve_question(self, value: Value) -> Value | None:
        """Have a question answered, None for trouble; a worker that hangs over it is replaced."""
        worker = await self._idle.get()
        try:
            for _ in range(_ATTEMPTS):
                try:
                    await worker.start()
                    await worker.ready()
                    async with asyncio.timeout(self._limit):
                        return await worker.ask(value)
                except WorkerDiedError:
                    await worker.kill()
                except (TimeoutError, NotStartedError):
                    break
            await _replace(worker)
            return None
        finally:
            self._idle.put_nowait(worker)

    async def _attempt(self, worker: Process, request: Request) -> Review:
        begin = perf_counter()
        for _ in range(_ATTEMPTS):
            try:
                return await self._exchange(worker, request, begin)
            except NotStartedError as error:
                trouble = Problem.of("rules-not-started", kind=error)
            except WorkerDiedError:
                trouble = Problem.of("rules-crashed", path=request.path)
                await worker.kill()
            except TimeoutError:
                trouble = Problem.of("rules-timeout", path=request.path, seconds=f"{self._limit:g}")
                await _replace(worker)
                return _without(request, Outcome.SKIPPED, trouble, begin)
        await _replace(worker)
        return _without(request, Outcome.FAILED, trouble, begin)

    async def _exchange(self, worker: Process, request: Request, begin: float) -> Review:
        await worker.start()
        off = _off(await worker.ready())
        async with asyncio.timeout(self._limit):
            answer = await worker.ask(request_value(request))
        return _review(request, answer, self._news(off), begin)

    def _news(self, off: tuple[Problem, ...]) -> tuple[Problem, ...]:
        """Rules that are off are told with the first review, not with every one."""
        news = tuple(problem for problem in off if problem not in self._told)
        self._told.update(news)
        return news


def _was_closed(task: asyncio.Task[Answer]) -> bool:
    """Tell whether it was `close` that cancelled a task, and nobody cancelled the caller."""
    us = asyncio.current_task()
    return us is not None and not us.cancelling() and task.cancelled()


def _off(hello: Value) -> tuple[Problem, ...]:
    """Read which rules are off from a worker's first frame."""
    try:
        return tuple(problem_of(item) for item in hello["off"])
    except (KeyError, TypeError, ValueError) as error:
        raise WorkerDiedError from error


async def _replace(worker: Process) -> None:
    """End a worker and start the next one now, so that the next request does not wait for it."""
    await worker.kill()
    with suppress(NotStartedError):
        await worker.start()


def _review(request: Request, answer: Value, off: tuple[Problem, ...], begin: float) -> Review:
    try:
        notes = tuple(problem_of(item) for item in answer["notes"])
        findings = tuple(finding_of(item) for item in answer["findings"])
    except (KeyError, TypeError, ValueError) as error:
        raise WorkerDiedError from error
    return Review(
        reviewer=SOURCE,
        path=request.path,
        generation=request.generation,
        outcome=Outcome.PARTIAL if notes else Outcome.REVIEWED,
        findings=findings,
        problem=notes[0] if notes else None,
        milliseconds=_since(begin),
        notes=notes + off,
    )


def _without(request: Request, outcome: Outcome, problem: Problem, begin: float) -> Review:
    return Review(SOURCE, request.path, request.generation, outcome, (), problem, _since(begin))


def _since(begin: float) -> float:
    return (perf_counter() - begin) * 1e3
