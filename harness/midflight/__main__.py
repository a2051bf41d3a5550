"""`python -m midflight`: the command line."""

import sys

from midflight.cli import main

sys.exit(main())
