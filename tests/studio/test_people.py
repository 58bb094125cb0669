"""People: invitations, roles, and sessions that end with them; whatever is done stands in the log."""

import asyncio
import re
from datetime import UTC, datetime

import asyncpg
import pytest

from tests.api.serving import Service
from tests.studio.desk import PASSWORD, Desk, seat, with_people
from widgets.roles import Role
from widgets.staff import Deed

MEMBER = re.compile(r"/people/(p_[\w-]{16})/role")


def member_of(owner: Desk, login: str, site: str = "demo") -> str:
    """The id of one of a site's people."""
    page = owner.see(f"/studio/{site}/people")
    row = next(each for each in page.split("<li>") if f"<p>{login} ·" in each)
    found = MEMBER.search(row)
    assert found
    return found[1]


def register(studio: Service, link: str, password: str = PASSWORD) -> Desk:
    desk = Desk(studio)
    answer = desk.send(link, {"name": "Nell New", "password": password, "again-password": password})
    assert answer.status_code == 303, answer.text
    return desk


def test_an_invitation_is_accepted_once_and_gives_the_role_it_names(studio: Service, seated):
    owner = seated("inviter")
    link = owner.invite("nell@news.example", Role.CONTRIBUTOR)
    assert "nell@news.example" in Desk(studio).see(link)
    nell = register(studio, link)
    assert "Nell New" in nell.see("/studio/demo/widgets")
    assert nell.get("/studio/demo/people").status_code == 403
    assert Desk(studio).get(link).status_code == 404
    assert "joined as contributor, invited by Inviter" in owner.see("/studio/demo/log")


def test_what_is_wrong_with_a_password_stands_beside_it_and_the_name_is_kept(studio: Service, seated):
    link = seated("careful").invite("kept@news.example", Role.EDITOR)
    wrong = (("short", "short", "password"), ("long enough it is", "other", "again-password"))
    for password, again, field in wrong:
        answer = Desk(studio).send(link, {"name": "Kim Kept", "password": password, "again-password": again})
        assert answer.status_code == 400
        assert f'id="f-{field}-trouble" role="alert"' in answer.text
        assert 'value="Kim Kept"' in answer.text
        assert password not in answer.text
    register(studio, link)


def test_an_invitation_that_was_taken_back_or_made_anew_is_no_longer_good(studio: Service, seated):
    owner = seated("changer")
    first = owner.invite("twice@news.example", Role.EDITOR)
    second = owner.invite("twice@news.example", Role.MODERATOR)
    assert Desk(studio).get(first).status_code == 404
    owner.post("/studio/demo/people/invitations/withdrawal", {"login": "twice@news.example"})
    assert Desk(studio).get(second).status_code == 404


def test_who_is_known_joins_another_site_as_who_they_are(studio: Service, seated):
    owner, guest = seated("second-owner", site="other"), seated("guest", Role.EDITOR)
    link = owner.invite("guest", Role.MODERATOR, site="other")
    newcomer = {"name": "x", "password": PASSWORD, "again-password": PASSWORD}
    assert Desk(studio).send(link, newcomer).status_code == 409
    assert seated("bystander").post(link).status_code == 404
    assert guest.get("/studio/other").status_code == 404
    assert guest.post(link).headers["location"] == "/studio/other"
    assert 'href="/studio/other"' in guest.see("/studio/demo/widgets")


def test_an_old_invitation_takes_no_post_away_that_was_given_meanwhile(studio: Service, seated):
    owner = seated("early-owner", site="other")
    link = owner.invite("late", Role.CONTRIBUTOR, site="other")
    late = seated("late", Role.OWNER, site="other")
    assert late.post(link).status_code == 409
    assert late.get("/studio/other/people").status_code == 200


@pytest.mark.parametrize(
    ("what", "fields"), [("role", {"role": "moderator"}), ("suspension", {"on": "yes"}), ("removal", {})]
)
def test_sessions_end_with_a_change_of_role(studio: Service, seated, what: str, fields: dict[str, str]):
    owner, other = seated(f"boss-{what}"), seated(f"staff-{what}", Role.EDITOR)
    assert other.see("/studio/demo/widgets")
    path = f"/studio/demo/people/{member_of(owner, f'staff-{what}')}/{what}"
    assert owner.post(path, fields).status_code == 303
    assert other.get("/studio/demo").status_code == 303


def test_whoever_is_disabled_is_out_everywhere_and_links_made_before_are_no_longer_good(studio: Service):
    desk = seat(studio, "gone")
    desk.post("/studio/profile/password", {"new-password": PASSWORD, "again-password": PASSWORD})
    link = with_people(studio, lambda people: people.make_link("gone", datetime.now(UTC)))
    with_people(studio, lambda people: people.disable("gone", datetime.now(UTC)))
    assert desk.get("/studio/demo").status_code == 303
    assert Desk(studio).sign_in("gone").status_code == 422
    assert Desk(studio).send(f"/studio/sign-in/{link}", {}).status_code == 404


def test_a_new_password_ends_the_other_sessions_but_not_this_one(studio: Service):
    desk = seat(studio, "rekeyed")
    desk.post("/studio/profile/password", {"new-password": PASSWORD, "again-password": PASSWORD})
    other = Desk(studio)
    other.sign_in("rekeyed")
    assert other.see("/studio/demo/widgets")
    new = "another long one"
    wrong = {"old-password": "not the old one", "new-password": new, "again-password": new}
    refused = other.post("/studio/profile/password", wrong)
    assert refused.status_code == 403
    assert 'id="f-old-password-trouble"' in refused.text
    right = wrong | {"old-password": PASSWORD}
    assert other.post("/studio/profile/password", right).status_code == 303
    assert other.see("/studio/profile")
    assert desk.get("/studio/demo").status_code == 303


def age_sessions(studio: Service, login: str, minutes: int) -> None:
    """Let somebody's sessions have begun so many minutes earlier."""

    async def age() -> None:
        connection = await asyncpg.connect(studio.settings.database_url)
        await connection.execute(
            "update session set created_at = session.created_at - make_interval(mins => $2) from moderator"
            " where moderator.id = session.moderator and login = $1",
            login,
            minutes,
        )
        await connection.close()

    asyncio.run(age())


def test_a_link_stands_in_for_the_present_password_for_an_hour(studio: Service):
    desk, path = seat(studio, "forgetful"), "/studio/profile/password"
    age_sessions(studio, "forgetful", 55)
    assert desk.post(path, {"new-password": PASSWORD, "again-password": PASSWORD}).status_code == 303
    assert "not asked for" in desk.see("/studio/profile")
    age_sessions(studio, "forgetful", 6)
    new = {"new-password": "another long one", "again-password": "another long one"}
    refused = desk.post(path, new)
    assert refused.status_code == 403
    assert 'id="f-old-password-trouble"' in refused.text
    assert "Ask whoever runs Voxpop for a new link" in refused.text
    assert Desk(studio).sign_in("forgetful").status_code == 303
    assert desk.post(path, new | {"old-password": PASSWORD}).status_code == 303


def test_no_first_password_is_set_at_a_browser_left_open(studio: Service):
    desk = seat(studio, "absent")
    age_sessions(studio, "absent", 61)
    new = {"new-password": PASSWORD, "again-password": PASSWORD}
    assert 'name="new-password"' not in desk.see("/studio/profile")
    refused = desk.post("/studio/profile/password", new)
    assert refused.status_code == 403
    assert "more than an hour ago" in refused.text
    assert Desk(studio).sign_in("absent").status_code == 422


def test_a_site_is_never_left_without_an_owner(own_studio):
    service = own_studio()
    owner = seat(service, "only")
    second = seat(service, "deputy", Role.OWNER)
    only, deputy = member_of(second, "only"), member_of(owner, "deputy")
    assert owner.post(f"/studio/demo/people/{deputy}/role", {"role": "editor"}).status_code == 303
    for what, fields in (("role", {"role": "editor"}), ("suspension", {"on": "yes"}), ("removal", {})):
        answer = owner.post(f"/studio/demo/people/{only}/{what}", fields)
        assert answer.status_code == 409
        assert "needs an owner" in answer.text
    assert owner.see("/studio/demo/people")


def test_another_role_lets_nobody_in_again_who_is_shut_out(studio: Service, seated):
    owner, other = seated("boss-out"), seated("staff-out", Role.EDITOR)
    member = member_of(owner, "staff-out")
    assert owner.post(f"/studio/demo/people/{member}/suspension", {"on": "yes"}).status_code == 303
    assert owner.post(f"/studio/demo/people/{member}/role", {"role": "moderator"}).status_code == 303
    link = with_people(studio, lambda people: people.make_link("staff-out", datetime.now(UTC)))
    assert other.send(f"/studio/sign-in/{link}", {}).status_code == 303
    assert other.get("/studio/demo/widgets").status_code == 404
    assert owner.post(f"/studio/demo/people/{member}/suspension", {}).status_code == 303


def test_nobody_rewrites_the_log(studio: Service, seated):
    seated("scribe").invite("written@news.example", Role.EDITOR)

    async def tamper() -> list[str]:
        connection = await asyncpg.connect(studio.settings.database_url)
        said = []
        for attempt in ("update deed set what = 'nothing'", "delete from deed", "truncate deed"):
            try:
                await connection.execute(attempt)
            except asyncpg.RaiseError as refused:
                said.append(str(refused))
        await connection.close()
        return said

    assert asyncio.run(tamper()) == ["the log is only ever added to"] * 3


def test_the_log_is_read_page_by_page(own_studio):
    service = own_studio()
    owner = seat(service, "writer")

    async def write(people) -> None:
        for at in range(60):
            await people.note(Deed(by="", name="Robot", what=f"did thing {at:02}.", site="demo"))

    with_people(service, write)
    first = owner.see("/studio/demo/log")
    assert first.count("<time") == 50
    older = re.search(r"/log\?before=\d+", first)
    assert older
    second = owner.see(f"/studio/demo{older[0]}")
    assert "did thing 59." in first
    assert "did thing 09." in second
    assert "did thing 10." not in second
    assert "added Writer as owner" in second


def test_the_log_is_narrowed_to_a_person_or_a_subject_page_by_page(own_studio):
    service = own_studio()
    owner = seat(service, "chief")
    seat(service, "scribbler", Role.EDITOR)
    member = member_of(owner, "scribbler")

    async def write(people) -> None:
        for at in range(120):
            widget = "w_" + "A" * 22 if at % 2 else ""
            await people.note(
                Deed(by=member, name="Scribbler", what=f"did thing {at:03}.", site="demo", widget=widget)
            )
            await people.note(Deed(by="", name="Robot", what=f"ran {at:03}.", site="demo"))

    with_people(service, write)
    path, seen = f"/studio/demo/log?by={member}&about=widgets", []
    while path:
        page = owner.see(path)
        seen += re.findall(r"did thing (\d+)\.", page)
        assert "ran 0" not in page
        assert f'<option value="{member}" selected>' in page
        older = re.search(r'href="(/studio/demo/log\?before=[^"]+)"', page)
        path = older[1].replace("&amp;", "&") if older else ""
    assert seen == [f"{at:03}" for at in range(119, 0, -2)]
    console = owner.see("/studio/demo/log?by=console")
    assert "ran 119." in console
    assert "did thing" not in console
    assert "did thing 118." in owner.see("/studio/demo/log?about=site")
    gone = owner.see("/studio/demo/log?by=p_nobody")
    assert "Nothing of that." in gone
    assert owner.get("/studio/demo/log?about=secrets").status_code == 400
