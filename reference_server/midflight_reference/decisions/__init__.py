"""Every normative decision of the server, each one small method.

The conformant server asks a `Decisions` at the moment it has to decide; a fault is a subclass that answers one of the
questions wrongly. So a fault can only show in an exchange in which its method was asked (see `recording`).
"""

from midflight_reference.decisions.acknowledgement import AcknowledgementDecisions
from midflight_reference.decisions.documents import DocumentDecisions
from midflight_reference.decisions.interim import InterimDecisions
from midflight_reference.decisions.operations import OperationDecisions
from midflight_reference.decisions.part_fields import PartFieldDecisions
from midflight_reference.decisions.patch_binary import PatchBinaryDecisions
from midflight_reference.decisions.patch_effects import PatchEffectDecisions
from midflight_reference.decisions.patch_formats import PatchFormatDecisions
from midflight_reference.decisions.progress import ProgressDecisions
from midflight_reference.decisions.representations import RepresentationDecisions
from midflight_reference.decisions.request_content import RequestContentDecisions
from midflight_reference.decisions.response_message import ResponseMessageDecisions
from midflight_reference.decisions.resumption import ResumptionDecisions
from midflight_reference.decisions.status_uri import StatusURIDecisions
from midflight_reference.decisions.transactions import TransactionDecisions
from midflight_reference.decisions.uploads import UploadDecisions


class Decisions(
    OperationDecisions,
    InterimDecisions,
    ProgressDecisions,
    StatusURIDecisions,
    DocumentDecisions,
    PatchFormatDecisions,
    PatchBinaryDecisions,
    PartFieldDecisions,
    PatchEffectDecisions,
    UploadDecisions,
    TransactionDecisions,
    RepresentationDecisions,
    ResumptionDecisions,
    RequestContentDecisions,
    ResponseMessageDecisions,
    AcknowledgementDecisions,
):
    """The conformant decisions. Instances hold no state but the configuration."""


__all__ = ["Decisions"]
