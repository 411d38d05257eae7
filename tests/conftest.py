"""Which tests stay together on one worker, because they share something that is slow to start."""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    "tests/test_browser.py": "browser",
    "tests/test_recalculation.py": "office",
    "tests/test_resaved.py": "office",
}


class Together(LoadScopeScheduling):
    """The mark `xdist_group` has no effect with pytest 9.2: xdist 3.8 sets a private name that pytest no longer reads."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER.get(nodeid.partition("::")[0], nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    return Together(config, log)
