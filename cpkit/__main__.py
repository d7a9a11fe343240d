"""`python -m cpkit` is `cpkit`."""

import sys

from cpkit.cli import main

if __name__ == "__main__":
    sys.exit(main())
