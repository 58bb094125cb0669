"""The shelf: a folder and a bucket keep files alike."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.media.bucket import bucket
from widgets.errors import Unavailable
from widgets.media.shelf import Found, Shelf

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["folder", "bucket"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    if request.param == "folder":
        yield Shelf(str(tmp_path / "not" / "yet" / "there"))
        return
    with bucket() as address:
        settings = {"ACCESS_KEY_ID": "key", "SECRET_ACCESS_KEY": "secret", "REGION": "here"}
        for name, value in (settings | {"ENDPOINT": address, "ALLOW_HTTP": "true"}).items():
            monkeypatch.setenv(f"AWS_{name}", value)
        yield Shelf("s3://bucket/voxpop")


async def whole(found: Found | None) -> bytes:
    assert found is not None
    return b"".join([chunk async for chunk in found.chunks])


async def test_what_is_put_there_is_there_whole_and_in_parts(shelf, tmp_path):
    body = bytes(range(256)) * 4000
    (tmp_path / "file").write_bytes(body)
    await shelf.put("shown/ab/m_ab/film.mp4", tmp_path / "file")
    found = await shelf.get("shown/ab/m_ab/film.mp4")
    assert found is not None
    assert found.size == await shelf.size("shown/ab/m_ab/film.mp4") == len(body)
    assert await whole(found) == body
    part = await shelf.get("shown/ab/m_ab/film.mp4", (1000, 600_000))
    assert part is not None
    assert part.size == len(body)
    assert await whole(part) == body[1000:600_000]


async def test_files_are_listed_copied_and_taken_away(shelf, tmp_path):
    (tmp_path / "file").write_bytes(b"picture")
    for name in ("held/ab/m_ab/1.webp", "held/ab/m_ab/2.webp", "held/ab/m_abc/1.webp"):
        await shelf.put(name, tmp_path / "file")
    names = await shelf.names("held/ab/m_ab")
    assert sorted(names) == ["held/ab/m_ab/1.webp", "held/ab/m_ab/2.webp"]
    await shelf.copy(names[0], names[0].replace("held", "shown"))
    await shelf.remove([*names, "held/ab/m_ab/never.webp"])
    assert await shelf.names("held/ab/m_ab") == []
    assert await whole(await shelf.get(names[0].replace("held", "shown"))) == b"picture"


async def test_what_is_not_there_is_nothing_and_no_fault(shelf):
    assert await shelf.get("shown/ab/m_ab/1.webp") is None
    assert await shelf.get("shown/ab/m_ab/1.webp", (0, 5)) is None
    assert await shelf.size("shown/ab/m_ab/1.webp") is None
    assert await shelf.names("shown/ab/m_ab") == []


async def test_a_store_that_cannot_be_reached_is_unavailable(tmp_path):
    (tmp_path / "file").write_bytes(b"no folder")
    shelf = Shelf(str(tmp_path / "file"))
    with pytest.raises(Unavailable):
        await shelf.put("a", tmp_path / "file")
