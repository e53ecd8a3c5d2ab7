"""`python -m engine` is `impasto`."""

import sys

from .cli.main import main

sys.exit(main())
