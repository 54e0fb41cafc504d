"""What MkDocs does with these documents beside building them.

The README and its neighbours are pages of the site, with their links led to where things are in it. Addresses of other
hosts that the theme's own scripts could load from are taken out.
"""

import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[2]
NEIGHBOURS = {
    "README.md": "index.md",
    "ARCHITECTURE.md": "architecture.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "LICENSE": "LICENSE.txt",
    "CITATION.cff": "CITATION.cff",
}
LINK = re.compile(r"(\]\()([^)#:\s]+)")
LOADED = re.compile(rb"https://(?:unpkg\.com|api\.github\.com)/")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the documents beside docs/."""
    for name, place in NEIGHBOURS.items():
        content = (ROOT / name).read_text(encoding="utf-8")
        files.append(File.generated(config, place, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Leads links to where their target is in the site."""
    from_root = page.file.src_uri in NEIGHBOURS.values()

    def lead(found: re.Match[str]) -> str:
        return found[1] + _place(found[2], from_root)

    return LINK.sub(lead, markdown)


def _place(target: str, from_root: bool) -> str:
    if from_root:
        return NEIGHBOURS.get(target, target.removeprefix("docs/"))
    return NEIGHBOURS.get(target.removeprefix("../"), target)


def on_post_build(config: MkDocsConfig) -> None:
    """The theme could load Mermaid, a shim and a repository's stars from elsewhere; no page has need of them."""
    for path in Path(config.site_dir).rglob("assets/javascripts/**/*.js"):
        path.write_bytes(LOADED.sub(b"", path.read_bytes()))
