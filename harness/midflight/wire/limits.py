"""The bounds on what one target can make the harness take in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Counted in octets, but for `interim`."""

    head: int = 65536  # one response head
    interim: int = 10_000  # interim responses of one exchange
    content: int = 8 << 30  # content of one final response
    kept: int = 1 << 20  # as much of the content stays in memory
    surplus: int = 16 << 20  # octets that belong to no response
    surplus_kept: int = 65536
