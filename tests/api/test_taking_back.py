"""Pictures that readers have sent in are public while something shows them: not before, and not after."""

import json
from typing import Any

import pytest

from tests.api.serving import ORIGIN
from tests.api.test_submissions import SPEC, Room
from tests.media import samples
from widgets import reviewing as module
from widgets.errors import Conflicting, Unavailable
from widgets.ledger import submissions
from widgets.moderation import About
from widgets.worker import Worker

PICTURE = samples.saved(samples.painted((640, 400)))


class Album(Room):
    """An open list whose readers send pictures."""

    def upload(self, token: str) -> str:
        headers = {"authorization": f"Bearer {token}", "content-type": "image/png", "origin": ORIGIN}
        return str(self.service.client.post("/v1/uploads", content=PICTURE, headers=headers).json()["media"])

    def offer(self, media: str, token: str, title: str = "A loaf") -> str:
        sent = self.send({"title": title, "picture": {"media": media, "alt": "A loaf of rye"}}, token)
        assert sent.status_code == 202, sent.text
        return str(sent.json()["id"])

    def approve(self, *ids: str) -> None:
        self.do(self.reviewing.approve(self.about, ids))

    def reject(self, *ids: str) -> None:
        self.do(self.reviewing.reject(self.about, ids))

    def status(self, media: str, **headers: str) -> int:
        return int(self.service.client.get(f"/media/{media}/480.webp", headers=headers).status_code)

    def stored(self, media: str) -> Any:
        return self.do(self.reviewing.uploading.find("demo", media))

    def work(self) -> None:
        """Do what a worker does every few seconds."""
        running = self.service.application.running
        assert running is not None
        voxpop = running.voxpop
        assert self.do(Worker(voxpop.engine, voxpop.counts, voxpop.uploading.shelf).shelve())


@pytest.fixture
def album(service):
    return Album(service)


@pytest.fixture
def offered(album):
    """A reader's token, what was uploaded, and the submission that names it."""
    token = album.service.mint()
    media = album.upload(token)
    return token, media, album.offer(media, token)


def test_the_picture_of_what_is_taken_back_is_no_longer_public(album, offered):
    _, media, id = offered
    album.approve(id)
    before = album.service.client.get(f"/media/{media}/480.webp")
    assert before.headers["cache-control"] == "public, max-age=300", "copies elsewhere end soon"
    album.reject(id)
    assert album.status(media) == 404
    # Whoever has a copy is not told that it still stands.
    assert album.status(media, **{"if-none-match": before.headers["etag"]}) == 404
    assert album.stored(media).held
    assert album.stored(media).expires_at is not None
    album.approve(id)
    assert album.service.client.get(f"/media/{media}/480.webp").content == before.content
    assert album.stored(media).expires_at is None


def test_an_approval_that_fails_leaves_nothing_public(album, offered, monkeypatch):
    _, media, id = offered
    monkeypatch.setattr(submissions, "MOST_APPROVED", 0)
    with pytest.raises(Conflicting):
        album.approve(id)
    assert album.status(media) == 404
    assert album.stored(media).held
    album.work()
    assert album.status(media) == 404


async def die(*_: Any) -> None:
    """Be killed between the commit and the moving of files, so that nothing of it is done."""


def test_a_worker_finishes_what_a_crash_has_left(album, offered, monkeypatch):
    _, media, id = offered
    with monkeypatch.context() as patch:
        patch.setattr(module, "shelve_soon", die)
        album.approve(id)
    assert album.status(media) == 404
    album.work()
    assert album.status(media) == 200
    with monkeypatch.context() as patch:
        patch.setattr(module, "shelve_soon", die)
        album.reject(id)
    album.work()
    assert album.status(media) == 404


@pytest.mark.parametrize("broken", ["copy", "remove"])
def test_a_decision_stands_while_the_shelf_is_away(album, offered, monkeypatch, broken):
    _, media, id = offered
    album.approve(id)

    async def fail(*_: Any) -> None:
        raise Unavailable("media_away", "Pictures cannot be reached right now.", retry_after=5)

    with monkeypatch.context() as patch:
        patch.setattr(album.reviewing.uploading.shelf, broken, fail)
        album.reject(id)
    assert album.status(media) == 200, "the shelf could not be told"
    album.work()
    assert album.status(media) == 404
    assert album.do(album.reviewing.uploading.get(media, "480.webp", held=True)).size > 0


def test_a_picture_that_something_else_shows_stays(album, offered):
    token, media, first = offered
    second = album.offer(media, token, "The same loaf, cut")
    album.approve(first, second)
    album.reject(first)
    assert album.status(media) == 200
    album.reject(second)
    assert album.status(media) == 404


def test_a_picture_that_an_editor_has_taken_over_stays(album, offered):
    _, media, id = offered
    album.approve(id)
    item = {"id": "mill", "title": "The mill", "picture": {"media": media, "alt": "A loaf"}}
    album.do(album.publishing.rewrite("demo", album.id, json.dumps(SPEC | {"items": [item]}).encode()))
    album.reject(id)
    assert album.status(media) == 200


def test_what_waits_keeps_its_picture_when_its_words_are_put_right(album, offered):
    _, media, id = offered
    body = json.dumps({"title": "A loaf of rye", "picture": {"media": media, "alt": "Rye"}}).encode()
    album.do(album.reviewing.edit(album.about, id, body))
    assert album.stored(media).held
    assert album.stored(media).expires_at is None
    assert album.status(media) == 404


def test_a_retired_widget_takes_its_readers_pictures_along_and_back(album, offered):
    _, media, id = offered
    album.approve(id)
    album.do(album.publishing.retire("demo", album.id))
    album.work()
    assert album.status(media) == 404
    assert album.stored(media).expires_at is None, "it may come back"
    album.do(album.publishing.open("demo", album.id))
    album.work()
    assert album.status(media) == 200


def test_another_sites_submissions_keep_nothing_public(album, offered):
    _, media, id = offered
    album.approve(id)
    with pytest.raises(Exception, match="no such widget"):
        album.do(album.reviewing.reject(About(site="other", widget=album.id), [id]))
    assert album.status(media) == 200
