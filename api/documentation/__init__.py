"""The documentation of the API at /docs: made from the OpenAPI schema, and loading nothing from elsewhere."""

from base64 import b64encode
from hashlib import sha256
from typing import Any

from jinja2 import Environment, PackageLoader
from litestar import Router
from litestar.datastructures import ResponseHeader
from litestar.enums import MediaType
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme, Tag

from api.problems import FAULT, KINDS
from api.transport.asgi import AnyRequest
from widgets.errors import Unknown

PATH = "/docs"
SCHEMA_PATH = f"{PATH}/openapi.json"

_pages = Environment(
    loader=PackageLoader("api", "documentation"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
_style = _pages.get_template("style.css").render()
_style_hash = b64encode(sha256(_style.encode()).digest()).decode()
_policy = (
    "default-src 'none'; img-src data:; "
    f"style-src 'sha256-{_style_hash}'; base-uri 'none'; frame-ancestors 'none'"
)


class DocumentationPage(OpenAPIRenderPlugin):
    """Draws the schema as one plain page."""

    def __init__(self) -> None:
        super().__init__(path="/", media_type=MediaType.HTML)
        self.page = b""

    def render(self, request: AnyRequest, openapi_schema: dict[str, Any]) -> bytes:
        """Give the page; it is drawn once."""
        if not self.page:
            kinds = sorted((*KINDS.items(), (Exception, FAULT)), key=lambda item: item[1].status)
            page = _pages.get_template("page.html")
            self.page = page.render(
                schema=openapi_schema, kinds=kinds, style=_style, json=SCHEMA_PATH
            ).encode()
        return self.page


async def refuse_other_pages(request: AnyRequest) -> None:
    """Refuse what is below /docs and is not there, as everything is refused. Raises Unknown."""
    if request.scope["path"] not in (PATH, SCHEMA_PATH):
        raise Unknown("unknown_address", f"There is nothing at this address; see {PATH}.")


def document(version: str) -> OpenAPIConfig:
    """Say what the schema and its page tell of the service itself."""
    token = SecurityScheme(
        type="http", scheme="bearer", description="A reader token, minted by POST /v1/readers."
    )
    key = SecurityScheme(
        type="http", scheme="bearer", description="A key of the site, made by `voxpop site key add`."
    )
    return OpenAPIConfig(
        title="Voxpop",
        version=version,
        summary="Reader engagement for article pages, in which every number can be recounted.",
        use_handler_docstrings=True,
        components=Components(security_schemes={"reader": token, "site": key}),
        tags=[
            Tag("readers", "What the page of an article asks, and what its readers say."),
            Tag("publishers", "What a publisher's own server asks and says, with a key of its site."),
            Tag("elsewhere", "Widgets on pages that take no script."),
            Tag("service", "For those who run the service."),
        ],
        openapi_router=Router(
            PATH,
            route_handlers=[],
            include_in_schema=False,
            before_request=refuse_other_pages,
            response_headers=[ResponseHeader(name="content-security-policy", value=_policy)],
        ),
        render_plugins=[DocumentationPage(), JsonRenderPlugin()],
    )
