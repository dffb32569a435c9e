"""``python -m irenic``: the command."""

from irenic.cli import main

main()
