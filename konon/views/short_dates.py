"""ISO 8601 -> a date as people write it in the interface's language, as precise as it is given."""

from __future__ import annotations

import re
from typing import Final

from babel.dates import format_skeleton

from konon.views.time_axis import LOCALES, moment_of
from konon.views.wording import printable

_MONTH: Final = re.compile(r"\d{4}-\d\d$")
_YEAR: Final = re.compile(r"\d{4}$")


def short_date(published: str, lang: str = "en", *, clock: bool = True) -> str:
    """ "14 Sep 2023 09:10", in Indonesian "14 Sep 2023 09.10"; what is no date stays as it is."""
    when = moment_of(published)
    if when is None:
        return printable(published)
    locale = LOCALES.get(lang, LOCALES["en"])
    skeleton = "y" if _YEAR.match(published) else "yMMM" if _MONTH.match(published) else "yMMMd"
    day = str(format_skeleton(skeleton, when, locale=locale))
    if not clock or "T" not in published[8:]:
        return day
    return f"{day} {format_skeleton('Hm', when, locale=locale)}"
