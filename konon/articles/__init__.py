"""Page -> Article: what a page says, told apart from what surrounds it."""

from konon.articles.read import extract_article

__all__ = ["extract_article"]
