"""A host that is not ours, whose pages say what a test wants."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class Blog:
    """Pages on another host, `localhost`, with what they are given."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.bodies: dict[str, str] = {}

    def write(self, body: str) -> str:
        """Write a page and give its URL."""
        path = f"/{len(self.bodies)}"
        self.bodies[path] = f"<!doctype html><meta charset=utf-8>{body}"
        return f"{self.origin}{path}"


@contextmanager
def open_blog() -> Iterator[Blog]:
    """Serve a blog."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = blog.bodies.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("content-type", "text/html")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    blog = Blog(f"http://localhost:{server.server_port}")
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield blog
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
