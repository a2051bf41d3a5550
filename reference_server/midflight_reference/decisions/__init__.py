"""Every normative decision of the server, each one small method.

The conformant server asks a `Decisions` at the moment it has to decide; a fault is a subclass that answers one of the
questions wrongly. So a fault can only show in an exchange in which its method was asked (see `recording`).
"""

from midflight_reference.decisions.documents import DocumentDecisions
from midflight_reference.decisions.interim import InterimDecisions
from midflight_reference.decisions.operations import OperationDecisions
from midflight_reference.decisions.progress import ProgressDecisions
from midflight_reference.decisions.status_uri import StatusURIDecisions


class Decisions(OperationDecisions, InterimDecisions, ProgressDecisions, StatusURIDecisions, DocumentDecisions):
    """The conformant decisions. Instances hold no state."""


__all__ = ["Decisions"]
