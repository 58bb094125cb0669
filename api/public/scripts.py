"""Scripts at /embed/: those of this release, and of every other that was ever served."""

from functools import lru_cache

from litestar import get
from litestar.params import FromPath

from api.answers import Answer
from api.public.bundle import LASTING, LOADER, Script, load_bundle, make_script
from api.public.frame import show_frame
from api.running import running_in
from api.transport.asgi import AnyRequest
from api.transport.exchanges import exchange_of
from widgets.errors import Unknown
from widgets.model import WIDGET_ID


@get("/embed/{file:path}", media_type="text/javascript", include_in_schema=False)
async def send_script(request: AnyRequest, file: FromPath[str]) -> Answer:
    """Send a file of the bundle, or the frame of the widget with this id. Raises Unknown."""
    name = str(file).lstrip("/")
    if WIDGET_ID.fullmatch(name):
        return await show_frame(request, name)
    script = load_bundle().get(name) or await find_older(request, name)
    return script.answer(exchange_of(request))


async def find_older(request: AnyRequest, name: str) -> Script:
    """Give a file of another release. Raises Unknown and Unavailable."""
    body = await running_in(request).releases.find(name) if LASTING.fullmatch(name) else None
    if body is None:
        raise Unknown(
            "unknown_script",
            f"There is no such script; embed /embed/{LOADER}, or a release that was served here.",
        )
    return make_older(name, body)


@lru_cache(maxsize=100)
def make_older(name: str, body: bytes) -> Script:
    """Make a file of another release ready to be sent, once."""
    return make_script(name, body)
