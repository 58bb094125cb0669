"""What strangers can make it cost: attacks 26, 27 and 29 of the catalogue."""

from urllib.parse import quote

import pytest
import redis
from msgspec import structs

from tests.api.serving import ORIGIN, SITE, check_problem
from widgets.ledger import sites
from widgets.model import page_widget_id


@pytest.mark.usefixtures("unchanged")
def test_reads_of_many_random_pages_keep_nothing(service):
    for at in range(300):
        url = f"{ORIGIN}/random/{at}"
        page = service.page(url)
        assert {each["turnout"] for each in page.values()} == {0}
    urls = "".join(f"&url={ORIGIN}/more/{at}" for at in range(50))
    for teaser in service.client.get(f"/v1/counts?site=demo{urls}").json()["pages"]:
        assert (teaser["reactions"], teaser["shares"], teaser["points"]) == (0, 0, 0)


@pytest.mark.usefixtures("unchanged")
def test_a_page_of_a_foreign_origin_is_read_as_one_nobody_has_reacted_to(service):
    """One answer to all, whatever the address: nothing is kept of it, and no ballot creates it.

    A refusal would have to ask which origins the site has today, and these may become fewer.
    """
    for foreign in ("https://evil.example/a", f"{ORIGIN}.evil.example/a", "https://other.example/a"):
        page = service.page(foreign)
        assert {each["turnout"] for each in page.values()} == {0}
        place = service.place(foreign)
        refused = service.put(place, {"reactions": ["love"]}, service.mint())
        assert refused.status_code in (401, 403), refused.text


def test_counts_stay_readable_when_their_origin_is_no_longer_the_sites(own_service):
    service = own_service()
    voxpop = service.application.running.voxpop
    url, token = f"{ORIGIN}/moved", service.mint()
    # Made without reading the page, which would be remembered with zeros for a second.
    place = f"/v1/widgets/{page_widget_id('demo', url, 'reactions')}/ballots/-?url={quote(url, safe='')}"
    assert service.put(place, {"reactions": ["love"]}, token).status_code == 200
    moved = structs.replace(SITE, origins=("https://new.example",))
    service.run_there(lambda: sites.keep(voxpop.engine, moved))
    voxpop.catalog.clear()
    assert service.page(url)["reactions"]["tally"]["love"] == 1
    check_problem(service.put(place, {"reactions": ["fun"]}, token), 403, "foreign_url")


@pytest.mark.usefixtures("unchanged")
def test_random_sites_are_unknown_and_leave_no_trace(service):
    before = service.client.get("/metrics").text
    for at in range(100):
        for path in ("pages", "counts", "live"):
            answer = service.client.get(
                f"/v1/{path}", params={"site": f"stranger-{at}", "url": f"{ORIGIN}/a"}
            )
            check_problem(answer, 404, "unknown_site")
    for at in range(100):
        service.client.get(f"/v1/widgets/w_{at:022}")
        service.client.get(f"/stranger-{at}/{at}")
        service.client.request(f"STRANGER{at}", "/health/live")
    after = service.client.get("/metrics").text
    assert "stranger" not in after.lower()
    assert after.count("\n") - before.count("\n") < 150


def test_new_pages_are_limited_by_the_sites_quota(own_service):
    service = own_service()
    voxpop = service.application.running.voxpop
    service.run_there(lambda: sites.keep(voxpop.engine, structs.replace(SITE, page_quota=3)))
    voxpop.catalog.clear()
    token = service.mint()

    def react(at):
        return service.put(service.place(f"{ORIGIN}/new/{at}"), {"reactions": ["love"]}, token)

    assert [react(at).status_code for at in range(3)] == [200] * 3
    for at in range(3, 20):
        refused = react(at)
        check_problem(refused, 429)
        assert int(refused.headers["retry-after"]) > 0
    assert react(0).status_code == 200
    assert service.keeps()[0]["page"][0] == 3


def test_what_a_ballot_keeps_is_bounded(own_service):
    service = own_service()
    token, place = service.mint(), service.place(f"{ORIGIN}/kept")
    for kind in ("love", "fun", "hate") * 30:
        assert service.put(place, {"reactions": [kind]}, token).status_code == 200
    rows, keys = service.keeps()
    assert rows["sheet"][0] == 1
    assert rows["page"][0] == 1
    with redis.Redis.from_url(service.settings.redis_url) as counts:
        assert all(counts.ttl(key) > 0 for key in keys)
    assert not any(quote(ORIGIN, safe="").encode() in key for key in keys)
