"""The reviewers of the command line."""

from archlsp.session.crew import Crew


def make_crew(workers: int) -> Crew:
    """Called only when there is something to review: an unchanged repository starts no process."""
    from archlsp.linters.reviewer import LintersReviewer  # noqa: PLC0415
    from archlsp.rules.pool import WorkerPool  # noqa: PLC0415
    from archlsp.rules.reviewer import RulesReviewer  # noqa: PLC0415

    rules = RulesReviewer(WorkerPool(workers))
    return Crew((rules, LintersReviewer()), rules)
