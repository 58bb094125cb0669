"""A language model is asked for more questions; whatever it does, it costs nothing but those."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.test_proposing import TEXT as WRAPPED
from tests.test_proposing import TITLE
from widgets import cli
from widgets.articles import Proposed, Source, find_proposals
from widgets.outside import Endpoint
from widgets.proposing import Proposing
from widgets.settings import BadSetting, read_model
from widgets.suggesting import SCHEMA, find_endpoint, suggest

pytestmark = pytest.mark.anyio

TEXT = "\n\n".join(" ".join(each.split()) for each in WRAPPED.split("\n\n"))
KEY = "a-key-of-the-tests-alone"
MORE = {
    "prompt": "Until when will the trams of the Quillham Transport Company be on their way?",
    "options": ["two in the morning", "midnight", "half past three", "dawn"],
    "answer_index": 0,
    "quote": "told the council that the line would run until two in the morning.",
}


class Model:
    """A language model that says what a test lets it say."""

    def __init__(self) -> None:
        self.says: bytes | Callable[[asyncio.StreamWriter], Awaitable[None]] = b""
        self.heads: list[str] = []
        self.asked: list[dict[str, Any]] = []
        self.port = 0

    def endpoint(self, path: str = "/v1", **changes: Any) -> Endpoint:
        known: dict[str, Any] = {
            "url": f"http://127.0.0.1:{self.port}{path}",
            "key": KEY,
            "model": "small",
            "seconds": 20.0,
        }
        return Endpoint(**known | changes)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next(line for line in head.lower().splitlines() if line.startswith("content-length"))
        self.heads.append(head)
        self.asked.append(json.loads(await reader.readexactly(int(length.split(":")[1]))))
        try:
            if callable(self.says):
                await self.says(writer)
            else:
                writer.write(self.says)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()


@asynccontextmanager
async def running() -> AsyncIterator[Model]:
    model = Model()
    server = await asyncio.start_server(model.serve, "127.0.0.1", 0)
    model.port = server.sockets[0].getsockname()[1]
    try:
        yield model
    finally:
        server.close()
        await server.wait_closed()


@pytest.fixture
async def model() -> AsyncIterator[Model]:
    async with running() as model:
        yield model


def answer(body: Any, status: str = "200 OK") -> bytes:
    encoded = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = f"HTTP/1.1 {status}\r\ncontent-length: {len(encoded)}\r\nconnection: close\r\n\r\n"
    return head.encode() + encoded


def saying(content: Any) -> bytes:
    text = content if isinstance(content, str) else json.dumps({"questions": content})
    return answer({"id": "1", "choices": [{"index": 0, "message": {"role": "assistant", "content": text}}]})


def source(**changes: Any) -> Source:
    return Source(**({"text": TEXT, "title": TITLE} | changes))


@pytest.fixture(scope="module")
def plain() -> Proposed:
    """What is proposed without any model."""
    return find_proposals(source(), sensitive=False)


async def test_what_passes_stands_behind_our_own(model: Model, plain: Proposed) -> None:
    model.says = saying([{"prompt": 1}, MORE | {"quote": "Nobody has ever said these words."}, MORE])
    proposed = await Proposing(endpoint=model.endpoint()).propose(source())
    assert proposed.questions[: len(plain.questions)] == plain.questions
    [more] = proposed.questions[len(plain.questions) :]
    assert (more.kind, more.prompt) == ("suggested", MORE["prompt"])
    assert more.options[more.answer_index] == "two in the morning"
    place = more.evidence
    assert proposed.article[place.start : place.end] == place.text


async def test_it_is_asked_as_such_models_are(model: Model) -> None:
    model.says = saying([])
    for path in ("/v1", "/v1/", "/v1/chat/completions"):
        assert await suggest(model.endpoint(path), TITLE, TEXT) == []
    assert {head.splitlines()[0] for head in model.heads} == {"POST /v1/chat/completions HTTP/1.1"}
    assert all(f"Authorization: Bearer {KEY}" in head for head in model.heads)
    asked = model.asked[0]
    assert (asked["model"], asked["response_format"]["json_schema"]["schema"]) == ("small", SCHEMA)
    assert [each["role"] for each in asked["messages"]] == ["system", "user"]
    assert asked["messages"][1]["content"] == f"{TITLE}\n\n{TEXT}"
    await suggest(model.endpoint(key=""), TITLE, TEXT)
    assert "authorization" not in model.heads[-1].lower()


async def test_offsets_count_from_the_whole_text_and_of_html_from_its_text(model: Model) -> None:
    model.says = saying([MORE])
    proposing = Proposing(endpoint=model.endpoint())
    paragraphs = "".join(f"<p>{each}</p>" for each in TEXT.split("\n\n"))
    for given in (
        source(text=f"{TITLE}\n\n{TEXT}", skipped=len(TITLE) + 2),
        source(text="", html=f"<html><body><article>{paragraphs}</article></body></html>"),
    ):
        proposed = await proposing.propose(given)
        [more] = [each for each in proposed.questions if each.kind == "suggested"]
        place = more.evidence
        assert proposed.article[place.start : place.end] == place.text
        assert model.asked[-1]["messages"][1]["content"].count(TITLE) == 1


async def hang(writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def leave(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def chatter(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")
    while True:
        writer.write(b" " * 65536)
        await writer.drain()


TROUBLE: dict[str, Any] = {
    "a failure": answer({"error": "overloaded"}, "500 Internal Server Error"),
    "a wrong key": answer({"error": KEY}, "401 Unauthorized"),
    "a redirect": answer(b"", "302 Found\r\nlocation: http://127.0.0.1:1/"),
    "no JSON": answer(b"<html>"),
    "no UTF-8": answer(b'{"choices": "\xff"}'),
    "another form": answer({"choices": [{"text": "x"}]}),
    "no choice": answer({"choices": []}),
    "a refusal": answer({"choices": [{"message": {"content": None, "refusal": "No."}}]}),
    "prose": saying("Sure! Here are your questions."),
    "JSON of another form": saying('{"items": []}'),
    "half of a JSON": saying('{"questions": [{"prompt": "W'),
    "deep nesting": saying('{"questions": ' + "[" * 100_000),
    "questions of another form": saying([{"prompt": 1}, "x", None, MORE | {"answer_index": "first"}]),
    "not HTTP": b"220 mail.example ESMTP\r\n\r\n",
    "hanging up": leave,
    "no answer": hang,
    "no end": chatter,
}


@pytest.mark.parametrize("trouble", TROUBLE.values(), ids=TROUBLE)
async def test_trouble_gives_nothing_and_is_told_in_a_line(
    model: Model, trouble: Any, caplog: pytest.LogCaptureFixture
) -> None:
    model.says = trouble
    endpoint = model.endpoint(seconds=0.3 if trouble is hang else 20.0)
    assert await suggest(endpoint, TITLE, TEXT) == []
    assert len(model.asked) == 1
    for secret in (KEY, TITLE, "Carla Rook"):
        assert secret not in caplog.text


async def test_an_endpoint_that_is_not_there_costs_nothing_else(plain: Proposed) -> None:
    async with running() as gone:
        nowhere = gone.endpoint()
    assert await Proposing(endpoint=nowhere).propose(source()) == plain


async def test_the_command_asks_it_too(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model.says = saying([MORE])
    file = tmp_path / "tram.txt"
    file.write_text(f"{TITLE}\n\n{TEXT}")
    monkeypatch.setenv("VOXPOP_LLM_URL", model.endpoint().url)
    monkeypatch.setenv("VOXPOP_LLM_MODEL", "small")
    assert await asyncio.to_thread(cli.main, ["propose", "--json", str(file)]) == 0
    [told] = json.loads(capsys.readouterr().out)
    assert [each["prompt"] for each in told["questions"] if each["kind"] == "suggested"] == [MORE["prompt"]]


def test_bad_settings_are_refused_without_repeating_the_key() -> None:
    good = {"VOXPOP_LLM_URL": "https://llm.example/v1", "VOXPOP_LLM_MODEL": "small", "VOXPOP_LLM_KEY": KEY}
    assert find_endpoint(read_model({})) is None
    assert find_endpoint(read_model(good)) == Endpoint(
        url="https://llm.example/v1", key=KEY, model="small", seconds=30
    )
    for wrong in (
        {"VOXPOP_LLM_URL": "llm.example"},
        {"VOXPOP_LLM_URL": "file:///etc/passwd"},
        {"VOXPOP_LLM_URL": "https://user:secret@llm.example"},
        {"VOXPOP_LLM_MODEL": ""},
        {"VOXPOP_LLM_SECONDS": "0"},
        {"VOXPOP_LLM_SECONDS": "soon"},
    ):
        with pytest.raises(BadSetting) as refused:
            read_model(good | wrong)
        assert next(iter(wrong)) in str(refused.value)
        assert KEY not in str(refused.value)
        assert "secret" not in str(refused.value)
