"""`python -m tests.faults`: all faults in their full form."""

import os
import sys
from pathlib import Path

import pytest

os.environ.setdefault("PANTAU_FAULT_ROUNDS", "full")
sys.exit(pytest.main([str(Path(__file__).parent), *sys.argv[1:]]))
