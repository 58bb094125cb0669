"""Signing in: links good once, passwords slowed, sessions that are new and that end."""

import re
from datetime import UTC, datetime

import httpx
import pytest

from tests.api.serving import Service
from tests.studio.desk import PASSWORD, Desk, seat, with_people
from widgets.roles import Role


def cookie_of(answer: httpx.Response) -> str:
    return next(each for each in answer.headers.get_list("set-cookie") if "session" in each)


def test_who_is_not_signed_in_is_sent_to_the_form_and_back(desk: Desk, seated):
    answer = desk.get("/studio/demo?page=2")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/studio/sign-in?next=%2Fstudio%2Fdemo%3Fpage%3D2"
    seated("back").post("/studio/profile/password", {"new-password": PASSWORD, "again-password": PASSWORD})
    assert desk.sign_in("back", next="/studio/demo?page=2").headers["location"] == "/studio/demo?page=2"


def test_a_link_signs_in_once_and_looking_at_it_uses_nothing_up(studio: Service):
    async def make(people):
        await people.add("once", "Once", "demo", Role.EDITOR)
        return await people.make_link("once", datetime.now(UTC))

    path = f"/studio/sign-in/{with_people(studio, make)}"
    first, second = Desk(studio), Desk(studio)
    assert "once" in first.see(path)
    assert "once" in first.see(path)
    assert first.send(path, {}).headers["location"] == "/studio"
    assert first.see("/studio/demo/widgets")
    assert second.send(path, {}).status_code == 404
    assert second.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/studio/sign-in/short", "/studio/join/" + "x" * 32])
def test_forged_links_are_none(desk: Desk, path: str):
    assert desk.get(path).status_code == 404
    assert desk.send(path, {}).status_code == 404


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(studio: Service, own_studio):
    desk = seat(studio, "baker")
    desk.post("/studio/profile/password", {"new-password": PASSWORD, "again-password": PASSWORD})
    plain = cookie_of(desk.sign_in("baker"))
    assert re.match(r"voxpop-session=[\w-]{32}; Path=/; HttpOnly; SameSite=Lax; Max-Age=", plain)
    assert "Secure" not in plain
    secure = own_studio(public_url="https://voxpop.example", allowed_hosts=("127.0.0.1",))
    desk = Desk(secure)
    desk.origin = f"https://127.0.0.1:{secure.port}"

    async def make(people):
        await people.add("sec", "Sec", "demo", Role.OWNER)
        return await people.make_link("sec", datetime.now(UTC))

    kept = cookie_of(desk.send(f"/studio/sign-in/{with_people(secure, make)}", {}))
    assert kept.startswith("__Host-voxpop-session=")
    assert "; Secure" in kept
    assert "Path=/;" in kept
    assert "Domain" not in kept


def test_a_session_id_fixed_before_is_not_the_one_after(studio: Service):
    desk = seat(studio, "fixed")
    desk.post("/studio/profile/password", {"new-password": PASSWORD, "again-password": PASSWORD})
    before = desk.client.cookies["voxpop-session"]
    other = Desk(studio)
    other.client.cookies.set("voxpop-session", "chosen-by-somebody-else-entirely")
    after = cookie_of(other.sign_in("fixed")).partition("=")[2].partition(";")[0]
    assert after not in ("chosen-by-somebody-else-entirely", before)
    stranger = Desk(studio)
    stranger.client.cookies.set("voxpop-session", "chosen-by-somebody-else-entirely")
    assert stranger.get("/studio/demo").status_code == 303


def test_signing_out_ends_the_session_for_good(studio: Service):
    desk = seat(studio, "leaver")
    kept = desk.client.cookies["voxpop-session"]
    assert desk.post("/studio/sign-out").headers["location"] == "/studio/sign-in"
    desk.client.cookies.set("voxpop-session", kept)
    assert desk.get("/studio/demo").status_code == 303


def test_behind_an_edge_at_a_port_of_its_own_forms_are_ours(own_studio):
    service = own_studio(public_url="https://voxpop.example:8443", allowed_hosts=("127.0.0.1",))
    desk = Desk(service)
    sent = {"login": "nobody", "password": "nothing", "next": "/studio"}
    for origin, status in (
        ("https://voxpop.example:8443", 422),
        (f"https://127.0.0.1:{service.port}", 422),
        ("https://voxpop.example", 403),
        ("http://voxpop.example:8443", 403),
        ("https://voxpop.example:8443.evil.example", 403),
    ):
        assert desk.send("/studio/sign-in", sent, origin=origin).status_code == status, origin
