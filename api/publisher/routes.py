"""All routes of the publisher's API, in the order in which the documentation shows them."""

from litestar import Router

from api.publisher.articles import propose, send_article
from api.publisher.widgets import (
    change_widget,
    close_widget,
    create_widget,
    list_widgets,
    publish_widget,
    reopen_widget,
    retire_widget,
    show_widget,
)

publisher_router = Router(
    "/v1",
    route_handlers=[
        propose,
        send_article,
        create_widget,
        list_widgets,
        show_widget,
        change_widget,
        publish_widget,
        retire_widget,
        close_widget,
        reopen_widget,
    ],
    tags=["publishers"],
)
