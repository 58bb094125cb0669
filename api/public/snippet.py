"""What a publisher puts into a page: the short-lived script, or one release of it with integrity values."""

import base64
import hashlib
import json
from collections.abc import Mapping
from html import escape

from litestar import get
from litestar.params import FromPath
from msgspec import Struct
from msgspec.json import encode

from api.answers import JSON, Answer, Header
from api.public.bundle import LOADER, lasting_files
from api.running import running_in
from api.transport.asgi import AnyRequest
from widgets.errors import Unavailable

ELEMENTS = "<vox-reactions></vox-reactions> <vox-shares></vox-shares> <vox-points></vox-points>"

BRIEFLY: Header = (b"cache-control", b"public, max-age=60")
ANYONE: Header = (b"access-control-allow-origin", b"*")


class Pinned(Struct, frozen=True, kw_only=True):
    """One release. `html` goes before any other module of the page; `csp` is what its policy has to allow."""

    release: str
    src: str
    integrity: str
    import_map: dict[str, dict[str, str]]
    csp: str
    html: str


class Snippets(Struct, frozen=True, kw_only=True):
    """Both ways to embed the script. The short-lived one is renewed by itself within minutes."""

    html: str
    csp: str
    pinned: Pinned


@get("/embed/snippets/{site:str}", include_in_schema=False)
async def tell_snippets(request: AnyRequest, site: FromPath[str]) -> Answer:
    """Tell what to put into the pages of a site. Raises Unknown for the site."""
    running = running_in(request)
    known = await running.voxpop.catalog.site(site)
    body = encode(make_snippets(running.callers.own_origin, known.id))
    return Answer(body, (JSON, BRIEFLY, ANYONE))


def make_snippets(base: str, site: str) -> Snippets:
    """Write what goes into the pages of a site. Raises Unavailable where the bundle was not built."""
    files = lasting_files()
    if not files:
        raise Unavailable("no_bundle", "The script was not built here: run `make browser`.")
    html = (
        f'<script type="module" src="{base}/embed/{LOADER}" data-site="{escape(site)}"></script>\n{ELEMENTS}'
    )
    return Snippets(html=html, csp=allow(base), pinned=pin(base, site, files))


def pin(base: str, site: str, files: Mapping[str, bytes]) -> Pinned:
    """Write what goes into a page that names this release, and the hash of every file of it.

    The browser checks the loader by its tag, and whatever that loads, now or later, by the import map.
    """
    loader = next(name for name in files if name.endswith(LOADER))
    src, integrity = f"{base}/embed/{loader}", digest(files[loader])
    chunks = {f"{base}/embed/{name}": digest(body) for name, body in sorted(files.items()) if name != loader}
    mapped = {"integrity": chunks}
    text = json.dumps(mapped, separators=(",", ":"))
    html = (
        f'<script type="importmap">{text}</script>\n'
        f'<script type="module" src="{src}" integrity="{integrity}" crossorigin="anonymous" '
        f'data-site="{escape(site)}"></script>\n{ELEMENTS}'
    )
    return Pinned(
        release=loader.partition("/")[0],
        src=src,
        integrity=integrity,
        import_map=mapped,
        csp=allow(base, digest(text.encode())),
        html=html,
    )


def digest(body: bytes) -> str:
    """Give the integrity value of a file."""
    return f"sha256-{base64.b64encode(hashlib.sha256(body).digest()).decode()}"


def allow(base: str, inline: str = "") -> str:
    """Give the directives that a page's policy needs, with the hash of its import map if it has one."""
    scripts = f"{base} '{inline}'" if inline else base
    return f"script-src {scripts}; connect-src {base}; img-src {base}; media-src {base}"
