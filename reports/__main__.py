"""Every answer of the dashboard from the command line: ``python3 -m reports --help``."""

import sys

if __name__ == "__main__":
    import launch

    launch.ensure("reports")

    from reports.cli import main

    sys.exit(main())
