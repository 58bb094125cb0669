"""A bucket as an S3-compatible store offers it, as far as it is used here; a fake of the outside world."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, unquote, urlsplit

FILES: dict[str, bytes] = {}
LISTED = (
    "<Contents><Key>{name}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>"
    '<ETag>"1"</ETag><Size>{size}</Size></Contents>'
)


class Bucket(BaseHTTPRequestHandler):
    """Answers to path-style requests; every request has to be signed."""

    protocol_version = "HTTP/1.1"

    @property
    def name(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix("/bucket").lstrip("/")

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        told = {"Content-Length": str(len(body)), "ETag": '"1"'} | headers
        for name, value in (told | {"Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT"}).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_PUT(self) -> None:
        assert self.headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=key/")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        source = self.headers.get("x-amz-copy-source")
        FILES[self.name] = (
            FILES[unquote(source).split("/bucket/")[-1].removeprefix("bucket/")] if source else body
        )
        self.answer(200, b"<CopyObjectResult><ETag>1</ETag></CopyObjectResult>" if source else b"")

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        if "list-type" in query:
            found = [each for each in sorted(FILES) if each.startswith(query["prefix"][0])]
            rows = "".join(LISTED.format(name=each, size=len(FILES[each])) for each in found)
            return self.answer(200, f"<ListBucketResult>{rows}</ListBucketResult>".encode())
        if self.name not in FILES:
            return self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        body = FILES[self.name]
        if asked := self.headers.get("Range"):
            start, _, last = asked.removeprefix("bytes=").partition("-")
            part = body[int(start) : int(last) + 1]
            told = f"bytes {start}-{int(start) + len(part) - 1}/{len(body)}"
            return self.answer(206, part, Content_Range=told)
        return self.answer(200, body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        """Take several files away at once."""
        asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
        names = re.findall("<Key>(.*?)</Key>", asked)
        for name in names:
            FILES.pop(name, None)
        gone = "".join(f"<Deleted><Key>{name}</Key></Deleted>" for name in names)
        self.answer(200, f"<DeleteResult>{gone}</DeleteResult>".encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def bucket() -> Iterator[str]:
    """Serve an empty bucket, and give its address."""
    FILES.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
