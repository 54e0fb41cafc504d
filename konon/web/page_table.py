"""The pages of the site, each declared once, in the order of the menu: `web_page.py` says how one is added."""

from __future__ import annotations

from konon.web.about_page import show_about
from konon.web.web_page import WebPage

PAGES: tuple[WebPage, ...] = (WebPage(path="/about", make=show_about, template="about.html.j2"),)
