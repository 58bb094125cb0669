"""A site's pages in the studio: the list, and what readers did on one of them."""

from urllib.parse import quote

import pytest

from tests.api.serving import ORIGIN, Service
from tests.newsroom import poll_of
from tests.studio.desk import Desk, seat
from widgets.boards import list_pages
from widgets.formats import page_formats
from widgets.ledger import balances
from widgets.ledger.balances import Balance
from widgets.model import page_widget_id
from widgets.publishing import Draft
from widgets.roles import Role

URL = f"{ORIGIN}/harbour?edition=2"


@pytest.fixture(scope="module")
def ada(studio: Service) -> Desk:
    return seat(studio, "ada.pages", Role.OWNER)


@pytest.fixture(scope="module")
def poll(studio: Service) -> str:
    """A poll on a page to which two readers have reacted, and which one of them has passed on."""
    assert studio.application.running is not None
    voxpop = studio.application.running.voxpop
    draft = Draft(site="demo", format="poll", spec=poll_of("red", "green", title="<b>Colours</b>"), url=URL)
    made = studio.run_there(lambda: voxpop.publishing.create(draft))
    token = studio.mint()
    for reader, format, slot, ballot in (
        (token, "reactions", "-", {"reactions": ["love"]}),
        (studio.mint(), "reactions", "-", {"reactions": ["fun"]}),
        (token, "shares", "copy", {}),
        (token, "points", "-", {"vote": -1}),
    ):
        place = f"/v1/widgets/{page_widget_id('demo', URL, format)}/ballots/{slot}?url={quote(URL, '')}"
        answer = studio.put(place, ballot, reader, origin=ORIGIN)
        assert answer.status_code == 200, answer.text
    studio.run_there(lambda: list_pages(voxpop.engine))
    return str(made.id)


def test_pages_are_listed_and_found(ada: Desk, poll: str) -> None:
    link = f'href="/studio/demo/pages/page?url={quote(URL)}"'
    assert link in ada.see("/studio/demo/pages")
    assert link in ada.see("/studio/demo/pages?search=HARBOUR")
    assert "No page is like that" in ada.see("/studio/demo/pages?search=harbour+nowhere")
    assert ada.get("/studio/demo/pages?after=x").status_code == 400


def test_a_page_tells_of_its_own_widgets_and_leads_on(ada: Desk, poll: str) -> None:
    page = ada.see(f"/studio/demo/pages/page?url={quote(URL, '')}")
    for format in page_formats():
        id = page_widget_id("demo", URL, format.name)
        assert f'href="/studio/demo/widgets/{id}/ballots?url={quote(URL, "")}"' in page
        form = f"/f/{id}?site=demo&amp;url={quote(URL, '')}"
        assert f'href="{form}"' in page
        assert ada.get(form.replace("&amp;", "&")).status_code == 200
    assert "<strong>-1</strong><span>Points</span>" in page
    assert "&lt;b&gt;Colours&lt;/b&gt;" in page
    assert f'href="/studio/demo/widgets/{poll}/results?window=7d"' in page
    assert "It was never sent here" in page


def test_a_page_says_of_imported_numbers_that_nobody_has_taken_part_since(studio: Service, ada: Desk) -> None:
    assert studio.application.running is not None
    engine, url = studio.application.running.voxpop.engine, f"{ORIGIN}/older"
    opening = Balance(0, url, page_widget_id("demo", url, "points"), "", "up", "before", 166)
    studio.run_there(lambda: balances.replace(engine, "demo", [[opening]]))
    page = ada.see(f"/studio/demo/pages/page?url={quote(url, '')}")
    assert page.count("Nobody has taken part since these numbers were imported.") == 1
    assert page.count("Nobody has taken part yet.") == len(page_formats()) - 1


def test_only_a_sites_own_pages_are_told_and_to_its_people(studio: Service, ada: Desk, poll: str) -> None:
    place = f"/studio/demo/pages/page?url={quote(URL, '')}"
    assert ada.get("/studio/demo/pages/page?url=https://elsewhere.example/").status_code == 404
    assert ada.get("/studio/demo/pages/page?url=nothing").status_code == 400
    assert ada.get("/studio/demo/pages/page").status_code == 400
    contributor = seat(studio, "carl.pages", Role.CONTRIBUTOR)
    stranger = seat(studio, "eve.pages", Role.OWNER, "other")
    for each in ("/studio/demo/pages", place):
        assert contributor.get(each).status_code == 403
        assert stranger.get(each).status_code == 404
