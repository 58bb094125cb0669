"""The demo: an article page as a publisher would make it, with everything that Voxpop puts there."""

from typing import Any
from urllib.parse import urlsplit

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import get
from litestar.params import FromPath
from msgspec import Struct

from api.answers import Answer, Header
from api.running import running_in
from api.transport.asgi import AnyRequest
from api.transport.exchanges import exchange_of
from api.transport.hosts import LOOPBACK
from widgets.demo import PATH, READING_MINUTES, SITE, TITLE
from widgets.errors import Unavailable, Unknown

POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    b"trusted-types 'none'"
)
PAGE: tuple[Header, ...] = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"no-cache"),
    (b"content-security-policy", POLICY),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
)
FILE: tuple[Header, ...] = ((b"cache-control", b"public, max-age=300"),)

_pages = Environment(
    loader=PackageLoader("api.public", "pages"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
_article = _pages.get_template("demo.html")
_files = {
    "style.css": (_pages.get_template("demo.css").render().encode(), b"text/css; charset=utf-8"),
    "icon.svg": (_pages.get_template("icon.svg").render().encode(), b"image/svg+xml"),
}


class Facts(Struct):
    """What the server already knows of the page when it writes it."""

    minutes: int = READING_MINUTES
    shares: int | None = None
    points: int | None = None
    badges: list[dict[str, Any]] = []
    widgets: list[dict[str, Any]] = []


@get(PATH, media_type="text/html", include_in_schema=False)
async def show_demo(request: AnyRequest) -> Answer:
    """Show the demo article."""
    voxpop = running_in(request).voxpop
    public = urlsplit(voxpop.settings.public_url)
    if is_other_loopback(exchange_of(request).headers.get(b"host", b"").decode("latin-1"), public.netloc):
        return Answer(b"", [(b"location", f"{public.geturl()}{PATH}".encode())], status=307)
    url = f"{public.geturl().rstrip('/')}{PATH}"
    try:
        facts = read_facts((await voxpop.results.page(SITE, url)).body)
    except Unavailable:
        facts = Facts()
    return Answer(_article.render(url=url, site=SITE, title=TITLE, facts=facts).encode(), PAGE)


@get(f"{PATH}/{{file:str}}", media_type="text/css", include_in_schema=False)
async def send_demo_file(file: FromPath[str]) -> Answer:
    """Send what the demo article is shown with. Raises Unknown."""
    if file not in _files:
        raise Unknown("unknown_address", f"There is nothing at this address; the demo is at {PATH}.")
    body, kind = _files[file]
    return Answer(body, [(b"content-type", kind), *FILE])


def is_other_loopback(asked: str, public: str) -> bool:
    """Tell whether a loopback page was asked for by another loopback name than its public one."""
    names = [urlsplit(f"//{netloc}").hostname for netloc in (asked, public)]
    return names[0] != names[1] and all(name in LOOPBACK or name == "::1" for name in names)


def read_facts(body: bytes) -> Facts:
    """Take from a page's JSON what its HTML shows before any script runs."""
    page: dict[str, Any] = msgspec.json.decode(body)
    return Facts(
        minutes=page["page"]["reading_minutes"] or READING_MINUTES,
        shares=read_number(page, "shares"),
        points=read_number(page, "points"),
        badges=page["page"]["badges"],
        widgets=[widget for widget in page["widgets"] if widget["revision"]],
    )


def read_number(page: dict[str, Any], unit: str) -> int | None:
    """Find the number that one of the page's widgets shows in this unit."""
    parts = (part for widget in page["widgets"] for part in widget["parts"] if part["part"] == "number")
    return next((part["value"] for part in parts if part["unit"] == unit), None)
