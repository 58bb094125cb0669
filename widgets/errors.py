"""The one family of refusals. The domain raises these; the HTTP room has one table of their statuses."""


class Refused(Exception):
    """The domain says no, and nothing has changed.

    `code` is stable and meant for programs, `detail` is a sentence for people: what was wrong, what was
    expected, what to do. `retry_after` is in seconds, where waiting helps.
    """

    def __init__(self, code: str, detail: str, *, retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.retry_after = retry_after


class Malformed(Refused):
    """What was sent does not have the form that was asked for."""


class Unidentified(Refused):
    """There is no valid reader token, or none for this site."""


class Forbidden(Refused):
    """It is understood who asks, and the answer is no."""


class Unknown(Refused):
    """The thing that was named does not exist here."""


class Conflicting(Refused):
    """What stands forbids it: the widget is not open, or another ballot was already cast for good."""


class Outdated(Refused):
    """What was to be changed has been changed by somebody else since it was read."""


class TooLarge(Refused):
    """More bytes than the limit."""


class Unsupported(Refused):
    """The content type or encoding is not one that is read here."""


class OverBudget(Refused):
    """Too much in too short a time; `retry_after` says when to come back."""


class Unavailable(Refused):
    """An engine is away or overloaded; nothing was counted, and trying again later is right."""


def unknown_widget() -> Unknown:
    """Say that a widget does not exist, or not for whoever asks."""
    return Unknown(
        "unknown_widget",
        "There is no such widget. The reactions, shares and points of a page need its URL too, as ?url=.",
    )
