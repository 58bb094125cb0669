"""Files as they are served: as what they are, nothing that could run, and in parts."""

import pytest

from tests.api.serving import check_problem
from tests.api.uploads import PICTURE, placed
from tests.media import samples


def test_files_are_served_as_what_they_are_and_nothing_that_could_run(service):
    stored = placed(service, PICTURE)
    answer = service.client.get(f"/media/{stored.id}/600.webp")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert int(answer.headers["content-length"]) == len(answer.content)
    again = service.client.get(
        f"/media/{stored.id}/600.webp", headers={"if-none-match": answer.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    head = service.client.head(f"/media/{stored.id}/600.webp")
    assert head.headers["content-length"] == answer.headers["content-length"]


@pytest.mark.parametrize(
    "path",
    [
        "m_" + "A" * 22 + "/600.webp",
        "{id}/481.webp",
        "{id}/given",
        "{id}/600.html",
        "{id}/..%2f600.webp",
        "w_" + "A" * 22 + "/600.webp",
        "{id}",
    ],
)
def test_there_is_nothing_else_at_media(service, path):
    stored = placed(service, PICTURE)
    check_problem(service.client.get(f"/media/{path.format(id=stored.id)}"), 404)


@pytest.mark.parametrize(
    ("asked", "status", "got"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=10-", 206, slice(10, None)),
        ("bytes=-7", 206, slice(-7, None)),
        ("bytes=5-99999999", 206, slice(5, None)),
        ("bytes=-99999999", 206, slice(0, None)),
        ("bytes=99999999-", 416, None),
        ("bytes=9-3", 416, None),
        ("bytes=-0", 416, None),
        ("bytes=-", 416, None),
        ("bytes=0-1,4-5", 200, slice(0, None)),
        ("lines=1-2", 200, slice(0, None)),
        ("bytes=a-b", 200, slice(0, None)),
    ],
)
def test_parts_of_files_are_given_as_players_ask_for_them(service, asked, status, got):
    stored = placed(service, samples.film(sound="aac"))
    path = f"/media/{stored.id}/film.mp4"
    whole = service.client.get(path)
    assert whole.headers["content-type"] == "video/mp4"
    assert whole.headers["accept-ranges"] == "bytes"
    size = len(whole.content)
    answer = service.client.get(path, headers={"range": asked})
    assert answer.status_code == status
    if got is not None:
        assert answer.content == whole.content[got]
    if status == 206:
        start, end, _ = got.indices(size)
        assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
    if status == 416:
        assert answer.headers["content-range"] == f"bytes */{size}"
    other = service.client.get(path, headers={"range": "bytes=0-9", "if-range": '"another"'})
    assert (other.status_code, other.content) == (200, whole.content)
