"""The process that reads an upload: `python -m widgets.media.working GIVEN OUT LIMITS`. It says what it made.

It is started for one upload, and ends with it. Whatever an upload does to it ends here.
"""

import signal
import sys
from contextlib import suppress
from pathlib import Path

import msgspec

from widgets.errors import Refused, TooLarge, Unsupported
from widgets.media.making import Limits, Made, Refusal, too_much
from widgets.media.recognising import HEAD, PICTURES, recognise

FILES = 64
"""Files it may have open."""


def main(arguments: list[str]) -> Made | Refusal:
    """Make what can be made of an upload."""
    given, out = map(Path, arguments[:2])
    limits = msgspec.json.decode(arguments[2], type=Limits)
    try:
        bound(limits)
        made = make(given, out, limits)
        if made.kind not in limits.kinds:
            raise Unsupported("unwanted_media", f"No {made.kind} can be uploaded here; a picture can.")
        return made
    except MemoryError:
        refusal: Refused = too_much("This takes too much memory to be shown; make it smaller.")
    except Refused as problem:
        refusal = problem
    return Refusal(type(refusal).__name__, refusal.code, refusal.detail)


def make(given: Path, out: Path, limits: Limits) -> Made:
    """Make a picture, a clip, a film or a sound. Raises Refused."""
    if given.stat().st_size > limits.size:
        raise TooLarge("too_large", f"An upload may have {limits.size // 2**20} MB.")
    with given.open("rb") as file:
        kind = recognise(file.read(HEAD))
    # Each brings its decoders with it; only what is needed is loaded.
    if kind not in PICTURES:
        from widgets.media.recordings import make_recording

        return make_recording(given, kind, out, limits)
    from widgets.media.pictures import make_picture, open_picture

    image = open_picture(given, kind, limits)
    from widgets.media.clips import is_clip, make_clip

    return make_clip(image, out, limits) if is_clip(image) else make_picture(image, out)


def bound(limits: Limits) -> None:
    """Bound this process's memory, time and files, where the system can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.patience, limits.patience))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.size * 2, limits.size * 2))
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Where memory runs short all the same, this process is the first to go.
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(main(sys.argv[1:])))
