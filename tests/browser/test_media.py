"""Pictures, clips, films and sounds: looked at, stopped, and from elsewhere only when somebody wants them."""

import re

import pytest
from playwright.async_api import Route, expect

from tests.browser.accessibility import check_accessibility
from tests.browser.conftest import Visits
from tests.browser.newsroom import Newsroom

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def test_pictures_fit_the_screen_and_clips_play_where_motion_is_welcome_until_they_are_stopped(
    visits: Visits, newsroom: Newsroom
) -> None:
    visit = await visits(viewport={"width": 400, "height": 800})
    await visit.page.goto(f"{newsroom.origin}/demo/gallery/image")
    picture = visit.page.get_by_role("img", name="Three cranes and a moored ferry")
    await expect(picture).to_have_js_property("complete", True)
    assert await picture.evaluate("each => each.currentSrc.endsWith('/480.webp') && each.naturalWidth > 0")
    box = await picture.bounding_box()
    assert box is not None
    assert box["width"] > 280
    assert box["height"] == pytest.approx(box["width"] * 1000 / 1600, abs=2)
    await expect(visit.page.locator("vox-widget")).not_to_contain_text("voted")
    await check_accessibility(visit.page)

    address = f"{newsroom.origin}/demo/gallery/gif"
    await visit.page.goto(address)
    film = visit.page.locator("vox-widget video")
    stop = visit.page.get_by_role("button", name="Pause")
    await stop.press("Enter")
    await expect(film).to_have_js_property("paused", True)
    play = visit.page.get_by_role("button", name="Play")
    await expect(play).to_be_focused()
    await play.press(" ")
    await expect(film).to_have_js_property("paused", False)
    await expect(film).to_have_js_property("muted", True)
    await check_accessibility(visit.page)
    still = await visits(reduced_motion="reduce")
    await still.page.goto(address)
    await expect(still.page.get_by_role("button", name="Play")).to_be_visible()
    await expect(still.page.locator("vox-widget video")).to_have_js_property("paused", True)


async def test_films_elsewhere_are_loaded_when_somebody_presses_play_and_uploaded_ones_play(
    visits: Visits, newsroom: Newsroom
) -> None:
    visit = await visits()
    foreign: list[str] = []

    async def answer(route: Route) -> None:
        foreign.append(route.request.url)
        await route.fulfill(body="<title>a player</title>", content_type="text/html")

    await visit.page.route(lambda url: not url.startswith(newsroom.origin), answer)
    await visit.page.goto(f"{newsroom.origin}/demo/gallery/video")
    door = visit.page.get_by_role("button", name="Play from YouTube")
    await expect(door).to_be_visible()
    await expect(visit.page.get_by_text("Vine has closed.")).to_be_visible()
    await check_accessibility(visit.page)
    assert foreign == []
    await door.press("Enter")
    player = visit.page.locator("iframe")
    # Of the window the frame's own document may have the focus by now.
    is_active = "frame => frame.getRootNode().activeElement === frame"
    await visit.page.wait_for_function(is_active, arg=await player.element_handle())
    await expect(player).to_have_attribute(
        "src", re.compile(r"^https://www\.youtube-nocookie\.com/embed/[\w-]{11}\?autoplay=1")
    )
    await expect(player).to_have_attribute("title", re.compile("YouTube"))
    assert {each.split("/")[2] for each in foreign} == {"www.youtube-nocookie.com"}

    for format, tag in (("video", "video"), ("audio", "audio")):
        await visit.page.goto(f"{newsroom.origin}/demo/gallery/{format}")
        recording = visit.page.locator(f"vox-widget {tag}[controls]").first
        await expect(recording).to_be_visible()
        await recording.evaluate("each => { each.muted = true; return each.play() }")
        await expect(recording).to_have_js_property("error", None)
        assert await recording.evaluate("each => each.duration") > 3
    await check_accessibility(visit.page)
