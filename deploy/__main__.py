"""The list of everything that is installed: ``python3 -m deploy --help``."""

import sys

if __name__ == "__main__":
    import launch

    launch.ensure("deploy")

    from deploy.sbom import main

    sys.exit(main())
