"""A record of the logging module -> one line on stderr, in which no stranger's sign can steer the terminal."""

from __future__ import annotations

import logging

from konon.views.wording import one_line


class LogLine(logging.Formatter):
    """As `logging.Formatter` has it, but printable and on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """A traceback too would stand on one line."""
        return one_line(super().format(record))
