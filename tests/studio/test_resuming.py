"""Whatever is sent to the studio when its session is over, or another one: nothing that was typed is lost."""

import re

import pytest
from litestar.routes import HTTPRoute

from api.studio.routes import studio_router
from api.transport.bodies import LARGEST_BODY, LARGEST_SPEC
from tests.studio.desk import PASSWORD, Desk, seat
from tests.studio.editor import Page, send, spec_of
from widgets.roles import Role

TYPED = "Words that were typed & are <not> lost"
PATIENT = ("/sign-in", "/sign-in/{link:str}", "/join/{link:str}", "/resumption", "/uploads")
"""What needs no session, and what takes files alone."""


def posts() -> list[str]:
    """Every address of the studio that takes a form of somebody who is signed in."""
    return sorted(
        path
        for route in studio_router.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if "POST" in handler.http_methods
        for path in [route.path.removeprefix("/studio")]
        if path not in PATIENT
    )


def fill(path: str) -> str:
    """An address with something for each of its parameters."""
    return "/studio" + re.sub(r"\{(\w+):str\}", lambda found: {"site": "demo"}.get(found[1], "x"), path)


@pytest.fixture(scope="module")
def ada(studio) -> Desk:
    desk = seat(studio, "ada.back", Role.OWNER)
    again = {"old-password": "", "new-password": PASSWORD, "again-password": PASSWORD}
    answer = desk.post("/studio/profile/password", again)
    assert answer.status_code == 303, answer.text
    return desk


def leave(desk: Desk) -> Desk:
    """The same browser once its session is over."""
    left = Desk(desk.service)
    left.client.cookies.update(desk.client.cookies)
    left.client.cookies.delete("voxpop-session")
    return left


def test_there_are_such_addresses():
    assert len(posts()) > 15


@pytest.mark.parametrize("path", posts())
def test_what_was_typed_is_there_when_the_session_is_over(ada, path):
    answer = leave(ada).send(fill(path), {"csrf": "0" * 32, "words": TYPED})
    assert answer.status_code == 401
    assert dict(Page(answer.text, "").pairs)["kept.words"] == TYPED


@pytest.mark.parametrize("path", posts())
def test_what_was_typed_is_there_when_the_form_is_of_another_session(ada, path):
    answer = ada.send(fill(path), {"csrf": "0" * 32, "words": TYPED})
    assert answer.status_code == 403
    pairs = dict(Page(answer.text, "").pairs)
    assert (pairs["words"], pairs["csrf"]) == (TYPED, ada.guard())


def long_poll(desk: Desk) -> tuple[str, list[tuple[str, str]]]:
    """A poll whose form is nearly as long as may be."""
    path = "/studio/demo/widgets/new/poll"
    pairs = [
        (name, "Which?" if name.endswith("prompt") else value) for name, value in Page(desk.see(path)).pairs
    ]
    for at in range(3, 31):
        row = f"questions.n1.options.n{at}"
        pairs += [(f"{row}._", ""), (f"{row}.text", f"Option {at}")]
    fixed = [
        (name, f"Option {name}" if name.endswith(".text") and not value else value) for name, value in pairs
    ]
    size = sum(len(name) + len(value) for name, value in fixed)
    return path, [*fixed, ("description", "long " * ((LARGEST_SPEC - size) // 5 - 2000))]


def test_a_long_form_comes_back_after_signing_in_and_is_saved(ada):
    path, pairs = long_poll(ada)
    pairs = [(name, value) for name, value in pairs if (name, value) != ("description", "")]
    left = leave(ada)
    out = send(left, path, pairs)
    assert (out.status_code, out.headers["content-type"]) == (401, "text/html; charset=utf-8")
    kept = [
        (name, value) for name, value in Page(out.text, "").pairs if name.startswith("kept.") or name == "to"
    ]
    assert sum(len(value) for _, value in kept) > LARGEST_BODY
    wrong = left.send("/studio/resumption", [*kept, ("login", "ada.back"), ("password", "not it at all")])
    assert wrong.status_code == 422
    assert ("kept.-do", "save") in Page(wrong.text, "").pairs
    back = left.send("/studio/resumption", [*kept, ("login", "ada.back"), ("password", PASSWORD)])
    assert back.status_code == 200
    again = Page(back.text, "").pairs
    # The description is longer than may be: that is refused in the editor, where nothing is lost either.
    refused = left.send(path, again)
    assert refused.status_code == 400
    mended = [(name, "Short." if name == "description" else value) for name, value in again]
    saved = left.send(path, mended)
    assert saved.status_code == 303, saved.text
    assert spec_of(left, saved.headers["location"].removesuffix("/publication"))["description"] == "Short."


def test_who_was_never_here_may_send_no_more_than_anybody(ada):
    path, pairs = long_poll(ada)
    stranger = Desk(ada.service)
    for cookie in ("", "voxpop-known=forged"):
        page = send_as(stranger, path, pairs, cookie=cookie, accept="text/html")
        assert page.status_code == 401
        assert "Sign in first." in page.text
        assert page.headers["content-type"].startswith("text/html")
        assert (
            send_as(stranger, path, pairs, cookie=cookie).headers["content-type"]
            == "application/problem+json"
        )


def test_what_is_too_long_for_anybody_is_told_on_a_page(ada):
    page = send_as(ada, "/studio/demo/widgets/new/poll", [("title", "x" * LARGEST_SPEC)], accept="text/html")
    assert page.status_code == 413
    assert "Go back with your browser" in page.text


def send_as(desk: Desk, path: str, pairs: list[tuple[str, str]], **headers: str):
    """Send a form with headers of one's own."""
    return desk.send(path, pairs, **{name: value for name, value in headers.items() if value})


def test_signing_in_goes_on_to_pages_of_the_studio_only(ada):
    left = leave(ada)
    fields = {"login": "ada.back", "password": PASSWORD, "kept.a": "b"}
    assert (
        'action="/studio"' in left.send("/studio/resumption", fields | {"to": "https://evil.example/"}).text
    )
    assert left.send("/studio/resumption", fields | {"next": "/"}).status_code == 400
    assert left.send("/studio/resumption", fields, origin="https://evil.example").status_code == 403
