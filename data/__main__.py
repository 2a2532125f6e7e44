"""The records from the command line: ``python3 -m data --help``."""

import sys

if __name__ == "__main__":
    import launch

    launch.ensure("data")

    from data.cli import main

    sys.exit(main())
