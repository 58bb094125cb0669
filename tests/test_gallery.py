"""The gallery: every sample of every format is there, published, and as its format has it today."""

import msgspec

from tests.formats.applause import Applause, ApplauseSpec
from widgets.catalog import Catalog
from widgets.demo import SITE, load_demo
from widgets.format import Sample
from widgets.formats import FORMATS, registered
from widgets.gallery import address, list_exhibitions, load_gallery
from widgets.ledger import pages
from widgets.model import Status
from widgets.publishing import Publishing

ADDRESS = "http://127.0.0.1:8000"


async def test_every_sample_of_every_format_can_be_taken_part_in(newsroom):
    await load_demo(newsroom.engine, newsroom.shelf, newsroom.counts.tallies.write, ADDRESS, 8000)
    exhibitions = list_exhibitions(SITE, ADDRESS)
    assert [each.format for each in exhibitions] == list(FORMATS)
    for each in exhibitions:
        page = await newsroom.voxpop.results.page(SITE, address(ADDRESS, each.format))
        shown = {widget["id"]: widget["status"] for widget in msgspec.json.decode(page.body)["widgets"]}
        assert each.widgets or each.own
        assert {shown[id] for id, _ in each.widgets} <= {Status.PUBLISHED}
        assert each.about.endswith(".")


async def test_loading_it_again_changes_only_what_the_samples_changed(newsroom):
    await load_demo(newsroom.engine, newsroom.shelf, newsroom.counts.tallies.write, ADDRESS, 8000)
    publishing = Publishing(newsroom.engine, Catalog(newsroom.engine), newsroom.counts.tallies.write)

    class Louder(Applause):
        samples = (Sample(name="Up to three claps", spec=ApplauseSpec(most=9)),)

    revisions = []
    for format in (Applause(), Applause(), Louder(), Louder()):
        with registered(format):
            await load_gallery(newsroom.engine, publishing, SITE, ADDRESS)
        _, [widget] = await pages.find(newsroom.engine, SITE, address(ADDRESS, "applause"))
        revisions.append(widget.revision)
    first, again, changed, at_last = revisions
    assert first == again < changed == at_last
    assert b'"most":9' in widget.spec
