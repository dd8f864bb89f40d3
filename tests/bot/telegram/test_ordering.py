import asyncio

from bot.telegram.ordering import Lanes


async def walk(lanes: Lanes, key: int, name: str, done: list[str], gate: asyncio.Event | None = None) -> None:
    async with lanes.lane(key):
        if gate is not None:
            await gate.wait()
        done.append(name)


async def turn(times: int = 5) -> None:
    """Let every task that can run do so."""
    for _ in range(times):
        await asyncio.sleep(0)


async def test_a_lane_is_first_come_first_served_and_others_run_on() -> None:
    lanes, gate, done = Lanes(), asyncio.Event(), list[str]()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(walk(lanes, 1, "a", done, gate))
        tasks.create_task(walk(lanes, 1, "b", done))
        tasks.create_task(walk(lanes, 1, "c", done))
        tasks.create_task(walk(lanes, 2, "other", done))
        await turn()
        assert (done, lanes.waiting(1)) == (["other"], 3)
        gate.set()

    assert done == ["other", "a", "b", "c"]


async def test_idle_lanes_cost_nothing() -> None:
    lanes, done = Lanes(), list[str]()

    for key in range(100):
        await walk(lanes, key, "x", done)

    assert (len(done), len(lanes)) == (100, 0)


async def test_one_who_gives_up_waiting_lets_nobody_overtake() -> None:
    lanes, gate, done = Lanes(), asyncio.Event(), list[str]()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(walk(lanes, 1, "a", done, gate))
        impatient = tasks.create_task(walk(lanes, 1, "b", done))
        tasks.create_task(walk(lanes, 1, "c", done))
        await turn()
        impatient.cancel()
        await turn()
        assert done == []
        gate.set()

    assert (done, len(lanes)) == (["a", "c"], 0)


async def test_an_error_frees_the_lane() -> None:
    lanes, done = Lanes(), list[str]()

    async def stumble() -> None:
        async with lanes.lane(1):
            raise KeyError

    await asyncio.gather(stumble(), walk(lanes, 1, "b", done), return_exceptions=True)

    assert (done, len(lanes)) == (["b"], 0)
