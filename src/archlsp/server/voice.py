"""What the user is told: in the log what they may want to know, in a message what they must."""

from collections.abc import Callable

from archlsp.messages import problem_text, say
from archlsp.model.review import Problem
from archlsp.server.jsonrpc import encode

ERROR, WARNING, INFO = 1, 2, 3
_LOG_IS_ENOUGH = frozenset({"not-a-repository", "paused-operation"})
"""Problems that change nothing a user would have to act on."""


class Voice:
    """Speaks through the client, in the language of whoever is concerned. Needs no pygls."""

    def __init__(self, send: Callable[[bytes], None]) -> None:
        """`send` sends a message body; `locale` is for what concerns no folder in particular."""
        self._send = send
        self.locale = "ja"

    def log(self, text: str, kind: int = INFO) -> None:
        """Write into the client's log."""
        self._notify("window/logMessage", text, kind)

    def must(self, text: str, kind: int = WARNING) -> None:
        """Show a message that the user cannot miss."""
        self._notify("window/showMessage", text, kind)

    def problem(self, problem: Problem, locale: str) -> None:
        """Tell of trouble, as loudly as it deserves."""
        text = problem_text(locale, problem)
        self.log(text, WARNING)
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
        self.log(text, ERROR)

    def _notify(self, method: str, text: str, kind: int) -> None:
        self._send(encode({"jsonrpc": "2.0", "method": method, "params": {"type": kind, "message": text}}))
