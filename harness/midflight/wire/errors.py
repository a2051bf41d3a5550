"""What goes wrong below HTTP, in words for the person who runs the suite: what, where, what to do."""


class WireError(Exception):
    """No connection could be made."""


class ConnectionLost(Exception):  # noqa: N818  an event of the exchange, not a defect
    """The peer closed or reset the connection while octets were to be sent."""
