"""Run every test: ``python3 -m tests``, followed by anything pytest understands."""

import os
import pathlib
import sys

if __name__ == "__main__":
    import launch

    launch.ensure("tests")

    import pytest

    os.chdir(pathlib.Path(__file__).resolve().parent.parent)
    sys.exit(pytest.main(sys.argv[1:]))
