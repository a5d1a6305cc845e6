"""The second look: what is unchanged is remembered, whatever else happens."""

import asyncio
import os
from pathlib import Path

import pytest

from archlsp.map.collect import Stamped, collect
from archlsp.map.mapper import Mapper, NotMappedError
from archlsp.map.memory import Remembered
from archlsp.map.survey import survey
from archlsp.map.walk import files_of
from archlsp.store.facts import Facts
from archlsp.store.ledger import Ledger
from command_line import Folder

_APP = "from fastapi import FastAPI\napp = FastAPI()\n@app.get('{path}')\ndef f(): ...\n"


def test_only_what_changed_is_looked_at(shop: Folder, tmp_path: Path) -> None:
    """The second run answers from the ledger; a change, a rename and a deleted file are noticed."""
    shop.write("a.py", _APP.format(path="/a"))
    shop.write("b.py", _APP.format(path="/b"))
    ledger = Ledger.open(tmp_path / "facts")
    first = survey(shop.path, ledger)
    again = survey(shop.path, ledger)
    assert again.entries == first.entries
    assert (first.reused, again.reused) == (0, again.files)
    shop.write("a.py", _APP.format(path="/changed"))
    (shop.path / "b.py").rename(shop.path / "c.py")
    third = survey(shop.path, ledger)
    assert [(entry.path, entry.name) for entry in third.entries] == [
        ("a.py", "GET /changed"),
        ("c.py", "GET /b"),
    ]
    assert third.reused == third.files - 2
    ledger.close()


def test_a_later_process_remembers(shop: Folder, tmp_path: Path) -> None:
    """In memory without a disk, too."""
    shop.write("a.py", _APP.format(path="/a"))
    for expected in (0, 2):
        ledger = Ledger.open(tmp_path / "facts")
        assert survey(shop.path, ledger).reused == expected
        ledger.close()
    memory = Remembered()
    files = [("a.py", lambda: _APP.format(path="/a"))]
    assert [collect(files, cache=memory).reused for _ in range(2)] == [0, 1]


def test_what_somebody_else_wrote_is_found_anew(tmp_path: Path) -> None:
    """Rubbish in the ledger costs a look at the file."""
    ledger = Ledger.open(tmp_path / "facts")
    facts = Facts(ledger, "shop")
    files = [("a.py", lambda: _APP.format(path="/a"))]
    collect(files, cache=facts)
    for rubbish in (b"junk", "text", b"\x78\x9c", 5):
        ledger.write("FULL", "UPDATE fact SET value = ?", [(rubbish,)])
        assert [entry.name for entry in collect(files, cache=facts).entries] == ["GET /a"]
    facts.keep({key: {"no": "list"} for [key] in ledger.read("SELECT key FROM fact", ())})
    assert collect(files, cache=facts).reused == 0
    assert facts.clear() == 1
    ledger.close()


class _Counted(Stamped):
    """A file that counts how often it is read."""

    def __init__(self, text: str, stamp: str = "1") -> None:
        self.text, self.state, self.reads = text, stamp, 0

    def __call__(self) -> str:
        self.reads += 1
        return self.text

    def stamp(self) -> str:
        return self.state


def test_a_file_that_is_the_same_is_not_read() -> None:
    """Its stamp tells; one that was written this moment has none that can be trusted."""
    file, fresh = _Counted(_APP.format(path="/a")), _Counted(_APP.format(path="/b"), "")
    memory, stamps = Remembered(), {}
    files = [("a.py", file), ("b.py", fresh)]
    first = collect(files, cache=memory, stamps=stamps)
    assert collect(files, cache=memory, stamps=stamps).entries == first.entries
    assert (file.reads, fresh.reads) == (1, 2)
    file.text, file.state = _APP.format(path="/c"), "2"
    assert [entry.name for entry in collect(files, cache=memory, stamps=stamps).entries] == [
        "GET /c",
        "GET /b",
    ]
    assert collect([("a.py", file)], cache=memory, stamps=stamps).reused == 1
    assert set(stamps) == {"a.py"}
    assert collect(files, cache=Remembered(), stamps={"a.py": ("2", "unknown")}).reused == 0


def test_a_file_touched_between_two_looks_is_seen(shop: Folder, tmp_path: Path) -> None:
    """Even with the size and the time of writing that it had before."""
    shop.write("a.py", _APP.format(path="/a"))
    place = shop.path / "a.py"
    os.utime(place, (1, 1))
    ledger = Ledger.open(tmp_path / "facts")
    survey(shop.path, ledger)
    shop.write("a.py", _APP.format(path="/b"))
    os.utime(place, (1, 1))
    assert [entry.name for entry in survey(shop.path, ledger).entries] == ["GET /b"]
    ledger.write("FULL", "UPDATE fact SET value = ?", [(b"junk",)])
    assert [entry.name for entry in survey(shop.path, ledger).entries] == ["GET /b"]
    ledger.close()


@pytest.mark.parametrize("settled", [-1.0, 2.0])
def test_verdicts_of_ignore_files_are_not_older_than_these(
    shop: Folder, monkeypatch: pytest.MonkeyPatch, settled: float
) -> None:
    """What is ignored is remembered until a name or an ignore file changes; not at all while one was just written."""
    monkeypatch.setattr("archlsp.map.walk._SETTLED_SECONDS", settled)
    for path in ("a.py", "inner/b.py", "inner/c.py"):
        shop.write(path, "x = 1\n")
    shop.write("inner/.gitignore", "b.py\n")
    verdicts: dict[str, list[str]] = {}

    def names() -> list[str]:
        return [name for name, _ in files_of(shop.path, verdicts=verdicts)]

    assert names() == names() == ["a.py", "app/settings.py", "inner/c.py"]
    assert any("inner/b.py" in ignored for ignored in verdicts.values()) == (settled < 0)
    shop.write("inner/.gitignore", "c.py\n")
    assert names() == ["a.py", "app/settings.py", "inner/b.py"]
    shop.write(".git/info/exclude", "a.py\n")
    assert names() == ["app/settings.py", "inner/b.py"]


async def test_a_worker_makes_it_while_the_loop_goes_on(shop: Folder, tmp_path: Path) -> None:
    """The event loop is never blocked; the process is gone afterwards; one that fails is told."""
    shop.write("a.py", _APP.format(path="/a"))
    mapper = Mapper(tmp_path / "facts")
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0.005)

    ticking = asyncio.create_task(tick())
    inventory = await mapper.inventory(shop.path)
    ticking.cancel()
    assert [entry.name for entry in inventory.entries] == ["GET /a"]
    assert ticks > 10
    assert (await mapper.inventory(shop.path)).reused == inventory.files
    with pytest.raises(NotMappedError):
        await mapper.inventory(shop.path, seconds=-20.0)
