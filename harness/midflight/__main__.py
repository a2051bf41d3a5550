"""`python -m midflight`: the command line."""

import sys

from midflight.cli import console

sys.exit(console())
