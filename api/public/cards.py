"""What others are told of a widget: search engines, social networks, and pages that want to embed it."""

import html
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec
from markupsafe import Markup
from msgspec import Struct

from api.public import schema
from api.public.listing import describe_list, list_titles
from api.public.scene import Scene
from widgets.model import WIDGET_ID
from widgets.parts import Bars, Choose, Items

PICTURE = (1200, 630)
WIDTH = 600
"""Pixels that a frame is wide unless it is asked for less."""

LEAST_HEIGHT = 200
ROW, MOST_ROWS = 92, 20
"""Pixels that a member of a list is high, and for how many of them a frame has room at first."""

MOST_DESCRIPTION = 300
_PUBLIC_PATHS = ("/p/", "/embed/", "/f/")
_IN_HTML = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


class Card(Struct, frozen=True, kw_only=True):
    """A widget's names and addresses; `data` is for a script element of JSON-LD.

    `passed` is where social networks find the result that somebody passed on, or the same as `url`.
    """

    title: str
    description: str
    site: str
    home: str
    url: str
    frame: str
    picture: str
    oembed: str
    article: str
    passed: str
    snippet: str
    data: Markup
    width: int = PICTURE[0]
    height: int = PICTURE[1]


def make_card(scene: Scene, base: str) -> Card:
    """Tell of a widget, whose pages are below `base`."""
    exhibit, id = scene.exhibit, scene.widget.id
    url, frame = f"{base}/p/{id}", f"{base}/embed/{id}"
    passed = {"ending": exhibit.passed} if exhibit.passed else {}
    return Card(
        title=scene.headline,
        description=shorten(scene.description, MOST_DESCRIPTION),
        passed=pass_on(url, exhibit.passed),
        site=exhibit.site.name,
        home=exhibit.url or exhibit.site.origins[0],
        url=url,
        frame=frame,
        picture=f"{url}/picture.png?{urlencode(passed | {'revision': scene.widget.revision})}",
        oembed=f"{base}/oembed?{urlencode({'url': url, 'format': 'json'})}",
        article=exhibit.page.title if exhibit.page and exhibit.page.title else exhibit.url,
        snippet=f"{draw_frame(scene, frame)}\n"
        f'<script async src="{html.escape(base)}/embed/resize.js"></script>',
        data=describe(scene, url, base),
    )


def pass_on(url: str, ending: str) -> str:
    """Give the link by which somebody passes on what a widget at `url` came to."""
    return f"{url}?{urlencode({'ending': ending})}" if ending else url


def draw_frame(scene: Scene, frame: str, width: str = "100%", height: int | None = None) -> str:
    """Give the HTML of the frame that shows a widget on another page; only what WordPress leaves in it."""
    return (
        f'<iframe src="{html.escape(frame)}" width="{width}" height="{height or guess_height(scene)}" '
        'frameborder="0" marginwidth="0" marginheight="0" scrolling="no" '
        f'title="{html.escape(scene.headline)}"></iframe>'
    )


def guess_height(scene: Scene) -> int:
    """Guess how high a frame has to be, in pixels, before it tells by itself."""
    rows = sum(1.5 + len(choose.options) for choose in scene.chooses)
    shown = sum(schema.guess_height(part, WIDTH - 50) for part in scene.media)
    return LEAST_HEIGHT + int(rows * 58) + shown + len(list_titles(scene)[:MOST_ROWS]) * ROW


def find_widget(url: str, base: str) -> str | None:
    """Find the id of the widget that one of our own pages is about; None for any other URL."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if f"{parts.scheme}://{parts.netloc}".lower() != base:
        return None
    start = next((each for each in _PUBLIC_PATHS if parts.path.startswith(each)), None)
    id = parts.path.removeprefix(start).rstrip("/") if start else ""
    return id if WIDGET_ID.fullmatch(id) else None


def describe(scene: Scene, url: str, base: str) -> Markup:
    """Describe a widget by schema.org, with nothing that its parts do not show to everyone."""
    quiz = scene.exhibit.schema == "Quiz"
    turnout = {
        "@type": "InteractionCounter",
        "interactionType": f"https://schema.org/{'InteractAction' if quiz else 'VoteAction'}",
        "userInteractionCount": scene.widget.turnout,
    }
    questions = [describe_question(choose, scene, turnout) for choose in scene.chooses if choose.label]
    media = [schema.describe_media(part, scene, base) for part in scene.media if part.kind != "notice"]
    lists = [describe_list(part, scene, url) for part in scene.widget.parts if isinstance(part, Items)]
    things = [*media, *questions, *lists]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": scene.exhibit.schema,
        "url": url,
        "name": scene.headline,
        "description": scene.description,
        "publisher": {"@type": "Organization", "name": scene.exhibit.site.name},
        "interactionStatistic": turnout if scene.takes_ballots else None,
        "hasPart" if quiz else "mainEntity": things[0] if len(things) == 1 else things,
    }
    if scene.exhibit.url:
        data["isBasedOn"] = scene.exhibit.url
    shown = msgspec.json.encode({name: value for name, value in data.items() if value}).decode()
    return Markup(shown.translate(_IN_HTML))  # noqa: S704  escaped for a script element


def describe_question(choose: Choose, scene: Scene, turnout: dict[str, Any]) -> dict[str, Any]:
    """Describe a question and what is offered; which answer is right is not known here."""
    counts = {
        bar.id: bar.count
        for part in scene.widget.parts
        if isinstance(part, Bars) and part.slot == choose.slot
        for bar in part.bars
    }
    answers = [
        {"@type": "Answer", "position": at, "text": option.label}
        | ({"upvoteCount": counts[option.id]} if option.id in counts else {})
        for at, option in enumerate(choose.options, 1)
    ]
    question = {"@type": "Question", "name": choose.label, "interactionStatistic": turnout}
    return question | ({"answerCount": len(answers), "suggestedAnswer": answers} if answers else {})


def shorten(text: str, most: int) -> str:
    """Cut a text at a word."""
    if len(text) <= most:
        return text
    return f"{text[:most].rsplit(' ', 1)[0]} …"
