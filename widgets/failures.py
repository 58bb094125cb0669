"""What ends a command of the console script."""


class Failed(Exception):
    """The command cannot do its work. The text says why, and what to do about it, in one line."""
