"""The small grammars of RFC 9110: numbers, tokens, entity tags, media types."""

from __future__ import annotations

from midflight.grammar.kind import Grammar
from midflight.grammar.syntax import COMMON, Syntax

INTEGER = Grammar(
    name="integer",
    section="RFC 9110, section 8.6",
    syntax=Syntax("integer", "integer = 1*DIGIT"),
    wanted="an integer such as 1000",
)

TOKEN = Grammar(
    name="token",
    section="RFC 9110, section 5.6.2",
    syntax=Syntax("value", "value = token" + COMMON),
    wanted="a token such as respond-async",
)

ENTITY_TAG = Grammar(
    name="entity-tag",
    section="RFC 9110, section 8.8.3",
    syntax=Syntax(
        "entity-tag",
        """
        entity-tag = [ weak ] opaque-tag
        weak       = %x57.2F
        opaque-tag = DQUOTE *etagc DQUOTE
        etagc      = %x21 / %x23-7E / %x80-FF
        """,
    ),
    wanted='an entity tag such as "xyzzy" or W/"xyzzy"',
)

STRONG_ENTITY_TAG = Grammar(
    name="strong-entity-tag",
    section="RFC 9110, section 8.8.3",
    syntax=Syntax(
        "opaque-tag",
        """
        opaque-tag = DQUOTE *etagc DQUOTE
        etagc      = %x21 / %x23-7E / %x80-FF
        """,
    ),
    wanted='a strong entity tag such as "xyzzy"',
)

MEDIA_TYPE = Grammar(
    name="media-type",
    section="RFC 9110, section 8.3.1",
    syntax=Syntax("media-type", 'media-type = token "/" token parameters' + COMMON),
    wanted="a media type such as text/plain",
)

MESSAGE_HTTP = Grammar(
    name="message-http",
    section="RFC 9112, section 10.1",
    syntax=Syntax("media-type", 'media-type = "message/http" parameters' + COMMON),
    wanted="the media type message/http",
)
