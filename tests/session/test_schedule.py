"""One running + the newest waiting."""

import asyncio

import pytest

from archlsp.session.schedule import Lanes


def _unexpected(error: BaseException) -> None:
    pytest.fail(repr(error))


async def test_of_many_requests_the_first_and_the_last_run() -> None:
    """Twenty quick saves give two reviews: the one that ran, and the newest text."""
    lanes = Lanes(_unexpected)
    gate = asyncio.Event()
    ran: list[int] = []

    def job(number: int):
        async def run() -> None:
            await gate.wait()
            ran.append(number)

        return run

    for number in range(20):
        lanes.submit("file", job(number))
        await asyncio.sleep(0)
    gate.set()
    await lanes.settled("file")
    assert ran == [0, 19]
    assert lanes.idle


async def test_a_save_does_not_wait_behind_a_scope() -> None:
    """Background work leaves room for what the user is looking at."""
    lanes = Lanes(_unexpected, background_limit=2)
    blocked = asyncio.Event()
    ran: list[str] = []

    async def slow() -> None:
        await blocked.wait()

    async def quick() -> None:
        ran.append("save")

    for number in range(50):
        lanes.submit(f"background {number}", slow, background=True)
    lanes.submit("open file", quick)
    await lanes.settled("open file")
    assert ran == ["save"]
    blocked.set()
    await lanes.close()


async def test_a_job_that_fails_does_not_block_the_next() -> None:
    """The lane goes on after an error; whoever waits is let go."""
    told: list[BaseException] = []
    lanes = Lanes(told.append)
    ran: list[int] = []

    async def broken() -> None:
        await asyncio.sleep(0)
        raise ValueError

    async def fine() -> None:
        ran.append(1)

    lanes.submit("file", broken)
    await asyncio.sleep(0)
    lanes.submit("file", fine)
    await lanes.settled("file")
    assert ran == [1]
    assert [type(error) for error in told] == [ValueError]


async def test_a_job_that_is_cancelled_before_it_began_leaves_its_lane_free() -> None:
    """A user may turn something off in the very moment in which it starts."""
    lanes = Lanes(_unexpected)
    done = asyncio.Event()

    async def job() -> None:
        done.set()

    lanes.submit("a", job)
    assert lanes.cancel("a")
    async with asyncio.timeout(5):
        await lanes.settled("a")
        assert not done.is_set()
        lanes.submit("a", job)
        await lanes.settled("a")
    assert done.is_set()
    assert lanes.idle
