"""Site keys: shown once, kept as a hash, good for one site, and gone at once when they are revoked."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from tests.newsroom import SITE, Newsroom
from widgets.errors import Conflicting, Malformed, Unidentified, Unknown
from widgets.ledger import sites
from widgets.model import Site
from widgets.site_keys import MOST_KEYS, SiteKeys

pytestmark = pytest.mark.anyio


@pytest.fixture
def keys(newsroom: Newsroom) -> SiteKeys:
    return newsroom.voxpop.site_keys


async def stored(newsroom: Newsroom) -> str:
    """Every key's row as text."""
    async with newsroom.engine.connect() as connection:
        rows = await connection.execute(text("select k::text, encode(hash, 'escape') from site_key k"))
        return "\n".join(map(str, rows))


def id_of(key: str) -> str:
    return key.split("_")[1]


async def test_a_key_is_good_for_its_site_and_is_kept_nowhere(keys: SiteKeys, newsroom: Newsroom) -> None:
    key = await keys.issue(SITE, "Our CMS")
    assert (await keys.identify(key)).site == SITE
    assert key.split("_", 2)[2] not in await stored(newsroom)
    assert await keys.issue(SITE, "Our CMS") != key
    assert {each.name for each in await keys.list(SITE)} == {"Our CMS"}


async def test_the_last_day_of_use_is_kept(newsroom: Newsroom) -> None:
    times = [datetime(2031, 5, 4, 23, 59, tzinfo=UTC)]
    keys = SiteKeys(newsroom.engine, newsroom.voxpop.catalog, lambda: times[-1])
    key = await keys.issue(SITE, "CMS")
    assert [each.used_on for each in await keys.list(SITE)] == [None]
    for day in (4, 5):
        await keys.identify(key)
        assert [each.used_on for each in await keys.list(SITE)] == [date(2031, 5, day)]
        times.append(times[-1] + timedelta(minutes=2))


async def test_keys_are_rotated_and_revoked_at_once(keys: SiteKeys) -> None:
    old, new = await keys.issue(SITE, "CMS"), await keys.issue(SITE, "CMS, from May")
    assert (await keys.identify(old)).site == (await keys.identify(new)).site == SITE
    await keys.revoke(SITE, id_of(old))
    with pytest.raises(Unidentified):
        await keys.identify(old)
    with pytest.raises(Unknown):
        await keys.revoke(SITE, id_of(old))
    assert (await keys.identify(new)).site == SITE


async def test_nobody_revokes_or_lists_another_site_s_key(keys: SiteKeys, newsroom: Newsroom) -> None:
    await sites.keep(newsroom.engine, Site(id="other", name="Other", origins=("https://other.example",)))
    key = await keys.issue("other", "CMS")
    with pytest.raises(Unknown):
        await keys.revoke(SITE, id_of(key))
    assert await keys.list(SITE) == []
    assert (await keys.identify(key)).site == "other"


async def test_what_is_no_key_is_refused_without_repeating_it(keys: SiteKeys) -> None:
    good = await keys.issue(SITE, "CMS")
    changed = good[:-1] + ("A" if good[-1] != "A" else "B")
    nobody = f"vk_{'0' * 12}_{'A' * 43}"
    for wrong in ("", "vk_", changed, good + "A", good.swapcase(), nobody, f"{good}\n", f" {good}"):
        with pytest.raises(Unidentified) as refused:
            await keys.identify(wrong)
        assert refused.value.code == "bad_key"
        assert not wrong.strip("vk_\n") or wrong.strip() not in refused.value.detail


async def test_a_site_has_no_more_keys_than_it_can_oversee(keys: SiteKeys) -> None:
    made = await asyncio.gather(
        *(keys.issue(SITE, f"Key {n}") for n in range(MOST_KEYS + 3)), return_exceptions=True
    )
    assert len([each for each in made if isinstance(each, Conflicting)]) == 3
    [first, *_] = await keys.list(SITE)
    await keys.revoke(SITE, first.id)
    await keys.issue(SITE, "In its place")


async def test_bad_names_and_sites_are_refused(keys: SiteKeys) -> None:
    for name in ("", "  ", "x" * 101, "a\u202eb", "a\nb"):
        with pytest.raises(Malformed):
            await keys.issue(SITE, name)
    for asked in (keys.issue("nobody", "CMS"), keys.list("nobody"), keys.revoke("nobody", "0" * 12)):
        with pytest.raises(Unknown):
            await asked
    assert await keys.list(SITE) == []
