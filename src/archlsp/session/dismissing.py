"""Hiding what the user does not want to see again, and showing it again."""

import asyncio
import time

from archlsp.session.state import SessionState
from archlsp.store.dismissal import Dismissal, DismissalKind


async def dismiss(state: SessionState, path: str, identity: str, kind: DismissalKind, reason: str) -> bool:
    """Hide a finding, or its rule in this file; False when no such finding stands."""
    found = next((f for f in state.visible(path) if f.identity == identity), None)
    if found is None:
        return False
    dismissal = Dismissal(path, identity, found.rule, kind, reason, time.time())
    await asyncio.to_thread(state.ledger.dismiss, state.workspace, dismissal)
    await _show(state, path)
    return True


async def restore(state: SessionState, path: str, identity: str | None, rule: str | None) -> int:
    """Take dismissals of a file back: one finding's, one rule's, or all of them; return how many."""
    count = await asyncio.to_thread(state.ledger.restore, state.workspace, path, identity, rule)
    await _show(state, path)
    return count


def dismissed(state: SessionState, path: str) -> tuple[Dismissal, ...]:
    """The dismissals of a file."""
    everything = state.ledger.dismissals(state.workspace)
    return tuple(dismissal for dismissal in everything if dismissal.path == path)


async def _show(state: SessionState, path: str) -> None:
    await asyncio.to_thread(state.reload_dismissals)
    state.publish(path)
    state.recount(path)
