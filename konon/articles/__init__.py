"""Page -> Article: what a page says, told apart from what surrounds it."""

from konon.articles.options import ArticleOptions
from konon.articles.read import extract_article

__all__ = ["ArticleOptions", "extract_article"]
