"""Signing in in the midst of work: what was typed goes along, and is there again to be sent once more."""

from litestar import post

from api.answers import Answer
from api.studio.addresses import HOME, read_next
from api.studio.drawing import answer_page, draw
from api.studio.signing import begin, cookies_of, receive, refuse
from api.transport.asgi import AnyRequest
from widgets.errors import Malformed, Refused
from widgets.one_time import guard_of

KEPT = "kept."
"""Before the names of what was typed, which may be those of the fields for signing in."""

OWN = frozenset({"login", "password", "to"})


@post("/resumption", status_code=200, include_in_schema=False)
async def resume(request: AnyRequest) -> Answer:
    """Sign in by password, and show what was typed before, ready to be sent to where it was meant for."""
    running, fields = receive(request)
    typed = [(name.removeprefix(KEPT), value) for name, value in fields.pairs if name.startswith(KEPT)]
    if not {name for name, _ in fields.pairs if not name.startswith(KEPT)} <= OWN:
        raise Malformed("unknown_field", "The form has a field that is not asked for here; load it anew.")
    to = read_next(fields.one("to"))
    try:
        begun = await begin(request, fields)
    except Refused as refusal:
        shown = {"typed": typed, "address": to, "login": fields.one("login"), "trouble": refusal.detail}
        return refuse("signed_out.html", refusal, home=HOME, **shown)
    body = draw("resumed.html", typed=typed, address=to, guard=guard_of(begun.secret))
    return answer_page(body, *cookies_of(running, begun))
