"""What an HTML form sends, read strictly, and the ballots that it means."""

from typing import Any

from msgspec import Struct

from api.public.scene import Ballot, Scene, Value, several
from api.transport.exchanges import Exchange
from api.transport.formdata import read_pairs
from widgets.errors import Malformed
from widgets.model import Slot
from widgets.parts import Choose

MOST_FIELDS = 500
OURS = frozenset({"reader", "seed", "ticket", "withdraw"})
"""Fields that are no answers."""


class Fields(Struct, frozen=True):
    """The fields of a form in their order; a name may come several times."""

    pairs: list[tuple[str, str]]

    def one(self, name: str) -> str:
        """Give the value of a field, or "" where it was not sent."""
        return next((value for each, value in self.pairs if each == name), "")

    def all(self, name: str) -> list[str]:
        """Give all values of a field."""
        return [value for each, value in self.pairs if each == name]

    @property
    def answers(self) -> list[tuple[str, str]]:
        """The fields that say what the reader wants counted."""
        return [pair for pair in self.pairs if pair[0] not in OURS or pair[0] == "withdraw"]


def read_fields(exchange: Exchange) -> Fields:
    """Read the body of a request as a form. Raises Unsupported and Malformed."""
    return Fields(read_pairs(exchange, most=MOST_FIELDS, lines=True))


def read_drafts(scene: Scene, fields: Fields) -> dict[Slot, list[Value]]:
    """Give what was chosen, by slot; for a ranking, best first. Raises Malformed."""
    names = {f"answer:{each.slot}": each for each in scene.chooses if each.form != "ranking"}
    others = OURS | {f"vote:{slot}" for slot in scene.votes}
    others |= {f"send:{field.name}" for field in scene.submit.fields} if scene.submit else set()
    ranks = {
        f"rank:{each.slot}:{option.id}" for each in scene.chooses if each.form == "ranking"
        for option in each.options
    }  # fmt: skip
    skips = {f"skip:{each.slot}" for each in scene.chooses if each.skip}
    for name, _ in fields.pairs:
        if name not in names and name not in ranks | skips | others:
            raise Malformed("unknown_field", "The form has a field that is not asked for here; load it anew.")
        if len(fields.all(name)) > 1 and not (name in names and several(names[name])):
            raise Malformed("repeated_field", "The form answers the same question twice; load it anew.")
    return {
        each.slot: _read_ranking(each, fields, scene) if each.form == "ranking" else _read(each, fields)
        for each in scene.chooses
    }


def read_votes(scene: Scene, fields: Fields) -> list[tuple[Slot, Ballot | None]]:
    """Give the votes for members of a list; one without a value takes back. Raises Malformed."""
    votes: list[tuple[Slot, Ballot | None]] = []
    for slot, choose in scene.votes.items():
        for given in fields.all(f"vote:{slot}"):
            values = {str(option.value): option.value for option in choose.options}
            if given and given not in values:
                raise Malformed("unknown_option", "This vote is not among those offered; load the form anew.")
            votes.append((slot, {choose.field: values[given]} if given else None))
    return votes


def read_submission(scene: Scene, fields: Fields) -> dict[str, str]:
    """Give what is to be sent in; nothing where nothing is."""
    names = [field.name for field in scene.submit.fields] if scene.submit else []
    sent = {name: fields.one(f"send:{name}").replace("\r\n", "\n").strip() for name in names}
    return {name: text for name, text in sent.items() if text}


def make_ballots(scene: Scene, drafts: dict[Slot, list[Value]]) -> list[tuple[Slot, Ballot]]:
    """Give the ballots that drafts mean. Raises Malformed where too few or too many options were chosen."""
    ballots = []
    for choose in scene.chooses:
        values = drafts[choose.slot]
        most = 1 if choose.form in ("one", "text") else choose.most
        if values and not choose.least <= len(values) <= most:
            raise Malformed("bad_choice", f"{choose.label} {scene.hint(choose)}".strip())
        if values:
            ballots.append((choose.slot, make_ballot(choose, values)))
    if not ballots:
        raise Malformed("nothing_chosen", scene.words.say("answer_one"))
    return ballots


def make_ballot(choose: Choose, values: list[Value]) -> Ballot:
    """Give the ballot that says these values."""
    if values == [True] and choose.skip:
        return {choose.skip: True}
    said: Any = values[0] if choose.form in ("one", "text") else values
    return {choose.field: said}


def _read(choose: Choose, fields: Fields) -> list[Value]:
    if choose.form == "text":
        written = fields.one(f"answer:{choose.slot}").strip()
        return [written] if written else [True] if fields.one(f"skip:{choose.slot}") else []
    values = {str(option.value): option.value for option in choose.options}
    given = fields.all(f"answer:{choose.slot}")
    if not set(given) <= set(values):
        raise Malformed("unknown_option", "An answer is not among those offered; load the form anew.")
    return [values[each] for each in given]


def _read_ranking(choose: Choose, fields: Fields, scene: Scene) -> list[Value]:
    places: dict[int, Value] = {}
    for option in choose.options:
        given = fields.one(f"rank:{choose.slot}:{option.id}")
        if not given:
            continue
        if not (given.isascii() and given.isdecimal() and 0 < int(given[:3]) <= choose.most):
            raise Malformed("bad_place", f"A place is a number from 1 to {choose.most}.")
        if int(given) in places:
            raise Malformed("same_place", scene.words.say("same_place"))
        places[int(given)] = option.value
    return [places[place] for place in sorted(places)]
