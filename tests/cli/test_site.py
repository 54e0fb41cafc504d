"""The documents as a site: built without a warning, loading nothing from another host; its references are current."""

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import html

import konon

ROOT = Path(__file__).resolve().parents[2]
OUTSIDE = re.compile(r"^(?:https?:)?//")
LOADS = (
    "//script/@src | //img/@src | //iframe/@src | //source/@src | //link[not(@rel='canonical')]/@href | //object/@data"
)
IN_STYLES = re.compile(r"(?:url\(\s*[\"']?|@import\s+[\"'])\s*(?:https?:)?//[^)\"']*")
HOSTS = re.compile(
    r"(?:unpkg\.com|jsdelivr\.net|cdnjs\.|googleapis\.com|gstatic\.com|google-analytics|api\.github\.com)"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Where the built site lies."""
    pytest.importorskip("mkdocs", reason="mkdocs is not installed: pip install -e '.[docs]'")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return folder


def test_no_page_loads_anything_from_another_host(site):
    pages = [*site.rglob("*.html")]
    assert len(pages) > 20
    for path in pages:
        page = path.read_text(encoding="utf-8")
        assert not [address for address in html.fromstring(page).xpath(LOADS) if OUTSIDE.match(address)], path
        assert not IN_STYLES.search(page), path
    for path in [*site.rglob("*.css"), *site.rglob("*.svg")]:
        assert not IN_STYLES.search(path.read_text(encoding="utf-8")), path
    for path in site.rglob("*.js"):
        assert not HOSTS.search(path.read_text(encoding="utf-8")), path


def test_every_document_is_a_page_of_it(site):
    names = {path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.md")}
    names |= {Path(name) for name in ("index.html", "architecture.html", "contributing.html", "changelog.html")}
    assert [name for name in names if not (site / name).is_file()] == []


def test_links_of_the_pages_lead_somewhere(site):
    for path in site.glob("*.html"):
        for link in html.fromstring(path.read_text(encoding="utf-8")).xpath("//article//a/@href"):
            target = link.partition("#")[0]
            assert OUTSIDE.match(link) or not target or (path.parent / target).is_file(), f"{path.name}: {link}"


def test_the_reference_of_commands_is_current():
    made = runpy.run_path(str(ROOT / "runs" / "reference.py"))
    assert made["make_reference"]() == made["PLACE"].read_text(encoding="utf-8"), "run python runs/reference.py"


def test_the_reference_for_python_has_every_name_of_the_package():
    listed = re.findall(r"^::: (\S+)", (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8"), re.M)
    told = {one.rpartition(".")[2] for one in listed} | (set(dir(konon.errors)) if "konon.errors" in listed else set())
    assert [name for name in konon.__all__ if name not in told] == []


def test_the_citation_names_this_version():
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {konon.__version__}\n" in text
    assert "\nlicense: Apache-2.0\n" in text
