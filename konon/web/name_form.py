"""The name under which somebody without an account corrects: changed from the foot of every page."""

from __future__ import annotations

from konon.web.interface_words import noted
from konon.web.web_form import Acted, Notice, Sent


def do_name(sent: Sent) -> Acted:
    """The site keeps the name that any form brings; there is nothing else to do."""
    return Acted(
        to=sent.back, notice=Notice(said=noted("What you correct is recorded under this name:"), about=sent.who.name)
    )
