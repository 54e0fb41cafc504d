"""The whole tree of exceptions.

KononError                 anything a user can mend; its text is one clear line
├── UsageError             the command line or a setting is off
├── InstallError           a part that was not installed is needed
├── PageError              this one input cannot be had; others may
│   ├── FetchError         a URL gave no page
│   │   └── TransientError     it may, later
│   └── FileError          a file cannot be read
├── ArticleError           a page was had, but holds no article
├── LedgerError            the ledger cannot be opened, read or written
├── NetworkError           the shipped weights are missing or damaged
└── LanguageError          a file of a language's folder is not as it must be
"""

from __future__ import annotations


class KononError(Exception):
    """What happened, to what (`name`), and the remedy: all in one line."""

    def __init__(self, why: str, *, name: str | None = None, remedy: str | None = None) -> None:
        self.why, self.name, self.remedy = why, name, remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        line = f"{self.name}: {self.why}" if self.name else self.why
        line = f"{line}; {self.remedy}" if self.remedy else line
        return " ".join(line.split())


class UsageError(KononError):
    """The command line or a setting is off."""


class InstallError(KononError):
    """A part that was not installed is needed."""


class PageError(KononError):
    """This one input cannot be had; others may."""


class FetchError(PageError):
    """A URL gave no page."""


class TransientError(FetchError):
    """A URL gave no page this time; it may, later."""


class FileError(PageError):
    """A file cannot be read."""


class ArticleError(KononError):
    """A page was had, but it holds no article."""


class NetworkError(KononError):
    """The shipped weights are missing or damaged."""


class LanguageError(KononError):
    """A file of a language's folder is missing, or a key in it is missing, unknown or of another type."""


class LedgerError(KononError):
    """The ledger cannot be opened, read or written."""
