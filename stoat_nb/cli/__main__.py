"""``python -m stoat_nb.cli``."""

import sys

from stoat_nb.cli import main

sys.exit(main())
