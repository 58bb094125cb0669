"""Proposals as they stand in the form beside an article: `q.KEY.FIELD` are questions, `p.KEY.FIELD` polls."""

from msgspec import Struct

from api.studio.forms import Fields
from widgets.composing import Proposal, Taken
from widgets.errors import Malformed

OPTIONS = ("option0", "option1", "option2", "option3")
QUESTION = frozenset({"_", "on", "prompt", "answer", "explanation", "start", "end", "kind", *OPTIONS})
OWN = frozenset({"csrf", "do", "text", "title", "tone", "url"})
MOST = 100


class Choice(Struct, frozen=True, kw_only=True):
    """A question that can be taken; `on` tells whether it is."""

    on: bool
    kind: str
    taken: Taken

    @staticmethod
    def of(proposal: Proposal, on: bool) -> "Choice":
        """Offer a proposal."""
        taken = Taken(
            prompt=proposal.prompt,
            options=proposal.options,
            answer=proposal.answer_index,
            explanation=proposal.explanation,
            start=proposal.evidence.start,
            end=proposal.evidence.end,
        )
        return Choice(on=on, kind=proposal.kind, taken=taken)


def read_choices(fields: Fields) -> list[Choice]:
    """Read the questions in the order in which they were sent. Raises Malformed."""
    return [read_choice(each) for each in gather(fields, "q")]


def read_choice(sent: dict[str, str]) -> Choice:
    """Read one question. Raises Malformed."""
    if not sent.keys() <= QUESTION:
        raise foreign()
    taken = Taken(
        prompt=sent.get("prompt", ""),
        options=[sent.get(each, "") for each in OPTIONS],
        answer=read_number(sent.get("answer", "0")),
        explanation=sent.get("explanation", ""),
        start=read_number(sent.get("start", "0")),
        end=read_number(sent.get("end", "0")),
    )
    return Choice(on="on" in sent, kind=sent.get("kind", ""), taken=taken)


def read_polls(fields: Fields) -> list[tuple[str, list[str]]]:
    """Read the polls. Raises Malformed."""
    return [(sent.get("prompt", ""), sent.get("options", "").split("\n")) for sent in gather(fields, "p")]


def gather(fields: Fields, letter: str) -> list[dict[str, str]]:
    """Gather the fields of each row. Raises Malformed for a field that the form does not have."""
    rows: dict[str, dict[str, str]] = {}
    for name, value in fields.pairs:
        parts = name.split(".")
        if name in OWN:
            continue
        if len(parts) != 3 or parts[0] not in ("q", "p") or parts[2] in rows.get(f"{parts[0]}{parts[1]}", {}):
            raise foreign()
        rows.setdefault(f"{parts[0]}{parts[1]}", {})[parts[2]] = value
    if len(rows) > MOST:
        raise Malformed("too_many_rows", f"There are more than {MOST} proposals.")
    return [row for key, row in rows.items() if key[0] == letter]


def read_number(text: str) -> int:
    """Read a place in the article, or of an option. Raises Malformed."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise foreign()
    return int(text)


def foreign() -> Malformed:
    """Say that a form is not ours."""
    return Malformed("unknown_field", "The form has a field that is not asked for here; load it anew.")
