"""Page -> Article: what a page says, without what surrounds it."""

from konon.articles.article_options import ArticleOptions
from konon.articles.extract import extract_article

__all__ = ["ArticleOptions", "extract_article"]
