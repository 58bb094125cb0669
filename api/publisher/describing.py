"""What OpenAPI shows of bodies and keys."""

from dataclasses import dataclass
from typing import Any

import msgspec
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
SENT = {
    "text": {"title": "The night tram returns", "text": "The night tram returns to Quillham ..."},
    "with a tone": {"text": "Ada Quill, who drove the first tram, has died ...", "tone": "solemn"},
}
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
            self.request_body = RequestBody(
                required=True,
                description=(type.__doc__ or "").partition("\n")[0],
                content={
                    "application/json": OpenAPIMediaType(
                        schema=draw(type),
                        examples={name: Example(value=value) for name, value in examples.items()},
                    )
                },
            )

    return BodyOperation


def draw(type: type[Struct]) -> Schema:
    """Draw the schema of a body from its type."""
    _, forms = msgspec.json.schema_components([type], ref_template="{name}")
    whole = forms[type.__name__]
    fields: dict[str, Reference | Schema] = {
        name: draw_field(field, forms) for name, field in whole["properties"].items()
    }
    return Schema(
        type=OpenAPIType.OBJECT,
        description=" ".join(whole["description"].split()),
        properties=fields,
        required=whole["required"] or None,
        additional_properties=False,
    )


def draw_field(field: dict[str, Any], forms: dict[str, Any]) -> Schema:
    """Draw one field; what has a form of its own is drawn in its place."""
    if "$ref" in field:
        field = forms[field["$ref"]] | field
    if "anyOf" in field:
        return Schema(one_of=[draw_field(each, forms) for each in field["anyOf"]])
    return Schema(
        type=OpenAPIType(field["type"]) if "type" in field else None,
        enum=field.get("enum"),
        default=field.get("default"),
    )
