"""Memes from a reader's words to the gallery: painted here, held until a moderator looks, and voted for."""

import json
from io import BytesIO
from typing import Any

import msgspec
import pytest
from PIL import Image

from tests.api.exhibits import publishing_of
from tests.api.serving import JSON, ORIGIN, Service, check_problem
from tests.api.uploads import PICTURE, placed, upload, uploading_of
from widgets.illustrating import made_id
from widgets.model import Caption, Captioned, Reveal
from widgets.moderation import About
from widgets.publishing import Draft

CAPTIONS = [{"text": "When the tide comes in"}, {"text": "twice", "y": 75}]


@pytest.fixture
def template(service: Service) -> str:
    return placed(service, PICTURE).id


@pytest.fixture
def gallery(service: Service, template: str) -> About:
    spec = {
        "title": "Caption this",
        "items": [{"id": "first", "title": "First", "picture": worded(template, "By the editors")}],
        "templates": [{"id": "sea", "name": "The sea", "picture": {"media": template, "alt": "The sea"}}],
    }
    publishing = publishing_of(service)
    draft = Draft(site="demo", format="meme", spec=json.dumps(spec).encode(), reveal=Reveal.ALWAYS)
    widget = service.run_there(lambda: publishing.create(draft))
    service.run_there(lambda: publishing.open("demo", widget.id))
    return About(site="demo", widget=widget.id)


def worded(media: str, *texts: str) -> dict[str, Any]:
    return {"media": media, "alt": "The sea", "captions": [{"text": each} for each in texts] or CAPTIONS}


def send(service: Service, gallery: About, picture: dict[str, Any], token: str = "") -> Any:
    headers = {"authorization": f"Bearer {token or service.mint()}", "origin": ORIGIN} | JSON
    path = f"/v1/widgets/{gallery.widget}/submissions"
    return service.client.post(path, content=json.dumps({"picture": picture}), headers=headers)


def shown(service: Service, gallery: About) -> list[dict[str, Any]]:
    parts = service.client.get(f"/v1/widgets/{gallery.widget}").json()["parts"]
    return list(next(part for part in parts if part["part"] == "items")["items"])


def approve(service: Service, gallery: About, id: str) -> None:
    reviewing = service.application.running.voxpop.reviewing  # type: ignore[union-attr]
    service.run_there(lambda: reviewing.approve(gallery, [id]))
    # What everybody sees is a second old at most; here it is of now.
    service.application.running.voxpop.results.widgets.clear()  # type: ignore[union-attr]


def looked_at(service: Service, item: dict[str, Any]) -> Any:
    answer = service.client.get(item["media"]["src"])
    assert answer.status_code == 200, answer.text
    return Image.open(BytesIO(answer.content)).convert("RGB")


def white(picture: Any, half: int) -> int:
    """How much of the upper or lower half is white."""
    width, height = picture.size
    part = picture.crop((0, half * height // 2, width, (half + 1) * height // 2))
    return sum(1 for pixel in part.get_flattened_data() if min(pixel) > 230)


def test_a_readers_meme_is_painted_and_seen_once_it_is_let_in(service, gallery, template):
    [first] = shown(service, gallery)
    assert white(looked_at(service, first), 0) > 200
    token = service.mint()
    answer = send(service, gallery, worded(template), token)
    assert answer.status_code == 202, answer.text
    assert [each["id"] for each in shown(service, gallery)] == ["first"]
    assert "tide" not in service.client.get(f"/p/{gallery.widget}").text
    approve(service, gallery, answer.json()["id"])
    _, mine = shown(service, gallery)
    assert mine["media"]["alt"] == "The sea — When the tide comes in / twice"
    picture = looked_at(service, mine)
    assert picture.size == (600, 300)
    assert white(picture, 0) > 200
    assert white(picture, 1) > 50
    place = f"/v1/widgets/{gallery.widget}/ballots/{mine['id']}"
    assert service.put(place, {"vote": 1}, token, origin=ORIGIN).json()["turnout"] == 1
    check_problem(service.put(place, {"vote": -1}, token, origin=ORIGIN), 400)


def test_a_readers_own_picture_stays_hidden_with_the_words_on_it(service, gallery):
    token = service.mint()
    media = upload(service, samples_png(), token=token).json()["media"]
    answer = send(service, gallery, worded(media), token)
    assert answer.status_code == 202, answer.text
    stored = uploading_of(service)
    for path in (f"/media/{media}/300.webp", f"/media/{made_of(service, media)}/300.webp"):
        check_problem(service.client.get(path), 404, "unknown_media")
    preview = service.run_there(lambda: stored.get(made_of(service, media), "300.webp", held=True))
    assert preview.size > 0, "moderators look at it before"
    approve(service, gallery, answer.json()["id"])
    assert looked_at(service, shown(service, gallery)[1]).size == (300, 200)


def test_the_same_words_again_are_the_same_meme(service, gallery, template):
    token = service.mint()
    first, second = (send(service, gallery, worded(template), token).json()["id"] for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"media": "m_" + "A" * 22}, 404, "unknown_media"),
        ({"captions": [{"text": "漢字"}]}, 400, "no_letters"),
        ({"captions": []}, 400, "bad_captions"),
        ({"captions": [{"text": "a\u202eb"}]}, 400, "forbidden_character"),
        ({"captions": [{"text": "x", "font": "/etc/passwd"}]}, 400, "unknown_field"),
        ({"captions": [{"text": "x", "size": 1e9}]}, 400, "bad_place"),
    ],
)
def test_what_is_refused_changes_nothing(service, gallery, template, changes, status, code):
    token = service.mint()
    before = service.keeps()[0]
    check_problem(send(service, gallery, worded(template) | changes, token), status, code)
    assert service.keeps()[0] == before


def test_another_readers_upload_is_not_written_on(service, gallery):
    media = upload(service, samples_png()).json()["media"]
    check_problem(send(service, gallery, worded(media)), 404, "unknown_media")


def samples_png() -> bytes:
    file = BytesIO()
    Image.new("RGB", (300, 200), "#3355aa").save(file, "PNG")
    return file.getvalue()


def test_a_readers_upload_expires_though_it_was_sent_where_that_is_refused(service, gallery):
    token, submitting = service.mint(), service.application.running.voxpop.submitting
    media = upload(service, samples_png(), token=token).json()["media"]
    check_problem(send(service, gallery, worded(media, "漢字"), token), 400, "no_letters")
    room = submitting.quota
    try:
        submitting.quota = 1
        check_problem(send(service, gallery, worded(media), token), 413, "quota_used_up")
    finally:
        submitting.quota = room
    stored = service.run_there(lambda: uploading_of(service).find("demo", media))
    assert stored.expires_at is not None


def made_of(service: Service, media: str) -> str:
    captions = msgspec.convert(CAPTIONS, tuple[Caption, ...])
    return made_id("demo", Captioned(media=media, alt="", captions=captions))


def test_memes_count_against_the_quota_of_their_site(service, gallery, template):
    voxpop = service.application.running.voxpop
    room, before = voxpop.submitting.quota, service.keeps()[0]
    try:
        voxpop.submitting.quota = 1
        check_problem(send(service, gallery, worded(template, "Too much")), 413, "quota_used_up")
    finally:
        voxpop.submitting.quota = room
    assert service.keeps()[0] == before
    sent = send(service, gallery, worded(template, "In time"))
    assert sent.status_code == 202
    made = made_id("demo", Captioned(media=template, alt="", captions=(Caption(text="In time"),)))
    stored = {
        id: service.run_there(lambda id=id: uploading_of(service).find("demo", id)) for id in (template, made)
    }
    assert stored[made].size == stored[template].size > 0
