"""All routes of the studio."""

from typing import Any, cast

from litestar import Router

from api.studio import ballots, people, queue, settings
from api.studio.assets import send_asset
from api.studio.desk.routes import DESK
from api.studio.home import go_home, show_site
from api.studio.log import show_log
from api.studio.profile import rename, set_password, show_profile, sign_out_everywhere
from api.studio.refusing import answer_refusal
from api.studio.resuming import resume
from api.studio.signing import (
    accept,
    follow_link,
    show_invitation,
    show_link,
    show_sign_in,
    sign_in,
    sign_out,
)

studio_router = Router(
    "/studio",
    route_handlers=[
        send_asset,
        show_sign_in,
        sign_in,
        resume,
        show_link,
        follow_link,
        show_invitation,
        accept,
        sign_out,
        show_profile,
        rename,
        set_password,
        sign_out_everywhere,
        go_home,
        show_site,
        show_log,
        *queue.HANDLERS,
        *ballots.HANDLERS,
        *people.HANDLERS,
        *settings.HANDLERS,
        *DESK,
    ],
    exception_handlers={Exception: cast(Any, answer_refusal)},
)
