"""placeholder until ports land."""


class Unavailable(Exception):  # noqa: N818
    """No answer."""


class Malformed(Exception):  # noqa: N818
    """Unreadable."""


class Forged(Exception):  # noqa: N818
    """Not proven."""
