"""The engines of a checkout: a real Postgres, a real Redis-protocol server, and their keeper.

Both come out of wheels, for `voxpop dev` and the tests;
production brings its own engines and never comes in here.
"""


class EngineFailed(Exception):
    """An engine could not be started or reached; the text says why, and what to do about it."""
