"""What people find who come here by themselves: a word of welcome, and one where there is nothing."""

from litestar import get

from api.answers import Answer, Header
from api.problems import answer_error
from api.public.drawing import answer_page, answer_refusal, draw_page, words_for
from api.running import running_in
from api.transport.asgi import AnyRequest
from api.transport.exchanges import exchange_of
from widgets.errors import Unknown

NOT_PAGES = ("/v1/", "/embed/")
"""Where nobody comes by themselves: the API, scripts and frames."""

BRIEFLY: Header = (b"cache-control", b"public, max-age=60")


@get("/", media_type="text/html", include_in_schema=False)
async def show_welcome(request: AnyRequest) -> Answer:
    """Say what this is."""
    body = draw_page("welcome.html", words_for(request))
    return answer_page(body, running_in(request).callers.own_origin, BRIEFLY)


def answer_missing(request: AnyRequest, error: Exception) -> Answer:
    """Say what is wrong: to people who asked for what is not there on a page, else as a problem."""
    plain = answer_error(request, error)
    wanted = exchange_of(request).headers.get(b"accept", b"")
    if plain.status != 404 or b"text/html" not in wanted or request.scope["path"].startswith(NOT_PAGES):
        return plain
    refusal = error if isinstance(error, Unknown) else Unknown("unknown_address", "There is nothing here.")
    return answer_refusal(request, refusal, running_in(request).callers.own_origin)
