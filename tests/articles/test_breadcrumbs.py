"""The section, from an HTML page's breadcrumb."""

from __future__ import annotations

import pytest
from lxml import html

from konon.articles.breadcrumbs import read_breadcrumb

TITLE = "Jembatan Gantung Ditutup Dua Pekan"


@pytest.mark.parametrize(
    "crumbs",
    [
        '<div class="crumbs"><a href="/">Home</a> &rsaquo; <a href="/d">Daerah</a></div>',
        '<ul class="site-breadcrumb"><li><a>Beranda</a></li><li><a>Daerah</a></li><li>Jembatan Gantung...</li></ul>',
        '<nav aria-label="breadcrumb">Beranda / Daerah / Jembatan Gantung Ditutup Dua Pekan</nav>',
        '<script type="application/ld+json">{"@graph": [{"@type": "BreadcrumbList", "itemListElement": ['
        '{"name": "Home"},'
        '{"item": {"name": "Daerah"}}, {"name": "Jembatan Gantung Ditutup Dua Pekan"}]}]}</script>',
    ],
)
def test_the_last_part_before_the_headline_is_the_section(crumbs):
    assert read_breadcrumb(html.document_fromstring(f"<html><body>{crumbs}<p>x</p></body></html>"), [TITLE]) == "Daerah"


@pytest.mark.parametrize(
    "crumbs",
    [
        "",
        '<div class="breadcrumb"><a>Home</a></div>',
        '<script type="application/ld+json">{"@type": "BreadcrumbList", </script>',
        '<script type="application/ld+json">{"@type": "BreadcrumbList", "itemListElement": [1, null, "x"]}</script>',
        '<div class="crumbled cookies"><a>Daerah</a></div>',
    ],
)
def test_without_a_section_there_is_none(crumbs):
    assert read_breadcrumb(html.document_fromstring(f"<html><body>{crumbs}<p>x</p></body></html>"), [TITLE]) is None
