"""`voxpop propose`: proposals for files and pages, for people to read or as JSON for programs."""

import sys
from argparse import Namespace
from pathlib import Path

import msgspec
from msgspec import Struct

from widgets.articles import Proposed, Source
from widgets.errors import Refused
from widgets.facts import PollProposal, Proposal, Tone
from widgets.failures import Failed
from widgets.proposing import MOST_CHARACTERS, Proposing
from widgets.settings import LanguageModel
from widgets.suggesting import find_endpoint

MOST_BYTES = 4 * MOST_CHARACTERS
"""Bytes of a file that are read."""


class Told(Struct, frozen=True, kw_only=True):
    """What a program is told of an article: offsets in the evidence count characters of `article`."""

    article: str
    title: str
    questions: list[Proposal]
    polls: list[PollProposal]
    tone: Tone
    reading_minutes: int


async def propose_all(options: Namespace, model: LanguageModel | None) -> int:
    """Propose for every file or URL; 1 if any of them came to nothing, of which stderr says why."""
    proposing, told, failed = Proposing(endpoint=find_endpoint(model)), [], 0
    for place, name in enumerate(options.article, 1):
        if len(options.article) > 1:
            print(f"  {place} of {len(options.article)}: {name}", file=sys.stderr, flush=True)
        try:
            source = await read(name, options, proposing)
            proposed = await proposing.propose(source, sensitive=options.sensitive)
        except (Refused, Failed) as problem:
            failed += 1
            print(f"voxpop: {name}: {problem}", file=sys.stderr, flush=True)
            continue
        told.append(tell(proposed))
        if not options.json:
            print(describe(proposed), flush=True)
    if options.json:
        print(msgspec.json.format(msgspec.json.encode(told), indent=1).decode())
    return 1 if failed else 0


async def read(name: str, options: Namespace, proposing: Proposing) -> Source:
    """Read an article from a file or a page. Raises Failed and Refused."""
    if name.startswith(("http://", "https://")):
        return Source(html=await proposing.fetch(name), published_at=options.published)
    text = read_file(Path(name))
    if Path(name).suffix.lower() in (".html", ".htm"):
        return Source(html=text, published_at=options.published)
    title, skipped = find_title(text)
    return Source(text=text, title=title, published_at=options.published, skipped=skipped)


def read_file(path: Path) -> str:
    """Read a text file. Raises Failed."""
    try:
        with path.open("rb") as file:
            body = file.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise Failed(f"it has more than {MOST_BYTES:,} bytes.")
        return body.decode().replace("\r\n", "\n").replace("\r", "\n")
    except OSError as problem:
        raise Failed(f"it cannot be read: {problem.strerror}.") from None
    except UnicodeDecodeError:
        raise Failed("it is not UTF-8 text.") from None


def find_title(text: str) -> tuple[str, int]:
    """Give the title, a first line that an empty line follows, and where the article begins behind it."""
    first, gap, _ = text.lstrip().partition("\n\n")
    if not gap or "\n" in first or len(first) > 300:
        return "", 0
    begins = text.index(first) + len(first)
    return first.strip(), begins + len(text[begins:]) - len(text[begins:].lstrip())


def tell(proposed: Proposed) -> Told:
    """Tell what a program needs."""
    return Told(**{name: getattr(proposed, name) for name in Told.__struct_fields__})


def describe(proposed: Proposed) -> str:
    """Write proposals for people."""
    head = f"{proposed.title or 'Untitled'}\n{proposed.reading_minutes} min read, tone {proposed.tone}\n"
    questions = [describe_question(place, each) for place, each in enumerate(proposed.questions, 1)]
    polls = [f"Poll  {each.prompt}\n      {' / '.join(each.options)}\n" for each in proposed.polls]
    none = [] if questions else ["No question: the article gives no fact that passes every test.\n"]
    return "\n".join([head, *questions, *none, *polls])


def describe_question(place: int, question: Proposal) -> str:
    """Write one question, the right answer marked, with its evidence."""
    flags = f" ({', '.join(question.flags)})" if question.flags else ""
    options = [
        f"    {'*' if each == question.answer_index else ' '} {text}"
        for each, text in enumerate(question.options)
    ]
    lines = [
        f"{place:>2}. {question.prompt}",
        *options,
        f"      Evidence: {question.evidence.text}",
        f"      {question.kind}, confidence {question.confidence:.2f}{flags}",
    ]
    return "\n".join(lines) + "\n"
