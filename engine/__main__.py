"""`python -m engine` is `impasto`."""

import sys

from .cli import main

sys.exit(main())
