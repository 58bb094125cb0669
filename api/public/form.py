"""A widget as a plain form, at /f/: for readers without JavaScript. Looking at it never counts."""

from urllib.parse import urlencode

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Struct

from api.answers import NO_STORE, Answer
from api.problems import refuse
from api.public.cards import make_card, pass_on
from api.public.confirming import sum_up
from api.public.drawing import answer_page, answer_refusal, draw_page, words_for
from api.public.fields import Fields, make_ballots, read_drafts, read_fields, read_submission, read_votes
from api.public.scene import Ballot, Scene, Value, read_exhibit
from api.public.seeds import make_seed, read_seed
from api.reader.describing import MaybeSite, MaybeUrl
from api.reader.pages import check_widget_id
from api.reader.shapes import Counted, OwnBallots
from api.running import Running, running_in
from api.transport.asgi import AnyRequest
from api.transport.exchanges import exchange_of
from widgets import casting
from widgets.canonical import host_of
from widgets.errors import Conflicting, Malformed, Refused, Unidentified
from widgets.model import Slot
from widgets.parts import Choose
from widgets.readers import Reader
from widgets.submitting import Sending

PATH = "/f/{widget:str}"


class Form(Struct, frozen=True):
    """Where a form is sent, what it carries along, and which word tells that it was."""

    action: str
    hidden: list[tuple[str, str]] = []
    done: str = ""


@get(PATH, media_type="text/html", include_in_schema=False)
async def show_form(
    request: AnyRequest, widget: FromPath[str], site: MaybeSite = None, url: MaybeUrl = None
) -> Answer:
    """Show a widget as a form. A widget that pages have by themselves is named with site and url."""
    try:
        scene = await find_scene(request, widget, site, url)
    except Refused as refusal:
        return answer_refusal(request, refusal, running_in(request).callers.own_origin)
    return answer_form(request, scene, [("seed", make_seed())])


@post(PATH, status_code=200, media_type="text/html", include_in_schema=False)
async def cast_form(
    request: AnyRequest, widget: FromPath[str], site: MaybeSite = None, url: MaybeUrl = None
) -> Answer:
    """Cast what a form says, or withdraw, and show what was counted."""
    try:
        scene = await find_scene(request, widget, site, url)
        fields = read_fields(exchange_of(request))
    except Refused as refusal:
        return answer_refusal(request, refusal, running_in(request).callers.own_origin)
    sender = [(name, fields.one(name)) for name in ("reader", "seed") if fields.one(name)]
    try:
        scene.drafts = read_drafts(scene, fields)
        scene.unsent = read_submission(scene, fields)
        if scene.unsent:
            return await send(request, scene, fields)
        ballots = read_ballots(scene, fields)
        if not may_count(request, scene, fields, ballots):
            return ask_first(request, scene, fields, ballots)
        return await count(request, scene, fields, ballots)
    except Refused as refusal:
        await recall(request, scene, fields)
        scene.trouble = say(refusal, scene)
        return answer_form(request, scene, sender or [("seed", make_seed())], refusal=refusal)


async def find_scene(request: AnyRequest, widget: str, site: str | None, url: str | None) -> Scene:
    """Find the widget of a form. Raises Unknown, Malformed and Unavailable."""
    check_widget_id(widget)
    exhibiting = running_in(request).exhibiting
    if (site is None) != (url is None):
        raise Malformed("bad_parameter", "Name both site and url, or neither.")
    if site is not None and url is not None:
        exhibit = await exhibiting.find_own(widget, site, url)
    else:
        exhibit = await exhibiting.find(widget)
    return read_exhibit(exhibit, words_for(request))


def read_ballots(scene: Scene, fields: Fields) -> list[tuple[Slot, Ballot | None]]:
    """Give what is to be cast, or None in every slot to withdraw. Raises Malformed."""
    if votes := read_votes(scene, fields):
        return votes
    if fields.one("withdraw"):
        return [(choose.slot, None) for choose in scene.chooses]
    undone = [choose.slot for choose in scene.chooses if choose.undo and not scene.drafts[choose.slot]]
    if undone and fields.one("reader"):
        return [(slot, None) for slot in undone]
    return [*make_ballots(scene, scene.drafts)]


def may_count(
    request: AnyRequest, scene: Scene, fields: Fields, ballots: list[tuple[Slot, Ballot | None]]
) -> bool:
    """Tell whether to count these ballots without asking first."""
    running = running_in(request)
    network = running.callers.network_of(request)
    about = sum_up(scene.widget.id, ballots, fields.one("reader") or fields.one("seed"), network)
    return running.confirming.may_count(exchange_of(request), fields, about)


def ask_first(
    request: AnyRequest, scene: Scene, fields: Fields, ballots: list[tuple[Slot, Ballot | None]]
) -> Answer:
    """Ask on a page of our own whether the reader wants this."""
    running = running_in(request)
    confirming, exchange = running.confirming, exchange_of(request)
    trusted = confirming.is_own(exchange) or confirming.may_be_own(exchange)
    reader, seed = fields.one("reader") if trusted else "", make_seed()
    about = sum_up(scene.widget.id, ballots, reader or seed, running.callers.network_of(request))
    who = [("reader", reader), ("seed", seed), ("ticket", confirming.ask(about))]
    form = Form(action_of(request, scene), [*fields.answers, *who[not reader :]])
    votes = {slot: [*ballot.values()] for slot, ballot in ballots if ballot and slot in scene.votes}
    drafts = scene.drafts | votes
    chosen = [
        (
            choose.label or scene.headline,
            tell(choose, values, scene),
        )
        for choose in (*scene.chooses, *scene.votes.values())
        if (values := drafts.get(choose.slot))
    ]
    chosen += [(scene.words.say(f"field_{name}"), [text]) for name, text in scene.unsent.items()]
    body = draw_page(
        "confirm.html",
        scene.words,
        scene=scene,
        form=form,
        chosen=chosen,
        withdraws=all(ballot is None for _, ballot in ballots),
        own=confirming.is_own(exchange),
    )
    return answer_page(body, running.callers.own_origin, NO_STORE)


def tell(choose: Choose, values: list[Value], scene: Scene) -> list[str]:
    """Tell what a reader is about to say."""
    if choose.form == "text":
        return [each if isinstance(each, str) else scene.words.say("give_up") for each in values]
    return [scene.label(each) for each in choose.options if each.value in values]


async def count(
    request: AnyRequest, scene: Scene, fields: Fields, ballots: list[tuple[Slot, Ballot | None]]
) -> Answer:
    """Cast ballots, one after the other, and show what was counted. Raises Refused."""
    reader = await identify(request, scene, fields)
    answer = b""
    for slot, ballot in ballots:
        body = None if ballot is None else msgspec.json.encode(ballot)
        answer = await running_in(request).voxpop.casting.cast(wish(request, scene, reader, slot, body))
    counted = msgspec.json.decode(answer, type=Counted)
    learn(scene, counted)
    scene.drafts, scene.cast = {}, [slot for slot, _ in ballots]
    token = running_in(request).voxpop.tokens.sign(reader)
    # The seed is for the day on which the token's key has retired.
    sender = [("reader", token), ("seed", make_seed())]
    return answer_form(
        request, scene, sender, done="in" if any(said is not None for _, said in ballots) else "taken_back"
    )


def learn(scene: Scene, counted: Counted) -> None:
    """Take over what one reader is told of the widget."""
    scene.mine = counted.mine
    whole = counted.about is None
    scene.widget = msgspec.structs.replace(
        scene.widget,
        turnout=counted.turnout,
        tally=counted.tally if whole else (scene.widget.tally or {}) | (counted.tally or {}),
        version=counted.version,
        parts=counted.parts if whole else scene.widget.parts,
    )


async def recall(request: AnyRequest, scene: Scene, fields: Fields) -> None:
    """Take over what stands for the reader whose ballots were refused, as far as that can be told now."""
    running, exhibit = running_in(request), scene.exhibit
    try:
        reader, _ = running.voxpop.tokens.read(fields.one("reader"))
        reader.check_site(exhibit.site.id)
        place = {"url": exhibit.url} if exhibit.own else {"widget": scene.widget.id}
        own = msgspec.json.decode(await running.voxpop.results.ballots(reader, **place), type=OwnBallots)
    except Refused:
        return
    if scene.widget.id in own.widgets:
        learn(scene, own.widgets[scene.widget.id])


async def send(request: AnyRequest, scene: Scene, fields: Fields) -> Answer:
    """Send in what a form says, and say what becomes of it. Raises Refused."""
    running = running_in(request)
    if not may_count(request, scene, fields, [("", scene.unsent)]):
        return ask_first(request, scene, fields, [("", scene.unsent)])
    reader = await identify(request, scene, fields)
    sending = Sending(
        widget=scene.widget.id,
        body=msgspec.json.encode(scene.unsent),
        reader=reader,
        network=running.callers.network_of(request),
        stranger=not running.confirming.is_own(exchange_of(request)),
    )
    await running.voxpop.submitting.submit(sending)
    scene.unsent = {}
    sender = [("reader", running.voxpop.tokens.sign(reader)), ("seed", make_seed())]
    return answer_form(request, scene, sender, done="sent")


async def identify(request: AnyRequest, scene: Scene, fields: Fields) -> Reader:
    """Tell the reader by the token, or make one of the form's seed. Raises Refused."""
    running, site = running_in(request), scene.exhibit.site.id
    try:
        reader, _ = running.voxpop.tokens.read(fields.one("reader"))
        reader.check_site(site)
    except Unidentified:
        if fields.one("withdraw"):
            raise Conflicting("nothing_cast", scene.words.say("nothing_cast")) from None
        network = running.callers.network_of(request)
        stranger = not running.confirming.is_own(exchange_of(request))
        return await running.minting.admit(site, read_seed(fields.one("seed")), network, stranger=stranger)
    return reader


def wish(
    request: AnyRequest, scene: Scene, reader: Reader, slot: Slot, body: bytes | None
) -> casting.Request:
    """Give what casting is asked."""
    running, exchange = running_in(request), exchange_of(request)
    return casting.Request(
        widget=scene.widget.id,
        slot=slot,
        body=body,
        reader=reader,
        network=running.callers.network_of(request),
        referrer=host_of(exchange.headers.get(b"referer", b"").decode("latin-1")),
        url=scene.exhibit.url if scene.exhibit.own else None,
        stranger=not running.confirming.is_own(exchange),
    )


def answer_form(
    request: AnyRequest,
    scene: Scene,
    hidden: list[tuple[str, str]],
    *,
    done: str = "",
    refusal: Refused | None = None,
) -> Answer:
    """Answer with the form, or with what was counted. It is made for one reader."""
    running: Running = running_in(request)
    card = make_card(scene, running.callers.own_origin)
    if scene.round and scene.round.ending:
        scene.passing = pass_on(card.url, scene.round.ending.ending)
    plain = refuse(refusal) if refusal else None
    waiting = [each for each in plain.headers if each[0] == b"retry-after"] if plain else []
    body = draw_page(
        "page.html",
        scene.words,
        scene=scene,
        card=card,
        form=Form(action_of(request, scene), hidden, done),
        scripted=False,
    )
    status = plain.status if plain else 200
    return answer_page(body, running.callers.own_origin, NO_STORE, *waiting, status=status)


def action_of(request: AnyRequest, scene: Scene) -> str:
    """Give the address a form is sent to: below our public address, under whatever name it was asked for."""
    exhibit = scene.exhibit
    query = f"?{urlencode({'site': exhibit.site.id, 'url': exhibit.url})}" if exhibit.own else ""
    return f"{running_in(request).callers.own_origin}/f/{scene.widget.id}{query}"


def say(refusal: Refused, scene: Scene) -> str:
    """Say why something was not counted, in the reader's language as far as it is known there."""
    if isinstance(refusal, Malformed) or refusal.code in scene.words.texts or scene.words.tag == "en":
        return refusal.detail
    sentence = scene.words.say("refused_title")
    if refusal.retry_after:
        sentence += ". " + scene.words.say("retry", n=refusal.retry_after)
    return sentence
