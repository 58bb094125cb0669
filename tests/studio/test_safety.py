"""ATTACKS 43 to 49, as far as they concern the shell: every line says which."""

import re

import httpx
import pytest

from api.app import route
from api.metrics import Metrics
from tests.api.service import Service
from tests.studio.desk import PASSWORD, Desk, seat
from widgets.passwords import Passwords
from widgets.roles import Role

OPEN = {"/studio/sign-in", "/studio/sign-in/{link:str}", "/studio/join/{link:str}", "/studio/resumption"}
"""What may be sent by who is not signed in."""


UPLOADS = "/studio/uploads?site=demo"
KINDS = {UPLOADS: {"content-type": "image/png"}}
"""What is no form."""


def routes_of(method: str) -> list[str]:
    """The paths of the studio's routes that take a method, with something in place of their parameters."""
    found = [each for each in route(Metrics()).routes if each.path.startswith("/studio")]
    paths = [each.path for each in found if method in each.methods and each.path not in OPEN]
    return sorted(re.sub(r"\{site:str\}", "demo", path) for path in paths)


def fill(path: str) -> str:
    filled = re.sub(r"\{\w+:\w+\}", "w_" + "A" * 22, path)
    return UPLOADS if UPLOADS.startswith(f"{filled}?") else filled


READS = [path for path in routes_of("GET") if "/assets/" not in path]
WRITES = routes_of("POST") + routes_of("PUT") + routes_of("DELETE")


def unchanged_by(studio: Service, work) -> httpx.Response:
    rows, _ = studio.keeps()
    answer: httpx.Response = work()
    assert studio.keeps()[0] == rows
    return answer


# 43


def test_names_and_logins_are_shown_as_they_are_typed(studio: Service, seated):
    desk = seated("mallory")
    for name in ("<svg onload=alert(1)>", "{{7*7}}", "</script><b>", "\" onfocus='x"):
        assert desk.post("/studio/profile/name", {"name": name}).status_code == 303
        page = desk.see("/studio/demo/widgets") + desk.see("/studio/profile")
        assert "<svg onload" not in page
        assert "</script><b>" not in page
        assert "\" onfocus='" not in page
        if "{" in name:
            assert "{{7*7}}" in page


# 45


def test_too_many_wrong_passwords_are_slowed_and_unknown_names_look_the_same(studio: Service, seated):
    seated("victim").post("/studio/profile/password", {"new-password": PASSWORD, "again-password": PASSWORD})
    said: dict[str, list[tuple[int, str]]] = {}
    for login in ("victim", "nobody-at-all"):
        answers = [Desk(studio).sign_in(login, "wrong password") for _ in range(12)]
        troubles = [re.search(r'role="alert" id="trouble">([^<]+)', each.text) for each in answers]
        said[login] = [
            (answer.status_code, re.sub(r"\d+", "N", found[1]) if found else "")
            for answer, found in zip(answers, troubles, strict=True)
        ]
        assert answers[-1].headers["retry-after"].isdigit()
    assert said["victim"] == said["nobody-at-all"]
    assert [status for status, _ in said["victim"]] == [422] * 10 + [429] * 2
    assert Desk(studio).sign_in("victim").status_code == 429


async def test_an_unknown_name_takes_the_work_of_a_known_one():
    class Counting:
        def __init__(self) -> None:
            self.asked = 0

        def hash(self, password: str) -> str:
            return "hash"

        def verify(self, hash: str, password: str) -> bool:
            self.asked += 1
            return True

    counting = Counting()
    passwords = Passwords(counting)  # type: ignore[arg-type]
    assert await passwords.fits("x", "hash")
    assert not await passwords.fits("x", None)
    assert counting.asked == 2


# 46


def test_nothing_changes_without_a_session_its_guard_or_a_page_of_ours(studio: Service):
    desk, other, stranger = seat(studio, "forger"), seat(studio, "forger-two"), Desk(studio)
    guard, foreign = desk.guard(), other.guard()
    rows, _ = studio.keeps()
    for path in map(fill, WRITES):
        for sender, fields, headers, status in (
            (stranger, {"csrf": guard}, {}, 401),
            (desk, {}, {}, 403),
            (desk, {"csrf": foreign}, {}, 403),
            (desk, {"csrf": guard}, {"origin": "https://evil.example"}, 403),
            (desk, {"csrf": guard}, {"origin": "null"}, 403),
            (desk, {"csrf": guard}, {"sec-fetch-site": "same-site"}, 403),
        ):
            answer = sender.send(path, fields, **headers | KINDS.get(path, {}))
            assert answer.status_code == status, (path, fields, headers, answer.text)
    assert studio.keeps()[0] == rows


def test_a_form_with_neither_origin_nor_fetch_site_is_nobodys(studio: Service, seated):
    desk = seated("headless")
    fields = {"csrf": desk.guard(), "name": "Other"}
    assert desk.client.post("/studio/profile/name", data=fields).status_code == 403


@pytest.mark.parametrize("path", [fill(path) for path in sorted(OPEN)])
def test_signing_somebody_in_from_elsewhere_is_refused(desk: Desk, path: str):
    answer = desk.send(path, {"login": "a", "password": "b"}, origin="https://evil.example")
    assert answer.status_code == 403


def test_what_was_typed_before_the_session_ended_can_be_sent_again(studio: Service, seated):
    desk = seated("typist")
    fields = {"csrf": desk.guard(), "name": "A name\nthat took <long>", "new-password": "secret words here"}
    desk.client.cookies.clear()
    answer = desk.send("/studio/profile/name", fields)
    assert answer.status_code == 401
    assert "A name\nthat took &lt;long&gt;</textarea>" in answer.text
    assert "secret words here" not in answer.text
    again = seat(studio, "typist")
    stale = again.send("/studio/profile/name", {"csrf": "", "name": "Typed before"})
    assert stale.status_code == 403
    assert f'value="{again.guard()}"' in stale.text
    assert "Typed before</textarea>" in stale.text


def test_every_page_is_unframed_unstored_and_without_inline_script(studio: Service):
    desk = seat(studio, "reader")
    for path in (*map(fill, READS), "/studio/sign-in", "/studio/nowhere/at/all"):
        check_page(desk.get(path), path)


def check_page(answer: httpx.Response, path: str) -> None:
    assert answer.headers["cache-control"] == "no-store", path
    assert answer.status_code in (200, 303, 404), (path, answer.text)
    if answer.status_code == 303:
        return
    policy = dict(each.strip().split(" ", 1) for each in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert answer.headers["x-frame-options"] == "DENY"
    assert not re.search(r'<script(?![^>]* src=)|\son\w+=["]|\sstyle=|<style', answer.text), path


def test_no_page_is_shown_to_who_is_not_signed_in(desk: Desk):
    for path in map(fill, READS):
        answer = desk.get(path)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/studio/sign-in?next="), path


# 47


def test_another_sites_pages_are_not_there_and_its_things_cannot_be_changed(studio: Service):
    desk = seat(studio, "elsewhere", Role.OWNER, site="other")
    fields = {"csrf": desk.guard()}
    rows, _ = studio.keeps()
    for path in (fill(path) for path in READS if "/demo" in path):
        assert desk.get(path).status_code == 404, path
        assert desk.get(path.replace("demo", "no-such-site")).status_code == 404, path
    for path in (fill(path) for path in WRITES if "/demo" in path):
        assert desk.send(path, fields).status_code == 404, path
    assert studio.keeps()[0] == rows


def test_an_owner_cannot_reach_people_or_keys_of_another_site_by_their_ids(studio: Service, seated):
    owner, stranger = seated("here"), seated("there", site="other")
    page = owner.see("/studio/demo/people")
    ids = re.findall(r"/people/(p_[\w-]{16})/", page)
    answer = stranger.post(f"/studio/other/people/{ids[0]}/removal")
    assert answer.status_code == 404
    owner.post("/studio/demo/settings/keys", {"key-name": "theirs"})
    key = re.search(r"/settings/keys/(\w+)/revocation", owner.see("/studio/demo/settings"))
    assert key
    assert stranger.post(f"/studio/other/settings/keys/{key[1]}/revocation").status_code == 404


# 48


@pytest.mark.parametrize("role", [Role.EDITOR, Role.MODERATOR, Role.CONTRIBUTOR])
@pytest.mark.parametrize("path", ["people/invitations", "people/p_x/role", "settings/basics"])
def test_what_one_has_no_right_to_is_refused_and_changes_nothing(studio: Service, role: Role, path: str):
    desk = seat(studio, f"lesser-{role}", role)
    fields = {"csrf": desk.guard(), "login": "x@y.example", "role": "owner"}
    answer = unchanged_by(studio, lambda: desk.send(f"/studio/demo/{path}", fields))
    assert answer.status_code == 403
    assert "ask an owner" in answer.text
    page = desk.see("/studio/demo/widgets")
    assert "/studio/demo/settings" not in page


@pytest.mark.parametrize(
    ("path", "extra"),
    [
        ("/studio/demo/people/invitations", {"site": "other"}),
        ("/studio/demo/settings/basics", {"page_specs": "{}"}),
        ("/studio/profile/name", {"login": "admin"}),
        ("/studio/profile/password", {"role": "owner"}),
    ],
)
def test_fields_that_are_not_of_the_form_are_refused(studio: Service, seated, path: str, extra):
    desk = seated("stuffer")
    fields = {"csrf": desk.guard()} | extra
    assert unchanged_by(studio, lambda: desk.send(path, fields)).status_code == 400


# 49


@pytest.mark.parametrize(
    "next",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/studio/../../evil",
        "/studio//evil.example",
        "javascript:alert(1)",
        "/demo",
        "/studio\r\nset-cookie: a=b",
        "/studioevil",
        "",
    ],
)
def test_signing_in_leads_to_the_studio_alone(studio: Service, seated, next: str):
    desk = seated("walker")
    answer = desk.client.get("/studio/sign-in", params={"next": next})
    if answer.status_code != 303:
        assert answer.status_code == 400
        return
    assert answer.headers["location"] == "/studio"


def test_a_fault_shows_a_number_and_nothing_else(own_studio, monkeypatch):
    service = own_studio()
    desk = seat(service, "unlucky")

    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("postgresql://user:password@host/db")

    assert service.application.running is not None
    monkeypatch.setattr(type(service.application.running.studio.people), "members", fail)
    answer = desk.get("/studio/demo/people")
    assert answer.status_code == 500
    assert re.search(r"logged as [0-9a-f]{8}\.", answer.text)
    for secret in ("Traceback", "RuntimeError", "postgresql", "password@", "litestar", "0.1.0"):
        assert secret not in answer.text


def test_a_long_article_is_read_from_who_is_signed_in_and_from_nobody_else(studio: Service, seated):
    long = {"text": " " * 100_000, "url": ""}
    desk = seated("long-writer", Role.EDITOR)
    answer = desk.post("/studio/demo/articles", long)
    assert answer.status_code == 400
    assert "Paste the text of an article" in answer.text
    assert Desk(studio).send("/studio/demo/articles", long).status_code == 401
    assert desk.post("/studio/demo/people", {"name": "a" * 600_000}).status_code == 413


def test_every_field_for_a_password_is_called_one_so_that_none_is_shown_again(studio: Service, seated):
    desk = seated("namer")
    link = desk.invite("named@news.example", Role.EDITOR)
    pages = Desk(studio).see(link) + desk.see("/studio/profile") + Desk(studio).see("/studio/sign-in")
    fields = [each for each in re.findall(r"<input[^>]*>", pages) if 'type="password"' in each]
    assert len(fields) > 4
    assert all(re.search(r'name="[a-z-]*password"', each) for each in fields)
