"""What is remembered, and for whom."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archlsp.store.dismissal import Dismissal, DismissalKind
from archlsp.store.ledger import Ledger

_HERE = Dismissal("a.py", "0123", "py-a", DismissalKind.HERE, "理由", 12.5)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger on the disk."""
    opened = Ledger.open(tmp_path / "state")
    assert opened.problem is None
    yield opened
    opened.close()


def test_a_dismissal_survives_a_restart(ledger: Ledger, tmp_path: Path) -> None:
    """It is on the disk when `dismiss` returns: a second reader sees it before the first one closes."""
    ledger.dismiss("/w", _HERE)
    other = Ledger.open(tmp_path / "state")
    assert other.dismissals("/w") == (_HERE,)
    assert other.dismissals("/elsewhere") == ()
    other.close()


def test_dismissing_twice_keeps_the_newer_reason(ledger: Ledger) -> None:
    """A user may think again about the reason."""
    ledger.dismiss("/w", _HERE)
    ledger.dismiss("/w", replace(_HERE, reason="other", when=13.0))
    assert [dismissal.reason for dismissal in ledger.dismissals("/w")] == ["other"]


def test_restore_takes_back_what_was_named(ledger: Ledger) -> None:
    """One finding, one rule, or the whole file; the number says how many."""
    rule = replace(_HERE, kind=DismissalKind.RULE_IN_FILE)
    other = replace(_HERE, identity="4567", rule="py-b")
    for dismissal in (_HERE, rule, other, replace(_HERE, path="b.py")):
        ledger.dismiss("/w", dismissal)
    assert ledger.restore("/w", "a.py", identity="4567") == 1
    assert ledger.restore("/w", "a.py", rule="py-a") == 2
    assert ledger.restore("/w", "a.py") == 0
    assert ledger.restore("/w", "b.py") == 1
    assert ledger.dismissals("/w") == ()


def test_a_dismissal_follows_a_rename_and_stays_restored(ledger: Ledger) -> None:
    """The rename is seen at every scan: what was restored since must not come back with it."""
    ledger.dismiss("/w", _HERE)
    ledger.renamed("/w", "a.py", "b.py")
    ledger.renamed("/w", "a.py", "b.py")
    assert [dismissal.path for dismissal in ledger.dismissals("/w")] == ["a.py", "b.py"]
    assert ledger.restore("/w", "b.py") == 1
    ledger.renamed("/w", "a.py", "b.py")
    assert [dismissal.path for dismissal in ledger.dismissals("/w")] == ["a.py"]


def test_paths_that_are_no_utf8_and_texts_that_are_no_text(ledger: Ledger) -> None:
    """A file name may hold any byte; an editor may send a lone surrogate."""
    odd = replace(_HERE, path="b\udcff\n.py", reason="\ud800 \x00")
    ledger.dismiss("/w\udcfe", odd)
    assert ledger.dismissals("/w\udcfe") == (odd,)
    ledger.renamed("/w\udcfe", "b\udcff\n.py", "c\udcff.py")
    assert ledger.restore("/w\udcfe", "b\udcff\n.py") == 1
    assert [dismissal.path for dismissal in ledger.dismissals("/w\udcfe")] == ["c\udcff.py"]


def test_the_last_review_of_a_file_is_kept(ledger: Ledger) -> None:
    """One row a file and reviewer, however often it was reviewed."""
    for count in range(1_200):
        ledger.record_review("/w", f"{count % 3}.py", "rules", count, "reviewed", 1.5)
    records = ledger.last_reviews("/w")
    assert {(record.path, record.findings) for record in records} == {
        ("0.py", 1197),
        ("1.py", 1198),
        ("2.py", 1199),
    }


def test_only_the_user_may_read_it(tmp_path: Path) -> None:
    """0700 and 0600, also where a careless umask or an earlier version left more; companions included."""
    state = tmp_path / "state"
    state.mkdir(mode=0o755)
    (state / "ledger.db").touch(mode=0o644)
    (state / "ledger.db").chmod(0o644)
    before = os.umask(0)
    try:
        ledger = Ledger.open(state)
        ledger.dismiss("/w", _HERE)
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in state.iterdir()}
    assert set(modes.values()) == {0o600}
    assert "ledger.db-wal" in modes
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    ledger.close()


def test_the_state_directory_comes_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ARCHLSP_STATE_DIR overrides the platform's place."""
    monkeypatch.setenv("ARCHLSP_STATE_DIR", str(tmp_path / "elsewhere"))
    ledger = Ledger.open()
    assert ledger.path == tmp_path / "elsewhere" / "ledger.db"
    assert not ledger.in_memory
    ledger.close()


def test_a_closed_ledger_harms_nothing(ledger: Ledger) -> None:
    """A late call after shutdown is lost; the file is not taken for a damaged one."""
    ledger.dismiss("/w", _HERE)
    ledger.close()
    ledger.dismiss("/w", replace(_HERE, path="late.py"))
    assert ledger.dismissals("/w") == ()
    assert [path.name for path in sorted(ledger.path.parent.iterdir())] == ["ledger.db", "ledger.lock"]
    with sqlite3.connect(ledger.path) as plain:
        assert plain.execute("SELECT count(*) FROM dismissal").fetchone() == (1,)
    plain.close()
