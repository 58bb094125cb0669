"""The demo's gallery, as it is served."""

import pytest

from tests.api.serving import Service
from widgets.demo import SITE
from widgets.formats import FORMATS
from widgets.gallery import list_exhibitions

HERE = "http://127.0.0.1:8000"


def test_it_leads_to_every_format(service: Service) -> None:
    front = service.client.get("/demo/gallery")
    assert front.status_code == 200
    assert all(f'href="/demo/gallery/{name}"' in front.text for name in FORMATS)


@pytest.mark.parametrize("theme", ["courier", "broadsheet", "pop", "night", "arabic"])
def test_a_format_is_shown_in_a_theme(service: Service, theme: str) -> None:
    page = service.client.get("/demo/gallery/poll", params={"theme": theme})
    [poll] = [each for each in list_exhibitions(SITE, HERE) if each.format == "poll"]
    assert f'class="{theme}"' in page.text
    assert all(f'<vox-widget widget="{id}">' in page.text for id, _ in poll.widgets)
    assert f".{theme} " in service.client.get("/demo/gallery.css").text or theme in ("courier", "arabic")


def test_a_theme_that_there_is_not_is_the_first(service: Service) -> None:
    page = service.client.get("/demo/gallery/poll?theme=%22%3E%3Cb%3E")
    assert page.status_code == 200
    assert 'class="courier"' in page.text
    assert "<b>" not in page.text


def test_a_format_that_there_is_not_is_not_found(service: Service) -> None:
    answer = service.client.get("/demo/gallery/horoscope")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_address")
