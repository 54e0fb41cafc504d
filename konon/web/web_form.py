"""What a form of the site is: an address to which it is sent, and a function that does what it says.

To add a form:

1. A function `do_NAME(sent: Sent) -> Acted`. It writes to the ledger, in the name of `sent.who`, and says where the
   browser goes then. It runs in a thread; UsageError and MissingError tell what cannot be done.
2. A line in `FORMS` of `page_table.py`, with the fields that people fill: where the form is refused, `refused_form.py`
   gives it back with what was typed. ChoiceError says among whom to choose.
3. In a template `{% import "forms.html.j2" as forms with context %}`, and within `{% if site.who.writes %}` a form that
   begins with `{{ forms.begin("/address") }}`, has `{{ forms.ask_name() }}` where a name is needed, and ends as any.

Nobody's form is taken without the token of their own session; where a form needs a name, there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from konon.ledger import Ledger
from konon.web.web_page import Given
from konon.web.who_asks import Who

MOST_BYTES = 200_000  # of a form without files


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """A file that came with a form: its name as the browser tells it, and where it lies until the form is done with."""

    name: str
    place: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One form as its function sees it."""

    ledger: Ledger
    who: Who  # has a name where the form asks for one
    ids: Mapping[str, str] = field(default_factory=dict)  # the parts of the path that a route names
    fields: Given = field(default_factory=Given)
    files: tuple[SentFile, ...] = ()
    folder: Path = Path()  # of a form with files: it is gone when the form is done with
    services: Mapping[str, Any] = field(default_factory=dict)  # what the site keeps for its forms: see `make_app`

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field, without blanks around it."""
        return tuple(value.strip() for key, value in self.fields if key == name)

    @property
    def back(self) -> str:
        """The page that the form stood on."""
        return self.fields.get("back", "/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is told on the next page: what was done, and how it is undone."""

    said: str  # as `noted`
    about: str = ""  # a name or words behind it
    undo: tuple[tuple[str, str], ...] = ()  # the fields that are sent to /undo; none: it cannot be undone so


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """Where the browser goes when it is done: a path of this site."""

    to: str
    notice: Notice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """A field that people fill. `kind`: "line", "area", "check", or "choice" among `values`."""

    name: str
    label: str  # as `noted`
    kind: str = "line"
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WebForm:
    """A line of the table of forms. `fields`: what is shown once more where it is refused; the rest comes along unseen.

    Of these `always` are shown whether or not something stands in them.
    """

    path: str  # as a route
    act: Callable[[Sent], Acted]
    needs_name: bool = True
    files: bool = False  # it may come with files
    fields: tuple[FormField, ...] = ()
    always: tuple[str, ...] = ()

    def wanted(self, sent: Given) -> set[str]:
        """The names of the fields to be shown again."""
        return {one.name for one in self.fields if one.name in self.always or sent.get(one.name)}
