"""A widget in a frame, at /embed/{widget}: for pages that take no script. Any page may frame it."""

from api.answers import Answer, Header
from api.public.cards import make_card
from api.public.drawing import PLAYERS, answer_page, answer_refusal, draw_page, words_for
from api.public.scene import read_exhibit
from api.running import running_in
from api.transport.asgi import AnyRequest
from widgets.errors import Refused

POLICY = (
    "default-src 'none'; script-src 'self' {origin}; style-src 'self' {origin}; "
    "img-src 'self' {origin} https:; media-src 'self' {origin}; "
    f"frame-src {PLAYERS}; "
    "connect-src 'self' {origin}; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *; require-trusted-types-for 'script'; trusted-types 'none'"
)
"""What a frame may do. Its own origin is named, for in a sandbox it has none."""

SHARED: Header = (b"cache-control", b"public, max-age=60, stale-while-revalidate=600")
ANYWHERE: Header = (b"cross-origin-resource-policy", b"cross-origin")


async def show_frame(request: AnyRequest, widget: str) -> Answer:
    """Show a widget in a frame, with the ticket by which it may call where it has no origin."""
    running = running_in(request)
    callers, words = running.callers, words_for(request)
    try:
        scene = read_exhibit(await running.exhibiting.find(widget), words)
    except Refused as refusal:
        return answer_refusal(request, refusal, callers.own_origin, POLICY)
    scene.still = True
    card = make_card(scene, callers.own_origin)
    ticket = callers.issue_ticket(scene.exhibit.site.id, widget)
    body = draw_page("frame.html", words, scene=scene, card=card, ticket=ticket)
    return answer_page(body, callers.own_origin, SHARED, ANYWHERE, policy=POLICY)
