"""About: what this is, how well it reads, what the ledger holds, whose work it stands on."""

from __future__ import annotations

from konon import __version__
from konon.web.asset_files import load_assets
from konon.web.web_page import Asked, Shown

LICENCES = (
    ("konon", "Apache-2.0", ""),
    ("htmx", "BSD-0-Clause", "vendor/htmx.LICENSE.txt"),
    ("Inter", "OFL-1.1", "vendor/inter.LICENSE.txt"),
    ("Source Serif 4", "OFL-1.1", "vendor/source-serif-4.LICENSE.txt"),
)

# F1 of attributions and of direct quotations, as `konon/models/tagger/CARD.md` has them.
MEASURED_ON = "2026-11-29"
MEASURED = (
    {"lang": "id", "attribution": 0.858, "people": 0.984, "direct": 0.972},
    {"lang": "en", "attribution": 0.776, "people": 0.760, "direct": 0.921},
)


def show_about(asked: Asked) -> Shown:
    """The ledger's counts, the version, and the licences of what the pages load."""
    licences = [
        {"name": name, "licence": licence, "text": f"/assets/{file}" if file in load_assets() else None}
        for name, licence, file in LICENCES
    ]
    data = {"version": __version__, "ledger": asked.ledger.counts(), "licences": licences}
    return Shown(data=data | {"measured": MEASURED, "measured_on": MEASURED_ON})
