"""The commit that "recent" is measured from."""

import re
import time
from collections.abc import Callable

from archlsp.git.configuration import Configuration
from archlsp.git.refs import References, short_name
from archlsp.git.trouble import GitTroubleError
from archlsp.model.scope import ScopeKind, ScopeSpec

Ask = Callable[..., bytes]
_UNFIT = re.compile(r"[\x00-\x1f\x7f]")
_LONGEST = 256


class Bases:
    """Works out the base of a scope for one repository."""

    def __init__(self, ask: Ask, refs: References, configuration: Configuration) -> None:
        """`ask` runs git with arguments and returns its output."""
        self._ask = ask
        self._refs = refs
        self._configuration = configuration

    def base(self, spec: ScopeSpec, head: str | None, branch: str | None) -> str | None:
        """The full id of the base commit, or None where everything counts. Raises GitTroubleError."""
        if head is None:
            return None
        if spec.kind is ScopeKind.BRANCH:
            return self._branch_base(spec.base, head, branch)
        if spec.kind is ScopeKind.SINCE:
            return self._base_before(head, int(time.time()) - spec.since)
        return head

    def compared(self, branch: str | None) -> str | None:
        """The ref that a branch is compared with: the default branch, or for that one its upstream."""
        default = self._refs.default_branch(self._configuration.remotes)
        if branch is None or default is None or short_name(default) != branch:
            return default
        upstream = self._configuration.upstreams.get(branch)
        if upstream is not None and self._refs.resolve(upstream):
            return upstream
        return default if default.startswith("refs/remotes/") else None

    def _branch_base(self, wanted: str, head: str, branch: str | None) -> str | None:
        if wanted != "auto":
            return self._merge_base(head, self._commit(wanted)) or _no_merge_base(wanted)
        ref = self.compared(branch)
        other = self._refs.resolve(ref) if ref else None
        if other is None:
            return head
        # Without a common ancestor (a shallow clone, an orphan branch) the history is followed as far as it goes.
        return self._merge_base(head, other) or self._oldest(head)

    def _commit(self, revision: str) -> str:
        if not revision or revision.startswith("-") or len(revision) > _LONGEST or _UNFIT.search(revision):
            raise GitTroubleError.of("git-unknown-revision", revision=_shown(revision))
        found = self._ask("rev-parse", "--verify", "--quiet", revision + "^{commit}", also=1)
        if not found:
            raise GitTroubleError.of("git-unknown-revision", revision=_shown(revision))
        return found.decode().strip()

    def _merge_base(self, one: str, other: str) -> str | None:
        if one == other:
            return one
        found = self._ask("merge-base", one, other, also=1).decode().split()
        return found[0] if found else None

    def _oldest(self, head: str) -> str:
        found = self._ask("rev-list", "--first-parent", "--max-parents=0", head, "--").decode().split()
        return found[-1] if found else head

    def _base_before(self, head: str, moment: int) -> str | None:
        """The newest commit on the first-parent line that is older than `moment` (seconds since 1970)."""
        asked = ("rev-list", "-1", "--first-parent", f"--min-age={moment}", head, "--")
        found = self._ask(*asked).decode().split()
        if found:
            return found[0]
        # A shallow clone's oldest commit stands for all that came before it.
        oldest = self._oldest(head)
        cut = self._ask("rev-parse", "--is-shallow-repository").strip() == b"true"
        return oldest if cut else None


def _no_merge_base(revision: str) -> str:
    raise GitTroubleError.of("git-no-merge-base", revision=_shown(revision))


def _shown(revision: str) -> str:
    return _UNFIT.sub("?", revision)[:80]
