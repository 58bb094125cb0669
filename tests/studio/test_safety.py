"""ATTACKS 43 to 49, as far as they concern the shell: every line says which. `test_routes` has the rest."""

import re

import pytest

from tests.api.serving import Service
from tests.studio.desk import PASSWORD, Desk, seat
from tests.studio.walk import ANYBODY, RIGHTS, WRITES, Step
from widgets.passwords import Passwords
from widgets.roles import Role

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


def test_a_form_with_neither_origin_nor_fetch_site_is_nobodys(studio: Service, seated):
    desk = seated("headless")
    fields = {"csrf": desk.guard(), "name": "Other"}
    assert desk.client.post("/studio/profile/name", data=fields).status_code == 403


@pytest.mark.parametrize("step", [step for step in WRITES if RIGHTS[step] is ANYBODY])
def test_signing_somebody_in_from_elsewhere_is_refused(desk: Desk, step: Step):
    path = step[1].replace("{link:str}", "x" * 32)
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
