"""Every route of the studio, whatever it is: attacks 46, 47 and 48 of the catalogue on all at once."""

from urllib.parse import quote, urlencode

import httpx
import pytest

from tests.api.serving import ORIGIN, Service
from tests.studio.desk import Desk, seat
from tests.studio.markup import check_markup
from tests.studio.walk import (
    ANYBODY,
    OF_A_SITE,
    READS,
    RIGHTS,
    WRITES,
    Ground,
    Step,
    list_steps,
)
from widgets import roles
from widgets.model import page_widget_id
from widgets.roles import Right, Role

PICTURES = {"content-type": "image/png"}


@pytest.fixture(scope="module")
def ground(studio: Service) -> Ground:
    return Ground(studio, "walk")


@pytest.fixture(scope="module")
def desks(studio: Service, ground: Ground) -> dict[Role, Desk]:
    """Somebody of each role."""
    return {role: seat(studio, f"walking.{role}", role) for role in Role}


def kind_of(step: Step) -> dict[str, str]:
    return PICTURES if step[1] == "/studio/uploads" else {}


def take(
    desk: Desk, step: Step, address: str, fields: list[tuple[str, str]], **headers: str
) -> httpx.Response:
    """Take a step as a page of the studio would, the guard in the header where no form carries it."""
    if step[0] == "GET":
        return desk.get(address)
    guarded = [("csrf", desk.guard()), *fields]
    header = {"x-csrf": guarded[0][1]} if kind_of(step) else {}
    return desk.send(address, guarded, **kind_of(step) | header | headers)


def test_every_route_has_a_right():
    """Name a new route in `walk.RIGHTS`, with the right that it takes."""
    assert set(RIGHTS) == list_steps()


def test_the_ground_has_something_behind_every_route(ground: Ground):
    """Else what is refused below would be refused for not being there."""
    for step in READS:
        if RIGHTS[step] is not ANYBODY:
            answer = ground.owner.get(ground.lead(step[1]))
            assert answer.status_code in (200, 303), (step, answer.text)


@pytest.mark.parametrize("role", Role)
def test_each_role_may_what_the_one_table_says_and_nothing_else(ground: Ground, desks, role: Role):
    desk: Desk = desks[role]
    rows, _ = ground.service.keeps()
    noted = 0
    for step in OF_A_SITE:
        right = RIGHTS[step]
        assert isinstance(right, Right)
        may = roles.may(role, right)
        # No form has this field, so that who may take the step changes nothing by it either.
        fields = ground.form(step) + [("-tally", "9")] * may
        answer = take(desk, step, ground.lead(step[1]), fields)
        if may:
            taken = (200, 303) if step[0] == "GET" or step in SHOWING else (400, 415)
            assert answer.status_code in taken, (step, answer.text)
            noted += step[1].endswith("/exports/{what:str}")
        else:
            assert answer.status_code == 403, (step, answer.text)
            assert f"As {role} you may not" in answer.text, step
    after, _ = ground.service.keeps()
    assert after.pop("deed")[0] == rows.pop("deed")[0] + noted
    assert after == rows


def test_nothing_is_done_for_who_is_no_page_of_ours_with_this_session(studio: Service, ground: Ground):
    desk, other, stranger = ground.owner, seat(studio, "walking.thief"), Desk(studio)
    guard, foreign = desk.guard(), other.guard()
    rows, _ = studio.keeps()
    for step in WRITES:
        if RIGHTS[step] is ANYBODY:
            continue
        address, fields, kind = ground.lead(step[1]), ground.form(step), kind_of(step)
        mine = [("csrf", guard), *fields]
        for sender, sent, headers, status in (
            (stranger, mine, {}, 401),
            (desk, fields, {}, 403),
            (desk, [("csrf", foreign), *fields], {}, 403),
            (desk, [("csrf", ""), *fields], {}, 403),
            (desk, fields, {"x-csrf": foreign}, 403),
            # The header goes first: a form that was made elsewhere cannot bring both.
            (desk, mine, {"x-csrf": foreign}, 403),
            (desk, mine, {"origin": "https://evil.example"}, 403),
            (desk, mine, {"origin": "null"}, 403),
            (desk, mine, {"origin": desk.origin.replace("http:", "https:")}, 403),
            (desk, mine, {"origin": f"{desk.origin}.evil.example"}, 403),
            (desk, mine, {"sec-fetch-site": "cross-site"}, 403),
            (desk, mine, {"sec-fetch-site": "same-site"}, 403),
            (desk, mine, {"sec-fetch-site": "none"}, 403),
        ):
            answer = sender.send(address, sent, **kind | headers)
            assert answer.status_code == status, (step, headers, answer.text)
    assert studio.keeps()[0] == rows


def test_no_way_of_sending_but_the_one_that_the_route_has(studio: Service, ground: Ground):
    """A method that a route does not have, and a form that is none, do nothing either."""
    desk = ground.owner
    guard = desk.guard()
    own = {"origin": desk.origin, "x-csrf": guard}
    rows, _ = studio.keeps()
    for _, path in WRITES:
        address = ground.lead(path)
        for method in ("PUT", "PATCH", "DELETE", "PROPFIND"):
            assert desk.client.request(method, address, headers=own).status_code == 405, (method, path)
        if ("GET", path) not in RIGHTS:
            assert desk.get(address).status_code == 405, path
    # Only the id of what is uploaded is read from a body that is no form.
    for step in WRITES:
        if kind_of(step) or RIGHTS[step] is ANYBODY:
            continue
        for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x"):
            headers = {"origin": desk.origin, "content-type": kind}
            answer = desk.client.post(ground.lead(step[1]), content=b'{"csrf":"x"}', headers=headers)
            assert answer.status_code == 403, (step, kind, answer.text)
    assert studio.keeps()[0] == rows


def test_what_is_another_sites_is_not_there_for_reading_nor_for_writing(studio: Service, ground: Ground):
    stranger = seat(studio, "walking.far", Role.OWNER, site="other")
    rows, _ = studio.keeps()
    for step in OF_A_SITE:
        fields = ground.form(step)
        for site in ("demo", "no-such-site", "DEMO", "other/../demo"):
            answer = take(stranger, step, ground.lead(step[1], site), fields)
            assert answer.status_code == 404, (step, site, answer.text)
        if any(name in step[1] for name in ("{id:", "{widget:", "{member:", "{key:", "{about:")):
            answer = take(stranger, step, ground.lead(step[1], "other"), fields)
            assert answer.status_code == 404, (step, answer.text)
    for query in (f"queue?widget={ground.ids['widget']}", f"widgets?search={ground.ids['id']}"):
        shown = stranger.see(f"/studio/other/{query}")
        assert "A stall by the bridge" not in shown
        assert "Walked to" not in shown
    answer = take(stranger, ("GET", ""), f"/studio/other/previews/poll?widget={ground.ids['id']}", [])
    assert answer.status_code == 404
    for place in ("", "/preview"):
        # A page's own widget, whose id says neither site nor page.
        own, url = page_widget_id("demo", f"{ORIGIN}/a", "reactions"), quote(f"{ORIGIN}/a", safe="")
        asked = f"url={url}&{urlencode(ground.choice)}"
        assert ground.owner.get(f"/studio/demo/widgets/{own}/ballots{place}?{asked}").status_code == 200
        answer = stranger.get(f"/studio/other/widgets/{own}/ballots{place}?{asked}")
        assert answer.status_code in (400, 404), answer.text
    withdrawal = ("POST", "/studio/{site:str}/people/invitations/withdrawal")
    take(stranger, withdrawal, ground.lead(withdrawal[1], "other"), ground.form(withdrawal))
    assert studio.keeps()[0] == rows


def test_every_page_is_unframed_unstored_unsniffed_and_runs_nothing_but_its_own_files(ground: Ground):
    for step in READS:
        answer = ground.owner.get(ground.lead(step[1]))
        check_headers(answer, step)
        if answer.headers.get("content-type", "").startswith("text/html"):
            check_markup(answer.text, step)
    missing = ground.owner.get("/studio/nowhere/at/all")
    assert missing.status_code == 404
    check_headers(missing, ("GET", "missing"))


def check_headers(answer: httpx.Response, step: Step) -> None:
    """See that nobody may frame, keep or guess at an answer, nor have it run what is not ours."""
    assert answer.headers["x-content-type-options"] == "nosniff", step
    if step[1] not in KEPT:
        assert answer.headers["cache-control"] == "no-store", step
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return
    policy = dict(each.strip().split(" ", 1) for each in answer.headers["content-security-policy"].split(";"))
    framed = "'self'" if "/previews/" in step[1] else "'none'"
    assert policy["default-src"] == policy["base-uri"] == "'none'", step
    assert policy.get("script-src", "'none'") in ("'self'", "'none'"), step
    assert policy["style-src"] == "'self'", step
    assert policy["frame-ancestors"] == framed, step
    assert answer.headers.get("x-frame-options", "DENY") == "DENY" or framed == "'self'", step


def test_no_page_is_shown_to_who_is_not_signed_in(ground: Ground):
    for step in READS:
        if RIGHTS[step] is not ANYBODY:
            answer = Desk(ground.service).get(ground.lead(step[1]))
            assert answer.status_code == 303, step
            assert answer.headers["location"].startswith("/studio/sign-in?next="), step


@pytest.mark.parametrize(
    "name", ["site", "status", "tally", "revision", "role", "moderator", "-site", "csrf2"]
)
def test_no_form_takes_a_field_that_it_does_not_have(ground: Ground, name: str):
    desk = ground.owner
    rows, _ = ground.service.keeps()
    for step in WRITES:
        fields = ground.form(step)
        if kind_of(step) or step in SHOWING or step[1] in LINKS or name in dict(fields):
            continue
        answer = take(desk, step, ground.lead(step[1]), [*fields, (name, "owner")])
        assert answer.status_code == 400, (step, name, answer.text)
    assert ground.service.keeps()[0] == rows


KEPT = ("/studio/assets/{name:str}", "/studio/{site:str}/uploads/{id:str}/{file:str}")
"""Files, which are in no page's place and may be kept."""
SHOWING = {("POST", "/studio/{site:str}/previews/{format:str}")}
"""What keeps nothing, and shows what there is to show of what was sent."""
LINKS = ("/studio/sign-in/{link:str}", "/studio/join/{link:str}")
"""Whose link is asked about first, and is none."""
