"""All routes of what is shown elsewhere."""

from litestar import Router

from api.public.bundle import send_script
from api.public.demo import send_demo_file, show_demo

public_router = Router("/", route_handlers=[send_script, show_demo, send_demo_file])
