"""Pure ballot rules that formats share: policies, marks, percentages, reveal."""

import re
from collections.abc import Iterable, Mapping, Sequence

from widgets.errors import Conflicting, Malformed
from widgets.model import (
    MEDIA_ID,
    OPTION_ID,
    RESERVED_IDS,
    AnyBallot,
    Captioned,
    Picture,
    Policy,
    Reveal,
    Sheet,
    Slot,
    Tally,
)

MOST_CAPTIONS = 8
COLOUR = re.compile(r"#[0-9a-f]{6}")


def change(sheet: Sheet[AnyBallot], slot: Slot, ballot: AnyBallot | None, policy: Policy) -> Sheet[AnyBallot]:
    """Give the next sheet after casting `ballot` in `slot`, or after withdrawing with `None`.

    Raises Conflicting when the slot's ballot was cast for good. A ballot equal to what stands, and a
    withdrawal where nothing stands, give the same sheet back.
    """
    standing = sheet.get(slot)
    if standing == ballot:
        return sheet
    if policy is Policy.ONCE and standing is not None:
        raise Conflicting("already_cast", "Your ballot is in and cannot be changed; the first one counts.")
    rest = {other: kept for other, kept in sheet.items() if other != slot}
    return rest if ballot is None else rest | {slot: ballot}


def difference(before: Tally, after: Tally) -> Tally:
    """Give what must be added to a tally when a sheet's marks change; zeros are left out."""
    changed = {slot: {key: n for key, n in keys.items() if n} for slot, keys in after.items()}
    for slot, keys in before.items():
        counts = changed.setdefault(slot, {})
        for key, n in keys.items():
            left = counts.pop(key, 0) - n
            if left:
                counts[key] = left
    return {slot: counts for slot, counts in changed.items() if counts}


def add(tally: Tally, marks: Tally, times: int = 1) -> None:
    """Add marks to a tally in place, `times` over."""
    for slot, keys in marks.items():
        counts = tally.setdefault(slot, {})
        for key, n in keys.items():
            counts[key] = counts.get(key, 0) + n * times


def flatten(tally: Tally) -> dict[str, object]:
    """Give the form of a tally that readers see: the empty slot's keys stand at the top."""
    flat: dict[str, object] = {slot: counts for slot, counts in tally.items() if slot}
    return flat | tally.get("", {})


def percentages(counts: Sequence[int]) -> list[int]:
    """Round shares to whole percentages that sum to 100, or to 0 where nothing was counted.

    The largest remainder method (Hamilton): floors first, the missing points go to the largest
    fractions, earlier ones first on ties.
    """
    total = sum(counts)
    if total == 0:
        return [0] * len(counts)
    floors = [100 * n // total for n in counts]
    by_fraction = sorted(range(len(counts)), key=lambda i: (-(100 * counts[i] % total), i))
    for i in by_fraction[: 100 - sum(floors)]:
        floors[i] += 1
    return floors


def percent(part: int, whole: int) -> int:
    """Round the share of `part` in `whole` to a whole percentage, halves up; 0 where nothing was counted."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def revealed(reveal: Reveal, *, cast: bool, closed: bool) -> bool:
    """Tell whether a reader may see a slot's tally: `cast` is whether the reader has a ballot in it."""
    if reveal is Reveal.ALWAYS:
        return True
    if reveal is Reveal.AFTER_CASTING:
        return cast or closed
    return reveal is Reveal.AFTER_CLOSE and closed


def check_ids(ids: Iterable[str], what: str) -> None:
    """Refuse ids that are malformed, reserved or given twice; `what` names them in the sentence."""
    seen: set[str] = set()
    for each in ids:
        if not OPTION_ID.fullmatch(each):
            raise Malformed(
                "bad_id",
                f"The {what} id {each[:40]!r} must be 1 to 32 of a-z, 0-9, _, - and begin with a-z or 0-9.",
            )
        if each in RESERVED_IDS:
            raise Malformed("reserved_id", f"The {what} id {each!r} is a word of tallies; choose another.")
        if each in seen:
            raise Malformed("duplicate_id", f"The {what} id {each!r} is given twice; ids must differ.")
        seen.add(each)


def check_text(text: str, what: str, *, least: int = 1, most: int) -> None:
    """Refuse a text that is blank where one is needed, or too long; `what` names it in the sentence.

    `least` and `most` are in characters; for `least`, white space around the text counts as none.
    """
    if len(text) > most:
        raise Malformed("text_too_long", f"The {what} has {len(text):,} characters; it may have {most}.")
    if len(text.strip()) < least:
        raise Malformed("missing_text", f"The {what} is missing; write {least} to {most} characters.")


def check_chosen(chosen: Sequence[str], offered: Mapping[str, object], *, least: int, most: int) -> None:
    """Refuse a choice that repeats itself, names what is not offered, or is too short or too long."""
    unknown = [each for each in chosen if each not in offered]
    if unknown:
        raise Malformed(
            "unknown_option", f"There is no option {unknown[0][:40]!r}; choose among those shown."
        )
    if len(set(chosen)) != len(chosen):
        raise Malformed("duplicate_option", "The same option was named twice; name each at most once.")
    if not least <= len(chosen) <= most:
        wanted = f"exactly {least}" if least == most else f"{least} to {most}"
        raise Malformed(
            "wrong_number_of_options", f"{len(chosen)} of the options are chosen; choose {wanted}."
        )


def check_media(id: str, what: str) -> None:
    """Refuse what is no media id; whether there is such an upload is seen to when the spec is kept."""
    if not MEDIA_ID.fullmatch(id):
        raise Malformed(
            "bad_media", f"The {what} is named by its media id, which begins with m_; upload it first."
        )


def check_captions(picture: Captioned, what: str) -> None:
    """Refuse words on a picture that are none, too many, beside it, or in no colour."""
    if not 1 <= len(picture.captions) <= MOST_CAPTIONS:
        raise Malformed("bad_captions", f"The {what} has 1 to {MOST_CAPTIONS} captions; give it that many.")
    for each in picture.captions:
        check_text(each.text, f"caption of the {what}", most=200)
        places = ((each.x, 0, 100), (each.y, 0, 100), (each.width, 10, 100), (each.size, 3, 30))
        if not all(least <= given <= most for given, least, most in places):
            raise Malformed(
                "bad_place",
                f"A caption of the {what} is outside: x and y are from 0 to 100, width from 10 to 100, size "
                "from 3 to 30, each in hundredths of the picture.",
            )
        if not COLOUR.fullmatch(each.colour) or not (each.outline == "" or COLOUR.fullmatch(each.outline)):
            raise Malformed("bad_colour", f"Write the colours of the {what} such as #ffcc00.")


def check_picture(picture: Picture, what: str) -> None:
    """Refuse a picture without words for those who do not see it; `what` names it in the sentence."""
    check_media(picture.media, what)
    check_text(picture.alt, f"alternative text of the {what}", most=500)
    check_text(picture.credit, f"credit of the {what}", least=0, most=200)
