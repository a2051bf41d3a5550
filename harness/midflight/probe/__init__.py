"""Looking at a server over the project's own wire, and writing a first target file for it.

What is found are observations: nothing here judges. Without leave to write, only safe methods are sent (RFC 9110,
section 9.2.1). Nothing leaves the origin: redirects are told, not followed. Every wait and every answer is bounded.
"""

from midflight.probe.asking import SAFE, Asker
from midflight.probe.looking import Plan, look
from midflight.probe.notes import Notes
from midflight.probe.target_file import target_file

__all__ = ["SAFE", "Asker", "Notes", "Plan", "look", "target_file"]
