"""What is only looked at, wherever it is shown: nobody is asked to vote, nothing comes from elsewhere."""

import json
import re
from io import BytesIO
from typing import Any

import msgspec
import pytest
from PIL import Image

from tests.api.exhibits import FORM, OWN, look, publishing_of
from tests.api.serving import Service
from widgets.formats import FORMATS
from widgets.model import Reveal
from widgets.publishing import Draft
from widgets.scenery import set_scenery

THINGS = {"image": "ImageObject", "gif": "VideoObject", "video": "VideoObject", "audio": "AudioObject"}
SAMPLES = [(name, sample) for name in THINGS for sample in FORMATS[name].samples]


@pytest.fixture(params=SAMPLES, ids=[f"{name}: {sample.name}" for name, sample in SAMPLES])
def shown(request: pytest.FixtureRequest, service: Service) -> tuple[str, str]:
    """A sample's format, and the widget's id."""
    name, sample = request.param
    voxpop = service.application.running.voxpop  # type: ignore[union-attr]
    service.run_there(lambda: set_scenery(voxpop.engine, voxpop.uploading.shelf, "demo"))
    publishing = publishing_of(service)
    spec = msgspec.json.encode(sample.spec)
    draft = Draft(site="demo", format=name, spec=spec, reveal=Reveal.AFTER_CASTING)
    widget = service.run_there(lambda: publishing.create(draft))
    service.run_there(lambda: publishing.open("demo", widget.id))
    return name, str(widget.id)


def described(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found
    return dict(json.loads(found[1]))


def test_it_is_shown_everywhere_and_nowhere_asked(service, shown):
    _, id = shown
    page = service.client.get(f"/p/{id}")
    assert page.status_code == 200
    form = look(service, id)
    for text in (page.text, form.words, service.client.get(f"/embed/{id}").text):
        assert "voted" not in text
        assert "once you have voted" not in text
    assert form.forms == []
    loaded = r'<(?:img|video|audio|iframe|link|script)[^>]*(?:src|href)="https?://(?!127)'
    assert not re.search(loaded, page.text)
    sent = service.client.post(f"/f/{id}", content=b"answer%3A=1", headers=FORM | {"origin": OWN})
    assert sent.status_code in (200, 400)
    widget = service.client.get(f"/v1/widgets/{id}").json()
    assert widget["tally"] is None
    assert widget["turnout"] == 0


def test_search_engines_and_pages_elsewhere_are_told_what_it_is(service, shown):
    name, id = shown
    data = described(service.client.get(f"/p/{id}").text)
    if "mainEntity" in data:
        assert data["mainEntity"]["@type"] == THINGS[name]
        assert data["mainEntity"].get("contentUrl", data["mainEntity"].get("embedUrl", "")).startswith("http")
    assert "interactionStatistic" not in data
    told = service.client.get("/oembed", params={"url": f"{OWN}/p/{id}"}).json()
    assert told["height"] >= 200
    picture = service.client.get(f"/p/{id}/picture.png")
    assert Image.open(BytesIO(picture.content)).size == (1200, 630)


def test_a_ballot_is_refused(service, shown):
    _, id = shown
    answer = service.put(f"/v1/widgets/{id}/ballots/-", {}, service.mint())
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_slot")
