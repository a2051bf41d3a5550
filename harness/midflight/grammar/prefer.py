"""Prefer (RFC 7240, section 2): a list of preferences, each with an optional value and parameters."""

from midflight.grammar.kind import Grammar
from midflight.grammar.syntax import COMMON, Syntax

GRAMMAR = Grammar(
    name="prefer",
    section="RFC 7240, section 2",
    syntax=Syntax(
        "Prefer",
        """
        Prefer      = *( "," OWS ) preference *( OWS "," OWS [ preference ] )
        preference  = option *( OWS ";" OWS [ option ] )
        option      = token [ BWS "=" BWS word ]
        word        = token / quoted-string
        """
        + COMMON,
    ),
    wanted="a list of preferences such as respond-async, wait=10",
)
