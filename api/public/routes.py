"""All routes of what is shown elsewhere."""

from litestar import Router

from api.public.demo import show_demo, show_front, show_story
from api.public.form import cast_form, show_form
from api.public.gallery import show_format, show_gallery
from api.public.media import send_media
from api.public.oembed import tell_embed
from api.public.page import send_style, show_page
from api.public.picture import send_picture
from api.public.scripts import send_script
from api.public.snippet import tell_snippets
from api.public.welcome import show_welcome

public_router = Router(
    "/",
    route_handlers=[
        show_welcome,
        send_script,
        tell_snippets,
        show_demo,
        show_front,
        show_gallery,
        show_format,
        show_story,
        show_page,
        send_style,
        send_picture,
        show_form,
        cast_form,
        tell_embed,
        send_media,
    ],
)
