"""A time limit is over once, for its own task, and says so as asyncio's does."""

import asyncio

import pytest

from bot.within import within


async def test_what_takes_too_long_is_broken_off():
    with pytest.raises(TimeoutError), within(0.01) as limit:
        await asyncio.Event().wait()

    assert limit.over
    task = asyncio.current_task()
    assert task is not None and task.cancelling() == 0


async def test_what_is_done_in_time_hears_no_more_of_it():
    with within(0.01) as limit:
        pass
    await asyncio.sleep(0.02)

    assert not limit.over


async def test_an_error_inside_stays_what_it_is():
    with pytest.raises(ValueError, match="mine"), within(5):
        raise ValueError("mine")


async def test_who_is_cancelled_by_others_is_cancelled():
    async def waits() -> None:
        with within(5):
            await asyncio.Event().wait()

    task = asyncio.create_task(waits())
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


async def test_who_is_cancelled_while_the_time_ends_is_cancelled():
    async def waited() -> None:
        with within(0.01):
            try:
                await asyncio.Event().wait()
            finally:
                task.cancel()

    task = asyncio.create_task(waited())
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_the_inner_limit_ends_first():
    with within(5) as outer, pytest.raises(TimeoutError), within(0.01):
        await asyncio.Event().wait()

    assert not outer.over
