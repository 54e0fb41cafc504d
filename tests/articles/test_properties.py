"""Whatever bytes come in: an article whose spans are sound, or an ArticleError."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from konon.articles import extract_article
from konon.errors import ArticleError
from konon.records import Page

LINES = st.sampled_from(
    [
        "Harga beras turun, kata Budi.",
        "Baca juga: Harga Beras",
        "(FB)",
        "Jakarta - Harga turun.",
        "Home | News",
        "",
        "  ",
        "\t",
        "•",
        "1/2/2024",
        "Oleh: Ana",
        "Harga Beras Turun",
        "“",
        "<p>",
        "</div>",
        "<script>",
        "<p>Harga beras turun, kata Budi.</p>",
        "© 2024 Kabar",
        "a" * 300,
    ]
)
CONTENT = st.one_of(
    st.binary(max_size=400),
    st.lists(LINES, max_size=30).map(lambda lines: "\n".join(lines).encode()),
    st.text(max_size=300).map(lambda text: text.encode("utf-16", "surrogatepass")),
)


def sound(article) -> bool:
    ends = [0, *(end for _, end in article.body)]
    starts = [start for start, _ in article.body] + [len(article.text)]
    in_order = all(end <= start for end, start in zip(ends, starts, strict=True))
    return bool(article.body) and in_order and all(s < e for s, e in article.body)


@pytest.mark.parametrize("form", ["html", "dump", "article"])
@settings(deadline=timedelta(seconds=5), max_examples=150)
@given(body=CONTENT, charset=st.sampled_from([None, "utf-8", "latin-1", "nonsense"]))
def test_any_bytes_are_an_article_or_an_error(form, body, charset):
    page = Page(body=body, form=form, charset=charset, path="a")
    try:
        article = extract_article(page)
    except ArticleError:
        return
    assert sound(article)
    assert article == extract_article(page)
