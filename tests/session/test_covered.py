"""Reviews that speak for a part of a file only, and findings that come one by one."""

import asyncio

from archlsp.model.text import Span
from archlsp.session.schedule import Lanes
from archlsp.session.tracker import OpenDocument, TrackedFile
from findings import finding_on

TEXT = "one\ntwo\nthree\n"


def test_outside_of_what_is_covered_findings_stand() -> None:
    """A review of line 2 says nothing about line 1."""
    file = TrackedFile("app.py")
    file.accept("claude", file.begin(), [finding_on(TEXT, "one"), finding_on(TEXT, "two")], TEXT)
    file.finish()
    generation = file.begin()
    assert file.accept("claude", generation, [finding_on(TEXT, "three")], TEXT, [Span.of(1, 0, 3, 0)])
    assert [finding.anchor.quote for finding in file.all()] == ["one", "three"]


def test_what_is_covered_moves_with_the_text() -> None:
    """Lines inserted above while the review was under way push its part down, too."""
    file = TrackedFile("app.py")
    file.accept("claude", file.begin(), [finding_on(TEXT, "one"), finding_on(TEXT, "two")], TEXT)
    file.finish()
    generation = file.begin()
    after = "new\nnew\n" + TEXT
    file.document = OpenDocument(lambda: after, 2)
    file.edit(((Span.of(0, 0, 0, 0), "new\nnew\n"),))
    file.accept("claude", generation, [], after, [Span.of(1, 0, 2, 0)])
    assert [finding.anchor.quote for finding in file.all()] == ["one"]


def test_findings_one_by_one() -> None:
    """A finding whose text was edited meanwhile does not stand; the same one again is not a second one."""
    file = TrackedFile("app.py")
    generation = file.begin()
    file.document = OpenDocument(lambda: "one\n2\nthree\n", 2)
    file.edit(((Span.of(1, 0, 1, 3), "2"),))
    assert not file.add("claude", generation, finding_on(TEXT, "two"), "one\n2\nthree\n")
    assert file.add("claude", generation, finding_on(TEXT, "three"), "one\n2\nthree\n")
    assert file.add("claude", generation, finding_on(TEXT, "three"), "one\n2\nthree\n")
    assert [finding.anchor.quote for finding in file.of("claude")] == ["three"]


async def test_a_lane_can_be_cancelled() -> None:
    """What runs is stopped, what waits is forgotten, and the next job runs as ever."""
    lanes = Lanes(lambda error: None)
    begun, ran = asyncio.Event(), []

    async def hang() -> None:
        begun.set()
        await asyncio.Event().wait()

    async def note() -> None:
        ran.append(1)

    lanes.submit("a", hang)
    lanes.submit("a", note)
    await begun.wait()
    assert lanes.runs("a")
    assert lanes.cancel("a")
    await lanes.settled("a")
    assert ran == []
    assert not lanes.cancel("a")
    lanes.submit("a", note)
    await lanes.settled("a")
    assert ran == [1]
