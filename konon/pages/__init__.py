"""Inputs (files, folders, patterns, URLs, standard input) -> Pages."""

from konon.pages.find import Pages, find_pages
from konon.pages.options import FetchOptions

__all__ = ["FetchOptions", "Pages", "find_pages"]
