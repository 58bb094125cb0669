"""The demo's gallery: every format at work, in several themes."""

from typing import Annotated

from litestar import get
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from api.answers import Answer
from api.public.courier import PAGES
from api.public.demo import show
from api.transport.asgi import AnyRequest
from widgets.demo import SITE
from widgets.errors import Unknown
from widgets.gallery import PATH, Exhibition, address, list_exhibitions
from widgets.wiring import Voxpop


class Theme(Struct, frozen=True):
    """A look of the gallery's pages: its name for people, the language and its direction."""

    name: str
    language: str = "en-GB"
    direction: str = "ltr"


THEMES = {
    "courier": Theme("The Courier"),
    "broadsheet": Theme("Broadsheet"),
    "pop": Theme("Pop"),
    "night": Theme("Night"),
    "arabic": Theme("العربية", "ar", "rtl"),
}
"""Each is a class of gallery.css, with nothing but custom properties and `::part`."""

PLAIN = next(iter(THEMES))

ThemeName = Annotated[str, QueryParameter(name="theme", max_length=16)]


@get(PATH, media_type="text/html", include_in_schema=False)
async def show_gallery(request: AnyRequest, theme: ThemeName = PLAIN) -> Answer:
    """Show all formats."""

    async def draw(voxpop: Voxpop) -> bytes:
        base = voxpop.settings.public_url
        return draw_page("gallery.html", f"{base.rstrip('/')}{PATH}", theme, list_exhibitions(SITE, base))

    return await show(request, PATH, draw)


@get(f"{PATH}/{{format:str}}", media_type="text/html", include_in_schema=False)
async def show_format(request: AnyRequest, format: FromPath[str], theme: ThemeName = PLAIN) -> Answer:
    """Show one format's samples. Raises Unknown."""

    async def draw(voxpop: Voxpop) -> bytes:
        base = voxpop.settings.public_url
        exhibitions = list_exhibitions(SITE, base)
        shown = next((each for each in exhibitions if each.format == format), None)
        if shown is None:
            raise Unknown("unknown_address", f"There is no such format; the gallery is at {PATH}.")
        return draw_page("exhibition.html", address(base, format), theme, exhibitions, shown)

    return await show(request, f"{PATH}/{format}", draw)


def draw_page(
    name: str, url: str, theme: str, exhibitions: list[Exhibition], shown: Exhibition | None = None
) -> bytes:
    """Draw a page of the gallery; a theme that there is not is the first one."""
    theme = theme if theme in THEMES else PLAIN
    page = PAGES.get_template(name).render(
        url=url,
        path=PATH,
        theme=theme,
        themes=THEMES,
        look=THEMES[theme],
        query="" if theme == PLAIN else f"?theme={theme}",
        exhibitions=exhibitions,
        shown=shown,
    )
    return page.encode()
