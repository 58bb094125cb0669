"""Words that several routes of the reader API have in common."""

from dataclasses import dataclass
from typing import Annotated

from litestar.openapi.spec import (
    Example,
    OpenAPIFormat,
    OpenAPIMediaType,
    OpenAPIType,
    Operation,
    RequestBody,
    Schema,
)
from litestar.params import PathParameter, QueryParameter

from widgets.boards import WINDOWS, board_names

SiteParameter = Annotated[str, QueryParameter(name="site", description="The site's id.", max_length=64)]
UrlParameter = Annotated[
    str,
    QueryParameter(name="url", description="The page's URL, however it is written; up to 2,048 characters."),
]
UrlsParameter = Annotated[
    list[str], QueryParameter(name="url", description="The URL of a page; up to 50 times, 8 KB in all.")
]
MaybeSite = Annotated[str | None, QueryParameter(name="site", description="The site's id.", max_length=64)]
MaybeWidget = Annotated[
    str | None, QueryParameter(name="widget", description="The widget's id.", max_length=32)
]
MaybeUrl = Annotated[
    str | None,
    QueryParameter(name="url", description="The page's URL, for the widgets that pages have by themselves."),
]
SitePath = Annotated[str, PathParameter(description="The site's id.", max_length=64)]
ByParameter = Annotated[
    str,
    QueryParameter(
        name="by",
        description="What is counted: the totals of a format, or the readers with a ballot.",
        schema_extra={"enum": board_names()},
    ),
]
WindowParameter = Annotated[
    str, QueryParameter(name="window", description="How far back.", schema_extra={"enum": list(WINDOWS)})
]
WidgetId = Annotated[str, PathParameter(description="The widget's id, such as w_7Yk...", max_length=32)]
SlotName = Annotated[
    str,
    PathParameter(
        description="What the ballot is about within the widget; - is the empty slot.", max_length=64
    ),
]

READER: list[dict[str, list[str]]] = [{"reader": []}]
"""The route needs a reader token."""

EXAMPLES = {
    "reactions": {"reactions": ["love"]},
    "points": {"vote": 1},
    "shares": {},
    "poll, single or multiple": {"options": ["b"]},
    "poll, ranked": {"ranking": ["b", "a"]},
    "poll, rating": {"rating": 4},
    "quiz, choosing": {"choice": "b"},
    "quiz, writing": {"text": "1988"},
    "quiz, giving up": {"give_up": True},
}


@dataclass
class NewReaderOperation(Operation):
    """An operation whose body names a site."""

    def __post_init__(self) -> None:
        site = Schema(type=OpenAPIType.STRING, description="The site's id.")
        self.request_body = RequestBody(
            required=True,
            content={
                "application/json": OpenAPIMediaType(
                    schema=Schema(type=OpenAPIType.OBJECT, properties={"site": site}, required=["site"]),
                    examples={"demo": Example(value={"site": "demo"})},
                )
            },
        )


@dataclass
class SubmissionOperation(Operation):
    """An operation whose body is a submission: its fields are those that the widget's `submit` part names."""

    def __post_init__(self) -> None:
        self.request_body = RequestBody(
            required=True,
            description="The submission, at most 64 KiB; its fields are those of the part `submit`.",
            content={
                "application/json": OpenAPIMediaType(
                    schema=Schema(type=OpenAPIType.OBJECT),
                    examples={
                        "open list": Example(
                            value={"title": "The bakery at the station", "credit": "A commuter"}
                        )
                    },
                )
            },
        )


@dataclass
class BallotOperation(Operation):
    """An operation whose body is a ballot: its fields are the format's, so it is shown by examples."""

    def __post_init__(self) -> None:
        self.request_body = RequestBody(
            required=True,
            description="The ballot, at most 64 KiB; its fields are those of the widget's format.",
            content={
                "application/json": OpenAPIMediaType(
                    schema=Schema(type=OpenAPIType.OBJECT),
                    examples={name: Example(value=value) for name, value in EXAMPLES.items()},
                )
            },
        )


@dataclass
class UploadOperation(Operation):
    """An operation whose body is a file."""

    def __post_init__(self) -> None:
        file = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY))
        self.request_body = RequestBody(
            required=True,
            description="The file as it is: PNG, JPEG, GIF, WebP or AVIF, at most 8 MB.",
            content={"image/*": file, "application/octet-stream": file},
        )
