"""Uploads over HTTP: taken from readers within limits, held until they may be seen."""

import json
import select
import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from tests.api.exhibits import publishing_of
from tests.api.serving import ORIGIN, Service, check_problem, parse, read_answer
from tests.api.uploads import PICTURE, placed, upload
from tests.media import samples
from widgets.errors import Refused
from widgets.ledger import media as ledger
from widgets.media.shelf import Shelf
from widgets.publishing import Draft
from widgets.uploading import sweep


def change(service: Service, statement: str, *values: Any) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(service.settings.database_url)
        await connection.execute(statement, *values)
        await connection.close()

    service.run_there(run)


def test_a_reader_uploads_a_picture_that_nobody_sees(service):
    answer = upload(service, PICTURE)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert (told["kind"], told["width"], told["height"]) == ("image", 600, 300)
    left = datetime.fromisoformat(told["expires_at"]) - datetime.now(UTC)
    assert timedelta(minutes=59) < left <= timedelta(hours=1)
    path = f"/media/{told['media']}/480.webp"
    check_problem(service.client.get(path), 404, "unknown_media")


def test_the_same_upload_again_is_the_same(service):
    token = service.mint()
    first, second = (upload(service, PICTURE, token=token).json() for _ in range(2))
    assert first["media"] == second["media"]
    assert upload(service, PICTURE).json()["media"] != first["media"], "another reader's"


@pytest.mark.parametrize(
    ("data", "type", "status", "code"),
    [
        (b"<svg onload='alert(1)'/>" * 9, "image/png", 415, "unknown_media"),
        (b"<!doctype html>" * 9, "image/jpeg", 415, "unknown_media"),
        (b"%PDF-1.7" * 20, "image/png", 415, "unknown_media"),
        (PICTURE, "application/json", 415, "no_file"),
        (PICTURE, "text/plain", 415, "no_file"),
        (PICTURE, "multipart/form-data; boundary=x", 415, "no_file"),
        (PICTURE[:300], "image/png", 400, "broken_media"),
        (samples.bomb(), "image/png", 400, "media_too_big"),
        (samples.film(), "video/mp4", 415, "unwanted_media"),
        (b"", "image/png", 400, "missing_media"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(service, data, type, status, code):
    token = service.mint()
    before = service.keeps()[0]
    check_problem(upload(service, data, type, token=token), status, code)
    assert service.keeps()[0] == before


def test_the_type_that_is_named_decides_nothing(service):
    assert upload(service, PICTURE, "video/mp4").json()["kind"] == "image"
    assert upload(service, PICTURE, "application/octet-stream").status_code == 201


def test_more_than_eight_megabytes_are_refused_as_soon_as_they_are_there(service):
    big = PICTURE + b"\0" * (8 * 2**20)
    check_problem(upload(service, big), 413, "too_large")

    def forever():
        yield PICTURE
        while True:
            yield b"\0" * 2**16

    answer = service.client.post(
        "/v1/uploads",
        content=forever(),
        headers={"authorization": f"Bearer {service.mint()}", "content-type": "image/png"},
    )
    check_problem(answer, 413, "too_large")


def test_who_uploads_is_a_reader_of_a_site_and_on_its_pages(service):
    check_problem(
        service.client.post("/v1/uploads", content=PICTURE, headers={"content-type": "image/png"}), 401
    )
    check_problem(upload(service, PICTURE, origin="https://pub.example.evil.com"), 403, "foreign_origin")
    check_problem(upload(service, PICTURE, token="forged"), 401)


def test_a_body_that_stalls_is_given_up(service, monkeypatch):
    monkeypatch.setattr("api.transport.bodies.LONGEST_PAUSE", 0.2)
    head = (
        f"POST /v1/uploads HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {service.mint()}\r\n"
        "Content-Type: image/png\r\nContent-Length: 100000\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", service.port), timeout=20) as connection:
        connection.sendall(head.encode() + PICTURE[:80])
        status, headers, body = parse(read_answer(connection))
    assert (status, json.loads(body)["code"]) == (408, "too_slow")
    assert headers["connection"] == "close"


def test_a_body_that_trickles_is_given_up(service, monkeypatch):
    monkeypatch.setattr("api.transport.bodies.SLOWEST_BODY", 0.1)
    head = (
        f"POST /v1/uploads HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {service.mint()}\r\n"
        "Content-Type: image/png\r\nContent-Length: 100000\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", service.port), timeout=20) as connection:
        connection.sendall(head.encode())
        for each in range(400):
            connection.sendall(PICTURE[each : each + 1])
            if select.select([connection], [], [], 0.01)[0]:
                break
        assert parse(read_answer(connection))[0] == 408


def test_uploads_have_a_budget(own_service):
    service = own_service(upload_budget=3)
    for _ in range(3):
        assert upload(service, PICTURE).status_code == 201
    refused = upload(service, PICTURE)
    check_problem(refused, 429, "over_budget")
    assert int(refused.headers["retry-after"]) > 0


def test_a_site_has_a_quota(own_service):
    service = own_service(media_quota=1)
    change(
        service,
        "insert into media (id, site, kind, width, height, seconds, file, size, who, digest, held, stored)"
        " values ('m_full', 'demo', 'image', 1, 1, 0, '', 1048000, '', '', false, true)",
    )
    before = service.keeps()[0]
    check_problem(upload(service, PICTURE), 413, "quota_used_up")
    assert service.keeps()[0] == before
    assert placed(service, PICTURE, "other").site == "other"


def test_what_nobody_uses_in_time_is_swept_away(own_service):
    service = own_service()
    old, new = upload(service, PICTURE).json()["media"], placed(service, PICTURE).id
    change(service, "update media set expires_at = now() - interval '1 second' where id = $1", old)
    voxpop = service.application.running.voxpop
    shelf = Shelf(service.settings.media)
    assert service.run_there(lambda: shelf.names(f"held/{old[2:4]}/{old}"))
    service.run_there(lambda: sweep(voxpop.engine, shelf))
    assert service.run_there(lambda: shelf.names(f"held/{old[2:4]}/{old}")) == []
    assert service.client.get(f"/media/{new}/600.webp").status_code == 200
    assert service.run_there(lambda: ledger.keep(voxpop.engine, "demo", [old])) is False


def test_what_is_being_swept_away_can_no_longer_be_used(own_service):
    service = own_service()
    late = placed(service, PICTURE).id
    change(service, "update media set expires_at = now() - interval '1 second' where id = $1", late)
    voxpop, shelf = service.application.running.voxpop, Shelf(service.settings.media)

    class Meanwhile(Shelf):
        """Somebody publishes just as the files go."""

        async def remove(self, names: Any) -> None:
            draft = Draft(site="demo", format="image", spec=image(late))
            with pytest.raises(Refused) as refused:
                await voxpop.publishing.create(draft)
            assert refused.value.code == "unknown_media"
            assert await ledger.keep(voxpop.engine, "demo", [late]) is False
            await super().remove(names)

    service.run_there(lambda: sweep(voxpop.engine, Meanwhile(service.settings.media)))
    assert service.run_there(lambda: shelf.names(f"shown/{late[2:4]}/{late}")) == []


def image(media: str, **more: Any) -> bytes:
    return json.dumps({"picture": {"media": media, "alt": "A red corner", **more}}).encode()


def test_a_spec_names_the_sites_own_uploads_and_is_told_their_size(service):
    publishing = publishing_of(service)
    mine, foreign = placed(service, PICTURE), placed(service, PICTURE, "other")
    held = upload(service, PICTURE).json()["media"]

    def create(media: str) -> Any:
        draft = Draft(site="demo", format="image", spec=image(media, width=9, height=9))
        return service.run_there(lambda: publishing.create(draft))

    widget = create(mine.id)
    picture = json.loads(widget.spec)["picture"]
    assert (picture["width"], picture["height"]) == (600, 300)
    before = service.keeps()[0]["widget"]
    for media in (foreign.id, held, "m_" + "A" * 22):
        with pytest.raises(Refused) as refused:
            create(media)
        assert refused.value.code == "unknown_media"
    with pytest.raises(Refused) as refused:
        create(placed(service, samples.animation()).id)
    assert refused.value.code == "wrong_media"
    assert service.keeps()[0]["widget"] == before
    again = image(mine.id, credit="A. Photographer")
    changed = service.run_there(lambda: publishing.rewrite("demo", widget.id, again))
    assert json.loads(changed.spec)["picture"]["width"] == 600
