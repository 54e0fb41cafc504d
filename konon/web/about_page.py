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


def show_about(asked: Asked) -> Shown:
    """The ledger's counts, the version, and the licences of what the pages load."""
    licences = [
        {"name": name, "licence": licence, "text": f"/assets/{file}" if file in load_assets() else None}
        for name, licence, file in LICENCES
    ]
    return Shown(data={"version": __version__, "ledger": asked.ledger.counts(), "licences": licences})
