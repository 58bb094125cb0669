"""Pictures that readers and moderators upload, for tests of what becomes of them."""

from collections.abc import AsyncIterator

import httpx

from tests.api.serving import ORIGIN, Service
from tests.media import samples
from widgets.uploading import Stored, Uploading

PICTURE = samples.saved(samples.painted((600, 300)))


def upload(service: Service, data: bytes, type: str = "image/png", **headers: str) -> httpx.Response:
    token = headers.pop("token", None) or service.mint()
    given = {"authorization": f"Bearer {token}", "content-type": type, "origin": ORIGIN} | headers
    return service.client.post("/v1/uploads", content=data, headers=given)


def uploading_of(service: Service) -> Uploading:
    assert service.application.running is not None
    return service.application.running.voxpop.uploading


async def parts_of(data: bytes) -> AsyncIterator[bytes]:
    yield data[:10]
    yield data[10:]


def placed(service: Service, data: bytes, site: str = "demo") -> Stored:
    """What a moderator has uploaded."""
    uploading = uploading_of(service)
    stored: Stored = service.run_there(lambda: uploading.take_from_moderator(site, parts_of(data)))
    return stored
