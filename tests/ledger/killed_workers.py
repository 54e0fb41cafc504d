"""What a worker does that is killed at every task."""

import os
import signal


def make_killed():
    return lambda task: os.kill(os.getpid(), signal.SIGKILL)
