"""Pages of many makes: what is the article, whose words its posts are, its title and its date. All of them invented."""

from __future__ import annotations

import pytest

PROSE = {
    "id": (
        "Kepala Desa Tanjung Luma, Sari Wendra, mengatakan jembatan baru itu selesai sebelum musim hujan tahun ini.",
        "Warga sudah dua tahun menyeberang dengan rakit karena jembatan lama hanyut terbawa banjir besar.",
        "“Anak-anak tidak perlu lagi naik rakit ke sekolah,” kata Sari di balai desa, Senin pagi.",
        "Pemerintah kabupaten menyediakan tiga miliar rupiah untuk tiang, lantai, dan lampu jembatan itu.",
        "Pekerjaan dimulai bulan lalu dan melibatkan empat puluh orang dari dua kampung di sekitarnya.",
    ),
    "en": (
        "The village of Lower Hask will have its bridge back before the winter, mayor Orla Dunmere said on Monday.",
        "For two years people have crossed on a raft because the old bridge was washed away in a flood.",
        "“Our children need not take the raft to school any more,” said Dunmere outside the village hall.",
        "The county is paying three million for the pillars, the deck and the lamps of the new bridge.",
        "Work began last month and employs forty people from the two hamlets on either bank of the river.",
    ),
}
FRAME = {
    "id": """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>
<div class="menu"><ul><li><a href="/">Beranda</a></li><li><a href="/d">Daerah</a></li><li><a href="/o">Olahraga</a></li>
</ul></div>{body}<div class="footer">Hak cipta Kabar Luma</div></body></html>""",
    "en": """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/l">Local</a></li><li><a href="/s">Sport</a></li></ul></nav>{body}
<footer>Copyright Hask Courier</footer></body></html>""",
}
TITLE = {"id": "Jembatan Tanjung Luma Selesai Sebelum Hujan", "en": "Lower Hask to have its bridge back"}


def page(lang: str, body: str, *, head: str = "", title: str | None = None) -> str:
    """A page in the frame of its language."""
    return FRAME[lang].format(title=TITLE[lang] if title is None else title, head=head, body=body)


def paragraphs(lang: str, start: int = 0, *, wrap: str = "<p>{}</p>") -> str:
    """The invented article from a paragraph on."""
    return "".join(wrap.format(line) for line in PROSE[lang][start:])


def bodies(article):
    return [article.text[s:e] for s, e in article.body]


# The lead stands before the first <p>.


@pytest.mark.parametrize(
    ("lang", "opening"),
    [
        ("id", '<div class="isi-berita"><strong>KabarLuma.id</strong> - {lead}{rest}</div>'),
        ("id", '<div id="content-detail"><b>Tanjung Luma</b> — {lead}<br><br>{rest}</div>'),
        ("en", '<div class="story-text">{lead}{rest}</div>'),
        ("id", '<article><span class="lead">{lead}</span>{rest}</article>'),
        ("en", '<div class="entry"><div class="first">{lead}</div><div>{rest}</div></div>'),
        ("id", '<td class="berita">{lead}{rest}</td>'),
    ],
)
def test_a_lead_outside_paragraphs_is_body(read, lang, opening):
    body = f"<h1>{TITLE[lang]}</h1>" + opening.format(lead=PROSE[lang][0], rest=paragraphs(lang, 1))
    found = bodies(read(page(lang, body), "html"))
    assert [" ".join(found)[-40:], len(found)] == [PROSE[lang][-1][-40:], 5]
    assert PROSE[lang][0].split(",")[0] in found[0]


# A paragraph is wholly a link.


@pytest.mark.parametrize(("lang", "at"), [("en", 1), ("en", 4), ("id", 3), ("id", 4), ("en", 2)])
@pytest.mark.parametrize("link", ['<a href="/b/1"><strong>{}</strong></a>', '<strong><a href="/n/2">{}</a></strong>'])
def test_a_paragraph_that_is_a_link_is_body(read, lang, at, link):
    lines = [link.format(line) if n == at else line for n, line in enumerate(PROSE[lang])]
    text = "".join(f'<div class="part"><p>{line}</p></div>' for line in lines)
    found = bodies(read(page(lang, f"<article><h1>{TITLE[lang]}</h1>{text}</article>"), "html"))
    assert found == list(PROSE[lang])


@pytest.mark.parametrize("title", ["Pasar Luma Ramai Lagi", "Tujuh Kampung Menunggu Listrik Hingga Akhir Tahun"])
def test_a_link_that_is_a_headline_is_none(read, title):
    body = f"<article><h1>{TITLE['id']}</h1>{paragraphs('id')}<p><a href='/b/3'>{title}</a></p></article>"
    assert bodies(read(page("id", body), "html")) == list(PROSE["id"])


# A list ends the article.


@pytest.mark.parametrize(
    ("lang", "intro", "items"),
    [
        ("id", "Berikut jadwal penutupan jalan di sekitar jembatan:", ["1. Senin: Jalan Kopi", "2. Rabu: Jalan Teh"]),
        ("en", "The roads will be shut on these days:", ["1. Monday: Mill Lane", "2. Friday: Church Row"]),
        ("id", "Syarat bagi pekerja yang ingin mendaftar:", ["- KTP Tanjung Luma", "- surat sehat dari puskesmas"]),
        ("en", "The council asks three things of drivers:", ["• slow down at the raft", "• park behind the hall"]),
        (
            "en",
            "What the county pays for:",
            ["1) pillars and deck", "2) lamps on both banks", "3) a path for cyclists"],
        ),
    ],
)
def test_a_list_that_ends_the_article_is_body(read, lang, intro, items):
    listed = "".join(f"<p>{item}</p>" for item in items)
    text = f'<div class="detail-text">{paragraphs(lang)}<p>{intro}</p>{listed}</div>'
    body = f'<div class="detail"><h1>{TITLE[lang]}</h1>{text}</div>'
    assert bodies(read(page(lang, body), "html"))[-len(items) - 1 :] == [intro, *items]


def test_an_ordered_list_is_body(read):
    listed = "<ol><li>Jembatan Luma</li><li>Jembatan Wendra Atas</li><li>Dermaga lama</li></ol>"
    body = f"<article><h1>{TITLE['id']}</h1>{paragraphs('id')}<p>Bangunan yang diperbaiki:</p>{listed}</article>"
    assert bodies(read(page("id", body), "html"))[-1] == "Dermaga lama"


# Posts of social networks.

POSTS = {
    "twitter": (
        '<blockquote class="twitter-tweet"><p lang="en" dir="ltr">{words}</p>&mdash; Orla Dunmere (@orladun)'
        ' <a href="https://twitter.com/orladun/status/7">March 4, 2024</a></blockquote>',
        ("Orla Dunmere", "orladun", "Twitter", "2024-03-04"),
    ),
    "x": (
        '<blockquote class="twitter-tweet"><p>{words}</p>&mdash; Hask Council (@hask_council)'
        ' <a href="https://x.com/hask_council/status/8">May 9, 2025</a></blockquote>',
        ("Hask Council", "hask_council", "X", "2025-05-09"),
    ),
    "instagram": (
        '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/abc/"><p>'
        'View this post on Instagram</p><p><a href="https://www.instagram.com/p/abc/">{words}</a></p><p>A post shared'
        " by <a>Orla D</a> (@orla.d) on <time>Dec 1, 2023</time></p></blockquote>",
        ("Orla D", "orla.d", "Instagram", "2023-12-01"),
    ),
    "facebook": (
        '<div class="fb-post"><blockquote cite="https://www.facebook.com/orladunmere/posts/5"><p>{words}</p>Posted by'
        ' <a href="https://www.facebook.com/orladunmere">Orla Dunmere</a> on <a>Monday, March 4, 2024</a>'
        "</blockquote></div>",
        ("Orla Dunmere", "orladunmere", "Facebook", "2024-03-04"),
    ),
    "tiktok": (
        '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@orla/video/9"><section><a'
        ' href="https://www.tiktok.com/@orla">@orla</a><p>{words}</p><a href="#">♬ suara asli - orla</a>'
        "</section></blockquote>",
        (None, "orla", "TikTok", None),
    ),
    "bluesky": (
        '<blockquote class="bluesky-embed"><p lang="en">{words}</p>&mdash; Orla (<a>@orla.bsky.social</a>)'
        ' <a href="https://bsky.app/profile/orla.bsky.social/post/1">March 4, 2024 at 9:01 AM</a></blockquote>',
        ("Orla", "orla.bsky.social", "Bluesky", "2024-03-04"),
    ),
    "bare quote": (
        "<blockquote>{words}<br>— Orla Dunmere (@orladun) <a href='https://twitter.com/orladun/status/7'>March 4, 2024"
        "</a></blockquote>",
        ("Orla Dunmere", "orladun", "Twitter", "2024-03-04"),
    ),
    "amp": (
        '<amp-twitter data-tweetid="7"><blockquote placeholder><p>{words}</p>— Orla Dunmere (@orladun)'
        ' <a href="https://twitter.com/orladun/status/7">March 4, 2024</a></blockquote></amp-twitter>',
        ("Orla Dunmere", "orladun", "Twitter", "2024-03-04"),
    ),
}


@pytest.mark.parametrize("kind", POSTS)
@pytest.mark.parametrize(("lang", "words"), [("en", "The raft retires. At last."), ("id", "Rakit pensiun. Akhirnya!")])
def test_a_post_is_its_accounts_words(read, kind, lang, words):
    embed, told = POSTS[kind]
    text = paragraphs(lang)[: paragraphs(lang).index("</p>") + 4]
    body = f"<article><h1>{TITLE[lang]}</h1>{text}{embed.format(words=words)}{paragraphs(lang, 1)}</article>"
    article = read(page(lang, body), "html")
    (post,) = article.posts
    assert [article.text[s:e].strip() for s, e in post.spans] == [words]
    assert (post.name, post.handle, post.platform, post.posted) == told
    assert words in [line.strip() for line in bodies(article)]
    assert article.published is None  # a post's date is not the page's
    assert not any("@" in line or "View this" in line for line in bodies(article))
    assert (
        post.signed is None or "@" in article.text[slice(*post.signed)] or told[0] in article.text[slice(*post.signed)]
    )


def test_a_page_without_posts_has_none(read):
    assert read(page("en", f"<article>{paragraphs('en')}</article>"), "html").posts == ()


# The publication date.


@pytest.mark.parametrize(
    ("lang", "extra"),
    [
        ("id", "<p>Rakit di muara Tanjung Luma, 12 Maret 2021. KabarLuma/Tole Anom</p>"),
        ("id", "<figure><img src='a.jpg'><figcaption>Warga menyeberang pada 3 Juni 2020.</figcaption></figure>"),
        ("en", '<div class="caption">The raft on March 3, 2019. Photo: Ned Ash</div>'),
        (
            "en",
            '<div class="wp-caption"><p class="wp-caption-text">The bridge in May 2018, before the flood.</p></div>',
        ),
        ("id", "<p>Aturan itu tertuang dalam Peraturan Bupati Nomor 7 Tahun 2019 tanggal 2 Mei 2019.</p>"),
    ],
)
def test_a_date_of_something_else_is_not_the_pages(read, lang, extra):
    body = f"<article><h1>{TITLE[lang]} 2026</h1>{extra}{paragraphs(lang)}</article>"
    assert read(page(lang, body), "html").published is None


@pytest.mark.parametrize(
    ("lang", "shown", "published"),
    [
        ("id", '<div class="tgl">Senin, 4 Mei 2024 | 09:15 WIB</div>', "2024-05-04T09:15+07:00"),
        ("id", "<span>Selasa, 23/02/2016 15:32 WIB</span>", "2016-02-23T15:32+07:00"),
        ("en", '<p class="when">Published: Dec. 22, 2016, 6:47 p.m.</p>', "2016-12-22T18:47"),
        ("en", "<div>By Ned Ash</div><div>10/04/2016 05:07 AM EDT</div>", "2016-10-04T05:07-04:00"),
        ("id", '<time datetime="2024-05-04T09:15:00+0700">4 Mei 2024</time>', "2024-05-04T09:15+07:00"),
    ],
)
def test_a_date_above_the_article_is_the_pages(read, lang, shown, published):
    body = f"<article><h1>{TITLE[lang]}</h1>{shown}{paragraphs(lang)}</article>"
    assert read(page(lang, body), "html").published == published


# The title.


@pytest.mark.parametrize(
    ("name", "head", "title"),
    [
        ("Jembatan Luma Selesai", "", "Jembatan Luma Selesai"),
        (
            "Jembatan Luma Selesai - Kabar Luma",
            '<meta property="og:site_name" content="Kabar Luma">',
            "Jembatan Luma Selesai",
        ),
        ("Jembatan Luma Selesai | KabarLuma.com Daerah", "", "Jembatan Luma Selesai"),
        (
            "Jembatan Luma Selesai — Kabar Luma",
            '<link rel="canonical" href="https://kabarluma.id/a">',
            "Jembatan Luma Selesai",
        ),
        ("Kabar Luma: Jembatan Selesai", "", "Kabar Luma: Jembatan Selesai"),
    ],
)
def test_a_page_that_has_no_heading_is_named_by_its_title_element(read, name, head, title):
    assert read(page("id", f'<div class="isi">{paragraphs("id")}</div>', head=head, title=name), "html").title == title


@pytest.mark.parametrize(
    ("heads", "name", "title"),
    [
        (["Hask Courier"], "Bridge back by winter | Hask Courier", "Bridge back by winter"),
        (["Local news", "Bridge back by winter"], "Bridge back by winter", "Bridge back by winter"),
        (
            ["Bridge will be back by winter in Lower Hask"],
            "Bridge back by winter",
            "Bridge will be back by winter in Lower Hask",
        ),
    ],
)
def test_a_heading_is_the_title_where_the_title_element_bears_it_out(read, heads, name, title):
    body = "".join(f"<h1>{head}</h1>" for head in heads) + paragraphs("en")
    assert read(page("en", body, title=name), "html").title == title


def test_what_was_escaped_twice_is_read_as_meant(read):
    head = '<meta property="og:title" content="&amp;#039;Last raft&amp;#039; leaves Hask">'
    assert read(page("en", paragraphs("en"), head=head), "html").title == "'Last raft' leaves Hask"


@pytest.mark.parametrize(
    ("head", "name", "outlet"),
    [
        ('<link rel="canonical" href="https://www.haskcourier.com/a">', "Bridge back | Hask Courier", "Hask Courier"),
        ('<meta property="og:site_name" content="news.detik.com">', "Bridge back", "detikcom"),
        ('<meta property="og:site_name" content="Bridge back">', "Bridge back", None),
        ('<link rel="canonical" href="https://bola.kompas.com/read/1">', "Bridge back - Kompas.com Bola", "Kompas.com"),
    ],
)
def test_the_outlet_is_called_by_its_name(read, head, name, outlet):
    assert read(page("en", paragraphs("en"), head=head, title=name), "html").outlet == outlet


# Makes of pages.


def test_line_breaks_divide_paragraphs(read):
    text = "<br><br>".join(PROSE["id"])
    found = bodies(read(page("id", f"<h1>{TITLE['id']}</h1><div class='isi'>{text}</div>"), "html"))
    assert found == list(PROSE["id"])


def test_a_line_break_within_a_sentence_divides_nothing(read):
    text = "<p>" + PROSE["en"][0].replace(" before ", "<br>before ") + "</p>" + paragraphs("en", 1)
    assert bodies(read(page("en", f"<article>{text}</article>"), "html"))[0] == PROSE["en"][0]


def test_a_page_of_tables_is_read(read):
    text = paragraphs("id", wrap="{}<br><br>")
    left = "<td width=150><a href='/'>Beranda</a><br><a href='/d'>Daerah</a></td>"
    body = f"<table><tr>{left}<td><font size=4><b>{TITLE['id']}</b></font><br>{text}</td></tr></table>"
    assert bodies(read(page("id", body), "html")) == list(PROSE["id"])


def test_windows_1252_is_read(read):
    text = page("id", f"<article><h1>{TITLE['id']}</h1>{paragraphs('id')}</article>").replace("utf-8", "windows-1252")
    assert bodies(read(text.encode("cp1252"), "html")) == list(PROSE["id"])


def test_an_amp_page_is_read(read):
    parts = "".join(f'<p class="amp-p">{line}</p><amp-ad width=300></amp-ad>' for line in PROSE["id"])
    body = f"<amp-sidebar><ul><li>Beranda</li></ul></amp-sidebar><main><h1>{TITLE['id']}</h1>{parts}</main>"
    assert bodies(read(page("id", body), "html")) == list(PROSE["id"])


def test_an_article_that_only_machines_are_told_is_read(read):
    told = "<p>" + "</p><p>".join(PROSE["en"] * 2) + "</p>"
    script = '<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": "%s"}</script>'
    body = "<div id='app'><p>Please turn on scripts to read this page.</p></div>"
    assert bodies(read(page("en", body, head=script % told), "html"))[0] == PROSE["en"][0]


def test_a_pull_quote_is_body_once(read):
    quote = f'<aside class="pullquote">{PROSE["en"][2].strip("“").split("”")[0]}</aside>'
    body = f"<article><h1>{TITLE['en']}</h1><p>{PROSE['en'][0]}</p>{quote}{paragraphs('en', 1)}</article>"
    assert bodies(read(page("en", body), "html")) == list(PROSE["en"])


def test_boxes_beside_the_article_are_none_of_it(read):
    box = (
        '<div class="newsletter-signup"><p>Sign up for our weekly newsletter and get the best of the valley.</p></div>',
        '<div class="related-links"><h3>Related</h3><ul><li><a href="/1">Raft races return</a></li></ul></div>',
        '<div class="author-bio"><p>Ned Ash is a reporter for the Hask Courier. He lives by the river.</p></div>',
        '<div class="tags"><a href="/t/1">Bridges</a> <a href="/t/2">Floods</a></div>',
    )
    lines = "".join(f"<p>{line}</p>{box[n] if n < 2 else ''}" for n, line in enumerate(PROSE["en"]))
    body = f"<article><h1>{TITLE['en']}</h1><div class='article-body'>{lines}</div>{box[2]}{box[3]}</article>"
    assert bodies(read(page("en", body), "html")) == list(PROSE["en"])


@pytest.mark.parametrize(("lang", "by"), [("id", "(KabarLuma/Tole Anom)"), ("en", "(Courier / Ned Ash)")])
def test_a_gallery_is_its_captions(read, lang, by):
    shown = "".join(f"<div class='slide'><img src='{n}.jpg'><p>{p} {by}</p></div>" for n, p in enumerate(PROSE[lang]))
    found = bodies(read(page(lang, f"<article><h1>{TITLE[lang]}</h1>{shown}</article>"), "html"))
    assert [line.removesuffix(f" {by}") for line in found] == list(PROSE[lang])
