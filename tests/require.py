"""What a test needs from outside Python: it is skipped for want of it, or fails where all has to be there."""

import os

import pytest


def require(found: object, what: str) -> None:
    """Skip a test for want of something; with the environment's TRACKER_REQUIRE=all it fails instead."""
    if found:
        return
    if os.environ.get("TRACKER_REQUIRE") == "all":
        pytest.fail(f"{what} is missing, and TRACKER_REQUIRE=all asks for it")
    pytest.skip(f"{what} is missing; with TRACKER_REQUIRE=all this is a failure")
