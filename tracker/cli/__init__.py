"""The command line: it asks the desk, and prints. Exit status 0 done, 1 refused, 2 wrong usage."""

from tracker.cli.commands import main

__all__ = ["main"]
