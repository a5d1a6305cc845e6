"""Batches that wait for their results are remembered by folder, privately, as long as there are results."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from archlsp.store.batches import FILE_NAME, KEPT_SECONDS, Batch, Batches


def batch(folder: Path, name: str = "msgbatch_1", made: float | None = None) -> Batch:
    """A batch of a folder, made now."""
    when = time.time() if made is None else made
    return Batch(name, str(folder.resolve()), "https://api.example", when, ("q1", "q2"))


def test_a_batch_waits_until_it_is_collected(tmp_path: Path) -> None:
    """Also in the next process; of its own folder alone; oldest first."""
    now = time.time()
    Batches(tmp_path).add(batch(tmp_path / "a", "new", now))
    Batches(tmp_path).add(batch(tmp_path / "a", "old", now - 60))
    Batches(tmp_path).add(batch(tmp_path / "b", "other", now))
    waiting = Batches(tmp_path).waiting(tmp_path / "a")
    assert [(one.id, one.questions) for one in waiting] == [("old", ("q1", "q2")), ("new", ("q1", "q2"))]
    Batches(tmp_path).collected("old")
    assert [one.id for one in Batches(tmp_path).waiting(tmp_path / "a")] == ["new"]
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_what_the_endpoint_has_forgotten_is_forgotten(tmp_path: Path) -> None:
    """After 29 days there is nothing to collect."""
    Batches(tmp_path).add(batch(tmp_path, made=time.time() - KEPT_SECONDS - 1))
    assert Batches(tmp_path).waiting(tmp_path) == ()


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'[{"id": 1}]', b'{"id": "x"}', b"\xff", b"[[[["])
def test_a_damaged_list_is_an_empty_one(tmp_path: Path, content: bytes) -> None:
    """It can be written anew."""
    (tmp_path / FILE_NAME).write_bytes(content)
    assert Batches(tmp_path).waiting(tmp_path) == ()
    Batches(tmp_path).add(batch(tmp_path))
    assert len(Batches(tmp_path).waiting(tmp_path)) == 1


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """Somebody else's file is not ours."""
    real = tmp_path / "elsewhere.json"
    one = batch(tmp_path)
    fields = {
        **{name: getattr(one, name) for name in ("id", "folder", "origin", "made")},
        "questions": [],
        "usd": 0,
    }
    real.write_text(json.dumps([{**fields, "collected": False}]), "utf-8")
    (tmp_path / FILE_NAME).symlink_to(real)
    assert Batches(tmp_path).waiting(tmp_path) == ()
    Batches(tmp_path).add(replace(one, id="ours"))
    assert not (tmp_path / FILE_NAME).is_symlink()
