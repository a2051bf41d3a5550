"""A case as prose, with the octets that it sends: what `midflight explain` prints. Nothing here opens a socket."""

from midflight.prose.case import told

__all__ = ["told"]
