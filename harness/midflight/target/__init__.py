"""The implementation under test: where it is, what it claims, and how its endpoints are asked for things."""

from midflight.target.endpoint import Call, NotOfferedError, Operation
from midflight.target.load import load_target, target_for_url, target_in
from midflight.target.model import Endpoint, Target

__all__ = ["Call", "Endpoint", "NotOfferedError", "Operation", "Target", "load_target", "target_for_url", "target_in"]
