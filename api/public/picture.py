"""The picture of a widget, for those who show links with one."""

from collections.abc import Sequence

from litestar import get
from litestar.params import FromPath

from api.answers import Answer, Header
from api.public.drawing import etag_of
from api.public.listing import list_titles
from api.public.page import PassedOn
from api.public.painting import MOST_OPTIONS, Poster
from api.public.scene import Scene, read_exhibit
from api.public.words import LANGUAGES, words_of
from api.reader.pages import check_widget_id
from api.reader.presenting import matches
from api.running import running_in
from api.transport.asgi import AnyRequest
from api.transport.exchanges import exchange_of
from widgets.parts import Items, Media

SHARED: Header = (b"cache-control", b"public, max-age=3600, stale-while-revalidate=86400")
PNG: Header = (b"content-type", b"image/png")
WIDE_ENOUGH = 960
"""Pixels that a copy is wide which is sharp enough to fill a picture."""

ANYWHERE: Header = (b"cross-origin-resource-policy", b"cross-origin")


@get("/p/{widget:str}/picture.png", media_type="image/png", include_in_schema=False)
async def send_picture(request: AnyRequest, widget: FromPath[str], ending: PassedOn = "") -> Answer:
    """Send the picture of a widget, or of what it came to. Raises Unknown."""
    running = running_in(request)
    check_widget_id(widget)
    scene = read_exhibit(await running.exhibiting.find(widget, ending), words_of(LANGUAGES[0]))
    poster = make_poster(scene)
    etag = etag_of(repr(poster).encode())
    headers = [(b"etag", etag), SHARED]
    if matches(exchange_of(request).headers.get(b"if-none-match", b""), etag):
        return Answer(b"", headers, status=304)
    return Answer(await running.pictures.find(poster), [PNG, ANYWHERE, *headers])


def make_poster(scene: Scene) -> Poster:
    """Give what is on the picture: the words of the question, as everyone is asked it, or an ending."""
    ending = scene.exhibit.ending
    if ending:
        return Poster(
            photo=find_photo([ending.picture] if ending.picture else []),
            site=scene.exhibit.site.name,
            about=scene.headline,
            title=ending.title,
            question=ending.text,
        )
    first = next(iter(scene.chooses), None)
    labels = [option.label for option in first.options if option.label] if first else list_titles(scene)
    question = first.label if first else scene.description
    if labels and question.startswith(labels[0]):
        # The options say it already, each in a line of its own.
        question = ""
    return Poster(
        photo=find_photo(scene.media or list_media(scene)),
        plays=any(part.kind != "image" for part in scene.media[:1]),
        site=scene.exhibit.site.name,
        title=scene.headline,
        question="" if question == scene.headline else question,
        options=tuple(labels[:MOST_OPTIONS]),
    )


def list_media(scene: Scene) -> list[Media]:
    """Give what the members of lists show."""
    lists = [part for part in scene.widget.parts if isinstance(part, Items)]
    return [item.media for each in lists for item in each.items if item.media]


def find_photo(media: Sequence[Media]) -> tuple[str, str] | None:
    """Give the upload, and its file, of the first thing that is shown."""
    copies = [each for part in media[:1] for each in part.sources if each.src.startswith("/media/")]
    wide = next((each for each in copies if each.width >= WIDE_ENOUGH), copies[-1] if copies else None)
    if wide is None:
        return None
    _, _, id, file = wide.src.split("/")
    return id, file
