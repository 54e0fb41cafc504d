"""The whole tree of exceptions.

KononError                 anything a user can put right; its text is one clear line
├── UsageError             the command line or a setting is wrong
│   ├── ChoiceError            what was given may mean several, or another one
│   └── MissingError           there is nothing by the id that was given
├── InstallError           a part that was not installed is needed
├── PageError              this input cannot be read; others may be
│   ├── FetchError         a URL gave no page
│   │   └── TransientError     it may do so later
│   └── FileError          a file cannot be read
├── ArticleError           the page was read but has no article
├── LedgerError            the ledger cannot be opened, read or written
│   ├── ErasedError            what is asked for, or added, was erased by a person
│   └── UnfitError             an article has what no database holds; others may be added
├── NetworkError           the shipped weights are missing or damaged
└── LanguageError          a file of a language's folder is not as it must be
"""

from __future__ import annotations

from collections.abc import Sequence


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
    """The command line or a setting is wrong."""


class MissingError(UsageError):
    """There is nothing by the id that was given."""


class ChoiceError(UsageError):
    """What was given for `field` may mean several, or another one.

    `choices`: (id, what is known of it, its claims).
    """

    def __init__(
        self, why: str, *, field: str, choices: Sequence[tuple[str, str, int]], name: str, remedy: str | None = None
    ) -> None:
        self.field, self.choices = field, tuple(choices)
        super().__init__(why, name=name, remedy=remedy)


class InstallError(KononError):
    """A part that was not installed is needed."""


class PageError(KononError):
    """This input cannot be read; others may be."""


class FetchError(PageError):
    """A URL gave no page."""


class TransientError(FetchError):
    """A URL gave no page this time; it may do so later."""


class FileError(PageError):
    """A file cannot be read."""


class ArticleError(KononError):
    """The page was read but has no article."""


class NetworkError(KononError):
    """The shipped weights are missing or damaged."""


class LanguageError(KononError):
    """A file of a language's folder is missing, or a key in it is missing, unknown or of another type."""


class LedgerError(KononError):
    """The ledger cannot be opened, read or written."""


class UnfitError(LedgerError):
    """An article has what no database holds, such as an address of ten thousand letters."""


class ErasedError(LedgerError):
    """A person erased it from the ledger, and it may not come back."""
