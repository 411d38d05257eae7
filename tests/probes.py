"""What tests let a child process do: answer, fail, eat memory, die, hang."""

import os
import signal
import time

from tracker.problems import Problem, RefusedError


def double(number: int) -> int:
    return 2 * number


def refuse() -> None:
    raise RefusedError("no", [Problem("pledges", "wrong", "mend it")])


def fail() -> None:
    raise ValueError("odd")


def eat() -> int:
    return len(bytearray(1 << 30))


def abort() -> None:
    os.kill(os.getpid(), signal.SIGABRT)


def leave() -> None:
    os._exit(0)


def hang() -> None:
    time.sleep(60)


def chatter() -> object:
    return os.system


def modules() -> list[str]:
    import sys

    return sorted(name for name in sys.modules if "." not in name)
