"""``python -m bot`` is ``hejie``."""

import sys

from bot.cli import main

sys.exit(main())
