"""Disks that fail, files that lie, processes that die."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archlsp.messages import problem_text
from archlsp.store.dismissal import Dismissal, DismissalKind
from archlsp.store.ledger import Ledger
from archlsp.store.schema import STEPS

_HERE = Dismissal("a.py", "0123", "py-a", DismissalKind.HERE, "", 1.0)

# argv: directory, name, count. Says "n" after each dismissal that `dismiss` returned from.
_WRITER = """
import sys
from pathlib import Path
from archlsp.store.dismissal import Dismissal, DismissalKind
from archlsp.store.ledger import Ledger
ledger = Ledger.open(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    path = f"{sys.argv[2]}-{number}.py"
    ledger.dismiss("/w", Dismissal(path, "i", "r", DismissalKind.HERE, "", 1.0))
    ledger.record_review("/w", path, "rules", 1, "reviewed", 1.0)
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
problem = ledger.problem
ledger.close()
sys.exit(str(problem) if problem else 0)
"""


def _write(directory: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _WRITER, str(directory), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _kept(directory: Path) -> set[str]:
    ledger = Ledger.open(directory)
    try:
        assert ledger.problem is None
        return {dismissal.path for dismissal in ledger.dismissals("/w")}
    finally:
        ledger.close()


def _code(ledger: Ledger) -> str:
    assert ledger.problem is not None
    assert problem_text("ja", ledger.problem) != ledger.problem.code
    return ledger.problem.code


def _works(ledger: Ledger) -> None:
    ledger.dismiss("/w", _HERE)
    assert _HERE in ledger.dismissals("/w")


def test_servers_on_one_repository_lose_nothing(tmp_path: Path) -> None:
    """Four processes start at once on a ledger that does not exist and write as fast as they can."""
    writers = [_write(tmp_path / "state", name, 150) for name in "abcd"]
    for writer in writers:
        _, errors = writer.communicate(timeout=60)
        assert (writer.returncode, errors) == (0, "")
    assert _kept(tmp_path / "state") == {f"{name}-{number}.py" for name in "abcd" for number in range(150)}
    ledger = Ledger.open(tmp_path / "state")
    assert len(ledger.last_reviews("/w")) == 600
    ledger.close()


def test_kill_in_the_middle_of_writing_loses_no_dismissal(tmp_path: Path) -> None:
    """What `dismiss` returned from is there after kill -9, again and again."""
    acknowledged = set()
    for round_ in range(5):
        with _write(tmp_path / "state", f"k{round_}", 100_000) as writer:
            assert writer.stdout is not None
            for _ in range(20 + 7 * round_):
                acknowledged.add(f"k{round_}-{writer.stdout.readline().strip()}.py")
            writer.send_signal(signal.SIGKILL)
    assert acknowledged <= _kept(tmp_path / "state")


def test_threads_share_a_ledger(tmp_path: Path) -> None:
    """The event loop reads while worker threads write."""
    ledger = Ledger.open(tmp_path)
    seen = []

    def work(name: str) -> None:
        for number in range(60):
            ledger.dismiss("/w", Dismissal(f"{name}{number}", "i", "r", DismissalKind.HERE, "", 1.0))
            seen.append(len(ledger.dismissals("/w")))

    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ledger.dismissals("/w")) == 120
    assert len(seen) == 120
    assert ledger.problem is None
    ledger.close()


@pytest.mark.parametrize(
    "content", [b"", b"not a database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 5_000]
)
def test_a_file_that_is_no_database_is_rebuilt(tmp_path: Path, content: bytes) -> None:
    """An empty file is simply filled; a broken one is moved aside, said, and built anew."""
    (tmp_path / "ledger.db").write_bytes(content)
    ledger = Ledger.open(tmp_path)
    if content:
        assert _code(ledger) == "ledger-rebuilt"
        assert (tmp_path / "ledger.damaged.db").read_bytes() == content
    else:
        assert ledger.problem is None
    _works(ledger)
    ledger.close()
    assert _kept(tmp_path) == {"a.py"}


def _damage_pages(path: Path) -> None:
    """Keep the header and the schema; ruin every page of data."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (size - 4096))


def test_damage_that_shows_only_later_is_survived(tmp_path: Path) -> None:
    """Data pages are read when they are needed; then the file is rebuilt under the running server."""
    ledger = Ledger.open(tmp_path)
    for number in range(200):
        ledger.dismiss("/w", Dismissal(f"{number}.py", "i", "r", DismissalKind.HERE, "x" * 100, 1.0))
    ledger.close()
    _damage_pages(tmp_path / "ledger.db")
    ledger = Ledger.open(tmp_path)
    assert ledger.problem is None
    assert ledger.dismissals("/w") == ()
    assert _code(ledger) == "ledger-rebuilt"
    _works(ledger)
    ledger.close()
    assert _kept(tmp_path) == {"a.py"}


@pytest.mark.parametrize(
    "attack",
    [
        "CREATE TRIGGER t AFTER INSERT ON dismissal BEGIN INSERT INTO loot VALUES (new.path); END",
        "CREATE VIEW spy AS SELECT 1",
        "CREATE INDEX extra ON dismissal (reason)",
        "ALTER TABLE dismissal ADD COLUMN more",
        "DROP TABLE review",
    ],
)
def test_a_schema_that_is_not_ours_never_runs(tmp_path: Path, attack: str) -> None:
    """A database with a trigger is a program: it is moved aside before any statement can wake it."""
    Ledger.open(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as hostile, hostile:
        if "TRIGGER" in attack:
            hostile.execute("CREATE TABLE loot (path)")
        hostile.execute(attack)
    ledger = Ledger.open(tmp_path)
    assert _code(ledger) == "ledger-rebuilt"
    _works(ledger)
    ledger.close()
    with closing(sqlite3.connect(tmp_path / "ledger.damaged.db")) as moved:
        if "TRIGGER" in attack:
            assert moved.execute("SELECT count(*) FROM loot").fetchone() == (0,)


def test_tables_that_only_look_like_ours_are_refused(tmp_path: Path) -> None:
    """Same names, same columns, but one of them computed by the attacker's expression."""
    bad = STEPS[0][0].replace("reason TEXT NOT NULL", "reason TEXT NOT NULL DEFAULT (hex(randomblob(9)))")
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as hostile, hostile:
        for statement in (bad, STEPS[0][1], "PRAGMA user_version = 1"):
            hostile.execute(statement)
    ledger = Ledger.open(tmp_path)
    assert _code(ledger) == "ledger-rebuilt"
    ledger.close()


def test_a_newer_ledger_is_left_alone(tmp_path: Path) -> None:
    """After a downgrade nothing of the newer version's is destroyed."""
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as newer, newer:
        newer.execute("CREATE TABLE future (x)")
        newer.execute("PRAGMA user_version = 99")
    before = (tmp_path / "ledger.db").read_bytes()
    ledger = Ledger.open(tmp_path)
    assert _code(ledger) == "ledger-newer"
    _works(ledger)
    ledger.close()
    assert (tmp_path / "ledger.db").read_bytes() == before


@pytest.mark.parametrize("name", ["ledger.db", "ledger.db-wal", "ledger.db-shm"])
def test_a_link_is_never_followed(tmp_path: Path, name: str) -> None:
    """The link itself is moved aside; what it points to is not touched."""
    state = tmp_path / "state"
    state.mkdir()
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (state / name).symlink_to(victim)
    ledger = Ledger.open(state)
    assert _code(ledger) == "ledger-rebuilt"
    _works(ledger)
    ledger.close()
    assert victim.read_bytes() == b"precious"
    assert not (state / "ledger.db").is_symlink()


def test_a_linked_directory_is_not_used(tmp_path: Path) -> None:
    """Nothing is written where the link points to."""
    (tmp_path / "target").mkdir()
    (tmp_path / "state").symlink_to(tmp_path / "target")
    ledger = Ledger.open(tmp_path / "state")
    assert _code(ledger) == "ledger-link"
    _works(ledger)
    ledger.close()
    assert list((tmp_path / "target").iterdir()) == []


def test_a_directory_where_the_file_should_be(tmp_path: Path) -> None:
    """Even that is moved out of the way, twice if need be."""
    for _ in range(2):
        shutil.rmtree(tmp_path / "ledger.db", ignore_errors=True)
        (tmp_path / "ledger.db").unlink(missing_ok=True)
        (tmp_path / "ledger.db").mkdir()
        ledger = Ledger.open(tmp_path)
        assert _code(ledger) == "ledger-rebuilt"
        _works(ledger)
        ledger.close()


def test_a_place_that_cannot_be_made(tmp_path: Path) -> None:
    """A file in the way of the directory: memory mode, said."""
    (tmp_path / "file").touch()
    ledger = Ledger.open(tmp_path / "file" / "state")
    assert _code(ledger) == "ledger-unwritable"
    assert ledger.in_memory
    _works(ledger)
    ledger.record_review("/w", "a.py", "rules", 1, "reviewed", 1.0)
    assert len(ledger.last_reviews("/w")) == 1
    ledger.close()


# Root may write anywhere, so the child becomes nobody. argv: directory.
_READ_ONLY = """
import os, sys
from pathlib import Path
from archlsp.store.dismissal import Dismissal, DismissalKind
from archlsp.store.ledger import Ledger
if os.geteuid() == 0:
    os.setegid(65534)
    os.seteuid(65534)
ledger = Ledger.open(Path(sys.argv[1]))
ledger.dismiss("/w", Dismissal("new.py", "i", "r", DismissalKind.HERE, "", 1.0))
paths = sorted(dismissal.path for dismissal in ledger.dismissals("/w"))
sys.stdout.write(f"{ledger.problem.code} {paths}")
"""


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A directory that every user may enter; pytest's own are private."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


def test_a_read_only_directory_still_tells_what_it_holds(open_place: Path) -> None:
    """Nothing can be written, but what was dismissed before stays hidden."""
    state = open_place / "state"
    ledger = Ledger.open(state)
    ledger.dismiss("/w", _HERE)
    ledger.close()
    for path in (*state.iterdir(), state):
        os.chown(path, 65_534 if os.geteuid() == 0 else -1, -1)
        path.chmod(0o500 if path == state else 0o400)
    command = [sys.executable, "-c", _READ_ONLY, str(state)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    state.chmod(0o700)
    assert done.stdout == "ledger-unwritable ['a.py', 'new.py']", done.stderr


# argv: directory. The size limit stands in for a full disk: a write fails in the middle of the file.
_FULL = """
import resource, sys
from pathlib import Path
from archlsp.store.dismissal import Dismissal, DismissalKind
from archlsp.store.ledger import Ledger
ledger = Ledger.open(Path(sys.argv[1]))
ledger.dismiss("/w", Dismissal("before.py", "i", "r", DismissalKind.HERE, "", 1.0))
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
problems = set()
for number in range(100):
    ledger.dismiss("/w", Dismissal(f"{number}.py", "i", "r", DismissalKind.HERE, "x" * 2_000, 1.0))
    problems.add(ledger.problem.code if ledger.problem else None)
sys.stdout.write(f"{len(ledger.dismissals('/w'))} {sorted(filter(None, problems))}")
"""


def test_a_full_disk_turns_the_ledger_into_memory(tmp_path: Path) -> None:
    """What was written stays, what comes is kept until the end of the process, and it is said."""
    command = [sys.executable, "-c", _FULL, str(tmp_path / "state")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout in {"101 ['ledger-full']", "101 ['ledger-unwritable']"}, done.stderr
    assert "before.py" in _kept(tmp_path / "state")


def test_the_directory_deleted_under_a_running_server(tmp_path: Path) -> None:
    """The next write makes it anew."""
    ledger = Ledger.open(tmp_path / "state")
    ledger.dismiss("/w", _HERE)
    shutil.rmtree(tmp_path / "state")
    _works(ledger)
    assert not ledger.in_memory
    ledger.close()
    assert _kept(tmp_path / "state") == {"a.py"}


def test_a_locked_ledger_does_not_hang_the_server(tmp_path: Path) -> None:
    """Another program holds the write lock for ever: after two seconds the ledger works in memory."""
    ledger = Ledger.open(tmp_path)
    ledger.dismiss("/w", Dismissal("before.py", "i", "r", DismissalKind.HERE, "", 1.0))
    with closing(sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        _works(ledger)
    assert _code(ledger) == "ledger-busy"
    assert {dismissal.path for dismissal in ledger.dismissals("/w")} == {"before.py", "a.py"}
    ledger.close()
