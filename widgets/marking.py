"""What the ledger is handed to count sheets with: a format's marks, as a function of JSON. Pure."""

from collections.abc import Iterable
from typing import Any

from widgets.formats import AnyFormat
from widgets.ledger.sheets import Mark
from widgets.ledger.studies import Compute
from widgets.model import Spec, Tally
from widgets.placing import sheet_decoder


def mark_by(format: AnyFormat, spec: Spec) -> Mark:
    """Give the function that tells a sheet's marks."""
    decode = sheet_decoder(format.ballot_type).decode  # type: ignore[arg-type]

    def mark(ballots: bytes) -> Tally:
        return format.marks(spec, decode(ballots))

    return mark


def study_by(format: AnyFormat, spec: Spec) -> Compute:
    """Give the function that makes a study of sheets."""
    decode = sheet_decoder(format.ballot_type).decode  # type: ignore[arg-type]

    def study(sheets: Iterable[bytes], version: int) -> Any:
        return format.study(spec, map(decode, sheets), version)

    return study


def may_change_marks(before: Spec, after: Spec) -> bool:
    """Tell whether the same sheets may have other marks by another spec: not if only its words differ."""
    return before.bare() != after.bare()
