"""Deciding, from what happened, whether it is what the case asked for. Pure: it can be tested without a socket."""
