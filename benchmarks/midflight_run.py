"""`midflight` with the suites of another folder: everything else is the command itself.

python midflight_run.py FOLDER run URL ...
"""

import sys
from pathlib import Path

from midflight import places

_FOLDER = Path(sys.argv[1])
places.suites_folder = lambda: _FOLDER  # before the commands import it

if __name__ == "__main__":
    from midflight.cli import console

    sys.argv[1:] = sys.argv[2:]
    sys.exit(console())
