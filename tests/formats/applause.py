"""A format as a stranger would add it: this module, and one registration."""

from typing import Literal

from widgets.errors import Malformed
from widgets.format import Format, Sample
from widgets.model import Ballot, Sheet, Spec, Tally
from widgets.parts import Choose, Number, Option, Part


class ApplauseSpec(Spec, frozen=True, kw_only=True):
    most: int = 3
    password: str = "open sesame"


class ApplauseBallot(Ballot, frozen=True, kw_only=True):
    claps: int
    hands: Literal["two"] = "two"


class Applause(Format[ApplauseSpec, ApplauseBallot]):
    name = "applause"
    spec_type = ApplauseSpec
    ballot_type = ApplauseBallot
    samples = (
        Sample(
            name="Up to three claps",
            spec=ApplauseSpec(),
            ballots=[("", ApplauseBallot(claps=2))],
            refused=[("", ApplauseBallot(claps=4))],
            alike=[ApplauseSpec(password="sesame, please")],
        ),
    )

    def slots(self, spec: ApplauseSpec) -> dict[str, list[str]]:
        return {"": ["claps"]}

    def check(self, spec: ApplauseSpec, slot: str, ballot: ApplauseBallot) -> None:
        if not 1 <= ballot.claps <= spec.most:
            raise Malformed("bad_claps", f"Clap 1 to {spec.most} times.")

    def marks(self, spec: ApplauseSpec, sheet: Sheet[ApplauseBallot]) -> Tally:
        return {"": {"claps": sheet[""].claps}} if "" in sheet else {}

    def ask(self, spec: ApplauseSpec) -> list[Part]:
        options = [Option(id=str(n), value=n) for n in range(1, spec.most + 1)]
        return [Choose(slot="", form="one", look="buttons", field="claps", options=options)]

    def result(
        self, spec: ApplauseSpec, tally: Tally, sheet: Sheet[ApplauseBallot], study: object = None
    ) -> list[Part]:
        return [Number(value=tally[""].get("claps", 0), unit="claps")] if "" in tally else []

    def secrets(self, spec: ApplauseSpec) -> list[str]:
        return [spec.password]
