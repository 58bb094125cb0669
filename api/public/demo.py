"""The demo: a small news site as a publisher would make it, with everything that Voxpop puts there."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from urllib.parse import urlsplit

from litestar import get
from litestar.params import FromPath, QueryParameter

from api.answers import Answer, Header
from api.public.courier import BY_SLUG, FILES, draw_front, draw_story
from api.public.drawing import PLAYERS
from api.running import running_in
from api.transport.asgi import AnyRequest
from api.transport.exchanges import exchange_of
from api.transport.hosts import LOOPBACK
from widgets.demo import LEAD, PATH
from widgets.errors import Unknown
from widgets.wiring import Voxpop

POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    b"connect-src 'self'; frame-src "
    + PLAYERS.encode()
    + b"; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    b"trusted-types 'none'"
)
PAGE: tuple[Header, ...] = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"no-cache"),
    (b"content-security-policy", POLICY),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
)
FILE: tuple[Header, ...] = ((b"cache-control", b"public, max-age=300"),)

Window = Annotated[str, QueryParameter(name="window", max_length=8)]


@get(PATH, media_type="text/html", include_in_schema=False)
async def show_demo(request: AnyRequest) -> Answer:
    """Show the demo article."""
    return await show(request, PATH, lambda voxpop: draw_story(voxpop, LEAD))


@get(f"{PATH}/front", media_type="text/html", include_in_schema=False)
async def show_front(request: AnyRequest, window: Window = "24h") -> Answer:
    """Show the front page."""
    return await show(request, f"{PATH}/front", lambda voxpop: draw_front(voxpop, window))


@get(f"{PATH}/{{name:str}}", media_type="text/html", include_in_schema=False)
async def show_story(request: AnyRequest, name: FromPath[str]) -> Answer:
    """Show another story, or send what pages are shown with. Raises Unknown."""
    if name in FILES:
        body, kind = FILES[name]
        return Answer(body, [(b"content-type", kind), *FILE])
    if name not in BY_SLUG:
        raise Unknown("unknown_address", f"There is nothing at this address; the demo is at {PATH}.")
    return await show(request, f"{PATH}/{name}", lambda voxpop: draw_story(voxpop, BY_SLUG[name]))


async def show(request: AnyRequest, path: str, draw: Callable[[Voxpop], Awaitable[bytes]]) -> Answer:
    """Show a page at its one address: readers' ballots belong to one origin."""
    voxpop = running_in(request).voxpop
    public = urlsplit(voxpop.settings.public_url)
    if is_other_loopback(exchange_of(request).headers.get(b"host", b"").decode("latin-1"), public.netloc):
        location = f"{public.geturl().rstrip('/')}{path}"
        return Answer(b"", [(b"location", location.encode())], status=307)
    return Answer(await draw(voxpop), PAGE)


def is_other_loopback(asked: str, public: str) -> bool:
    """Tell whether a loopback page was asked for by another loopback name than its public one."""
    names = [urlsplit(f"//{netloc}").hostname for netloc in (asked, public)]
    return names[0] != names[1] and all(name in LOOPBACK or name == "::1" for name in names)
