"""What tells one form from another: sent twice, it is one reader's all the same."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

from widgets.errors import Malformed
from widgets.readers import RANDOM_BYTES


def make_seed() -> str:
    """Make what tells one form from another: sent twice, it is one reader's all the same."""
    return urlsafe_b64encode(secrets.token_bytes(RANDOM_BYTES)).rstrip(b"=").decode()


def read_seed(seed: str) -> bytes:
    """Read a form's seed. Raises Malformed."""
    try:
        random = urlsafe_b64decode(f"{seed}==")
    except (ValueError, Error):
        random = b""
    if len(random) != RANDOM_BYTES:
        raise Malformed("bad_seed", "This form is not one of ours; load it anew.")
    return random
