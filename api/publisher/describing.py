"""What OpenAPI shows of bodies and keys."""

from dataclasses import dataclass
from typing import Any

from litestar.openapi.spec import (
    Example,
    OpenAPIMediaType,
    OpenAPIType,
    Operation,
    Reference,
    RequestBody,
    Schema,
)
from msgspec import Struct

KEY: list[dict[str, list[str]]] = [{"site": []}]
"""The route needs a key of the site."""

ARTICLE = {
    "text": {
        "title": "The night tram returns",
        "text": "The night tram returns to Quillham after eleven years, the council decided on Monday. ...",
        "published_at": "2031-05-04",
    },
    "url": {"url": "https://news.example/2031/05/04/night-tram"},
}
SENT = {"text": {"title": "The night tram returns", "text": "The night tram returns to Quillham ..."}}
WIDGET = {
    "poll": {
        "format": "poll",
        "url": "https://news.example/2031/05/04/night-tram",
        "spec": {
            "questions": [
                {
                    "kind": "single",
                    "prompt": "Will you take it?",
                    "options": [{"id": "yes", "text": "Yes"}, {"id": "no", "text": "No"}],
                }
            ]
        },
    }
}
CHANGES = {"times": {"closes_at": "2031-05-11T18:00:00Z"}, "reveal": {"reveal": "after_close"}}


def body_of(type: type[Struct], examples: dict[str, Any]) -> type[Operation]:
    """Make the class of operations whose body is of a type, shown by examples."""

    @dataclass
    class BodyOperation(Operation):
        def __post_init__(self) -> None:
            fields: dict[str, Reference | Schema] = {name: Schema() for name in type.__struct_fields__}
            self.request_body = RequestBody(
                required=True,
                description=(type.__doc__ or "").partition("\n")[0],
                content={
                    "application/json": OpenAPIMediaType(
                        schema=Schema(type=OpenAPIType.OBJECT, properties=fields),
                        examples={name: Example(value=value) for name, value in examples.items()},
                    )
                },
            )

    return BodyOperation
