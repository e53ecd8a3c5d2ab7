"""`python3 -m _gimpfu`, in the folder that holds it, is the command gimpfu."""

from __future__ import annotations

import sys

from _gimpfu.command import main

sys.exit(main())
