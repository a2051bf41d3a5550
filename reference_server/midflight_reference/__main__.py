"""`python -m midflight_reference`: run one server, conformant or with faults."""

import sys

from midflight_reference.cli import main

sys.exit(main())
