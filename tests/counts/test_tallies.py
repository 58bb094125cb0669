"""Tallies: absolute, only ever newer, gone after five minutes, and what cannot be read is missing."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.crc import key_slot

from tests.counts.samples import bare, opened, our_keys, standing, standings, tallies, widget
from widgets.counts.keys import tally_key
from widgets.counts.tallies import HEAD, LIFE, pack, unpack
from widgets.model import PARTITIONS, Standing, page_widget_id, partition_of

pytestmark = pytest.mark.anyio
once_a_function = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(standings)
def test_a_value_reads_back_as_it_was_written(written):
    assert unpack(written.widget, pack(written)) == written


@given(
    st.binary() | st.builds(lambda head, rest: b"1" + head + rest, st.from_regex(rb"[0-9]{16}"), st.binary())
)
def test_anything_else_is_no_standing_or_a_whole_one(value):
    found = unpack(widget(1), value)
    assert found is None or unpack(widget(1), pack(found)) == found


@given(standings, st.data())
def test_a_value_cut_short_is_no_standing(written, data):
    value = pack(written)
    assert unpack(written.widget, value[: data.draw(st.integers(0, len(value) - 1))]) is None


async def test_reads_what_was_written_and_leaves_out_what_was_not(counts, redis):
    assert await counts.tallies.write([standing(1, 7), standing(2, 9)])
    assert await counts.tallies.read([widget(1), widget(2), widget(3)]) == {
        widget(1): standing(1, 7), widget(2): standing(2, 9),
    }  # fmt: skip
    assert len(await our_keys(redis)) == 2


async def test_reading_makes_no_keys(counts, redis):
    assert await counts.tallies.read([widget(each) for each in range(1000)]) == {}
    assert await our_keys(redis) == set()


async def test_nothing_asked_is_nothing_sent(counts, redis):
    before = (await redis.info("stats"))["total_connections_received"]
    assert await counts.tallies.read([]) == {}
    assert await counts.tallies.write([])
    assert (await redis.info("stats"))["total_connections_received"] == before


@once_a_function
@given(st.permutations(list(range(1, 31))), st.integers(1, 4), st.integers(0, 29))
def test_only_the_newest_stays_however_writes_are_shuffled(redis_url, versions, writers, again):
    async def shuffle() -> None:
        async with bare(redis_url) as redis, opened(redis_url) as one, opened(redis_url) as two:
            await redis.delete(tally_key(widget(1)))
            batches = [versions[start::writers] for start in range(writers)] + [[versions[again]]]
            seen: list[int] = []

            async def watch() -> None:
                while len(seen) < 20:
                    found = await two.tallies.read([widget(1)])
                    assert found.get(widget(1), standing(1, 0)) == standing(1, found_version(found))
                    seen.append(found_version(found))

            await asyncio.gather(
                watch(),
                *(
                    (one, two)[at % 2].tallies.write([standing(1, each) for each in batch])
                    for at, batch in enumerate(batches)
                ),
            )
            assert seen == sorted(seen)
            assert await one.tallies.read([widget(1)]) == {widget(1): standing(1, 30)}

    asyncio.run(shuffle())


def found_version(found: dict[str, Standing]) -> int:
    return found[widget(1)].version if found else 0


async def test_an_equal_version_is_left_alone(counts):
    await counts.tallies.write([standing(1, 2**53 - 2)])
    other = standing(1, 2**53 - 2)
    other.turnout = 1
    await counts.tallies.write([other])
    assert await counts.tallies.read([widget(1)]) == {widget(1): standing(1, 2**53 - 2)}


async def test_versions_a_microsecond_apart_are_told_apart(counts):
    for version in (2**53 - 2, 2**53 - 1, 2**53 - 2):
        await counts.tallies.write([standing(1, version)])
    assert (await counts.tallies.read([widget(1)]))[widget(1)].version == 2**53 - 1


async def test_a_key_dies_five_minutes_after_it_was_loaded_whatever_happens(counts, redis):
    key = tally_key(widget(1))
    await counts.tallies.write([standing(1, 1)])
    assert LIFE * 1000 - 60_000 < await redis.pttl(key) <= LIFE * 1000
    await redis.pexpire(key, 50_000)
    await counts.tallies.write([standing(1, 2)])
    assert (await counts.tallies.read([widget(1)]))[widget(1)].version == 2
    assert 0 < await redis.pttl(key) <= 50_000
    await counts.tallies.write([standing(1, 1)])
    assert 0 < await redis.pttl(key) <= 50_000


@pytest.mark.parametrize("life", [None, 2 * LIFE * 1000])
async def test_a_key_that_lived_too_long_gets_its_five_minutes(counts, redis, life):
    key = tally_key(widget(1))
    await redis.set(key, pack(standing(1, 1)), px=life)
    await counts.tallies.write([standing(1, 2)])
    assert 0 < await redis.pttl(key) <= LIFE * 1000


REST = pack(standing(1, 5))[HEAD:]
MALFORMED = [
    b"",
    b"1",
    b"2%016d" % 5 + REST,
    b"1+%015d" % 5 + REST,
    b"1%016x" % 0xABCDEF + REST,
    b"1%016d" % (2**53) + REST,
    b"1" + b"9" * 16 + REST,
    b"1%016d" % 5,
    pack(standing(1, 5))[:-1],
    pack(standing(1, 5)) + b"x",
]


@pytest.mark.parametrize("value", MALFORMED)
async def test_a_malformed_value_is_missing_and_makes_way(counts, redis, value):
    key = tally_key(widget(1))
    await redis.set(key, value)
    await counts.tallies.write([standing(2, 3)])
    assert await counts.tallies.read([widget(1), widget(2)]) == {widget(2): standing(2, 3)}
    assert await counts.tallies.write([standing(1, 4)])
    assert await counts.tallies.read([widget(1)]) == {widget(1): standing(1, 4)}
    assert 0 < await redis.pttl(key) <= LIFE * 1000


async def test_a_key_of_another_type_is_missing_and_makes_way(counts, redis):
    for number in (1, 2):
        await redis.rpush(tally_key(widget(number)), b"x")
    assert await counts.tallies.write([standing(1, 4)])
    assert await counts.tallies.read([widget(1), widget(2)]) == {widget(1): standing(1, 4)}
    assert await counts.tallies.write([standing(2, 4)])
    assert await counts.tallies.read([widget(2)]) == {widget(2): standing(2, 4)}


async def test_a_forgotten_script_is_told_again(counts, redis):
    await counts.tallies.write([standing(1, 1)])
    await redis.script_flush()
    assert await counts.tallies.write([standing(1, 2), standing(2, 1)])
    assert await counts.tallies.read([widget(1), widget(2)]) == {
        widget(1): standing(1, 2), widget(2): standing(2, 1),
    }  # fmt: skip


async def test_thousands_are_written_and_read_in_several_pipelines(counts):
    many = [standing(each, each + 1) for each in range(1300)]
    assert await counts.tallies.write(many)
    found = await counts.tallies.read([each.widget for each in many])
    assert list(found.values()) == many


@given(st.text(max_size=40), st.sampled_from(["reactions", "points", "shares"]))
def test_a_partition_is_one_slot_of_a_cluster(path, format):
    url = f"https://news.example/{path}"
    one, other = (page_widget_id("demo", url, each) for each in (format, "poll"))
    assert key_slot(tally_key(one)) == key_slot(tally_key(other))


def test_partitions_are_spread_over_the_slots_of_a_cluster():
    slots = {partition_of(widget(each)): key_slot(tally_key(widget(each))) for each in range(3000)}
    assert len(slots) == len(set(slots.values())) == PARTITIONS


@once_a_function
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 9), tallies), max_size=12))
def test_redis_holds_the_newest_of_each_widget(redis_url, history):
    """The model: a dictionary that takes what is newer."""

    async def write_all() -> None:
        model: dict[str, Standing] = {}
        async with opened(redis_url) as counts:
            await counts.clear()
            for number, version, tally in history:
                each = Standing(widget=widget(number), tally=tally, version=version)
                if each.version > model.get(each.widget, Standing(widget="", tally={})).version:
                    model[each.widget] = each
                assert await counts.tallies.write([each])
            assert await counts.tallies.read([widget(each) for each in range(6)]) == model

    asyncio.run(write_all())


async def test_clear_removes_our_keys_and_no_others(counts, redis):
    many = [standing(each, 1) for each in range(2500)]
    await counts.tallies.write(many)
    await redis.mset({b"vox:0:old": 1, b"somebody else's": 1, b"voxel": 1})
    assert await counts.clear() == len(many) + 1
    assert await our_keys(redis) == {b"somebody else's", b"voxel"}
    assert await counts.clear() == 0
    assert await counts.tallies.write([standing(1, 1)])
