"""What can go wrong with a repository.

Exception
 +- NotARepositoryError      nothing here is a git work tree
 +- UnsafeRepositoryError    a work tree that is refused; `reason` is a key of `messages`
 +- GitTroubleError          a call that git did not answer; `problem` says why
"""

from archlsp.model.review import Problem


class NotARepositoryError(Exception):
    """The folder is in no git work tree."""


class UnsafeRepositoryError(Exception):
    """The work tree is one that git must not be run on."""

    def __init__(self, reason: str) -> None:
        """`reason` is a key of `messages` without placeholders."""
        super().__init__(reason)
        self.reason = reason


class GitTroubleError(Exception):
    """Git could not answer."""

    def __init__(self, problem: Problem) -> None:
        """`problem` is what a user may read."""
        super().__init__(problem.code)
        self.problem = problem

    @classmethod
    def of(cls, code: str, **detail: object) -> "GitTroubleError":
        """Build the error from a key of `messages` and its placeholders."""
        return cls(Problem.of(code, **detail))
