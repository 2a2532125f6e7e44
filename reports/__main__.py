"""``python3 -m reports``: every answer of the dashboard from the command line."""

import sys

from reports.cli import main

if __name__ == "__main__":
    sys.exit(main())
