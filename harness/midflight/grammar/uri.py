"""URI references (RFC 3986, section 4), as Location and its relatives carry them (RFC 9110, section 10.2.2)."""

from midflight.grammar.kind import Grammar
from midflight.grammar.syntax import Syntax

# Field names, in lower case, whose value is one bare URI reference: no angle brackets.
URI_FIELDS = frozenset({"location", "content-location", "request-content-location", "response-message-location"})

URI_REFERENCE = Grammar(
    name="uri-reference",
    section="RFC 3986, section 4.1",
    syntax=Syntax("value", "value = URI-reference", {"rfc3986": ("URI-reference",)}),
    wanted="a URI reference such as /status/42",
)

ABSOLUTE_URI = Grammar(
    name="absolute-uri",
    section="RFC 3986, section 4.3",
    syntax=Syntax("value", "value = absolute-URI", {"rfc3986": ("absolute-URI",)}),
    wanted="an absolute URI such as http://example.com/status/42",
)
