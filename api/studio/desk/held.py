"""Uploads as moderators see them: also those of readers that nobody else may see yet."""

from litestar import get
from litestar.params import FromPath

from api.answers import Answer, Header
from api.public.media import FILE, LOCKED, TYPES, File
from api.studio.visits import enter
from api.transport.asgi import AnyRequest
from widgets.errors import Unknown
from widgets.model import MEDIA_ID
from widgets.roles import Right

PRIVATE: Header = (b"cache-control", b"private, max-age=300")


@get("/{site:str}/uploads/{id:str}/{file:str}", include_in_schema=False)
async def send_held(
    request: AnyRequest, site: FromPath[str], id: FromPath[str], file: FromPath[str]
) -> Answer:
    """Send a file of an upload of the site, whether it may be seen or not. Raises Unknown."""
    visit = await enter(request, site, Right.SEE)
    named = FILE.fullmatch(file)
    if not MEDIA_ID.fullmatch(id) or named is None:
        raise Unknown("unknown_media", "There is no such file.")
    uploading = visit.running.voxpop.uploading
    stored = await uploading.find(site, id)
    found = await uploading.get(id, file, held=stored.held)
    return File(200, [(b"content-type", TYPES[named[1]]), PRIVATE, LOCKED], found, found.size)
