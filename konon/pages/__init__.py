"""Inputs (files, folders, patterns, URLs, standard input) -> Pages."""

from konon.pages.address_lists import read_list
from konon.pages.fetch_options import FetchOptions
from konon.pages.find import Pages, find_pages

__all__ = ["FetchOptions", "Pages", "find_pages", "read_list"]
