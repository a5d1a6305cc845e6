"""What the user is told: in the log what they may want to know, in a message what they must."""

from collections.abc import Callable

from lsprotocol import types

from archlsp.messages import problem_text, say
from archlsp.model.review import Problem

_LOG_IS_ENOUGH = frozenset({"not-a-repository", "paused-operation"})
"""Problems that change nothing a user would have to act on."""


class Voice:
    """Speaks through the client, in the language of whoever is concerned."""

    def __init__(self, notify: Callable[[str, object], None]) -> None:
        """`notify` sends a notification; `locale` is for what concerns no folder in particular."""
        self._notify = notify
        self.locale = "ja"

    def log(self, text: str, kind: types.MessageType = types.MessageType.Info) -> None:
        """Write into the client's log."""
        self._notify(types.WINDOW_LOG_MESSAGE, types.LogMessageParams(kind, text))

    def must(self, text: str, kind: types.MessageType = types.MessageType.Warning) -> None:
        """Show a message that the user cannot miss."""
        self._notify(types.WINDOW_SHOW_MESSAGE, types.ShowMessageParams(kind, text))

    def problem(self, problem: Problem, locale: str) -> None:
        """Tell of trouble, as loudly as it deserves."""
        text = problem_text(locale, problem)
        self.log(text, types.MessageType.Warning)
        if problem.code not in _LOG_IS_ENOUGH:
            self.must(text)

    def crashed(self, where: str, error: BaseException) -> None:
        """Tell of a mistake of ours: where and what kind; never its text, which may hold the user's code."""
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        code = trace.tb_frame.f_code if trace is not None else None
        place = f"{code.co_qualname}:{trace.tb_lineno}" if code is not None and trace is not None else "?"
        text = say(self.locale, "server-internal-error", where=where, error=type(error).__name__, place=place)
        self.log(text, types.MessageType.Error)
