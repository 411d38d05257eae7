"""How the command line starts: quickly. It knows no command."""

import gc


def main() -> None:
    """Load the command line, and run it."""
    # What is loaded stays to the end. To look through all of it for garbage, while it is loaded and once more at the
    # end, takes a quarter of the time in which a command answers.
    gc.disable()
    from tracker.cli import main as run

    gc.freeze()
    gc.enable()
    run()
