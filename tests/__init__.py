"""Tests of the library and of the commands."""

import os

#: True in `make test-all`: long waits, many examples, and every combination of user and version.
THOROUGH = os.environ.get("THOROUGH") == "1"
