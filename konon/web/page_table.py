"""The pages and forms of the site, each declared once: `web_page.py` and `web_form.py` say how one is added."""

from __future__ import annotations

from functools import partial

from konon.web.about_page import show_about
from konon.web.add_pages import do_add, show_add, show_job
from konon.web.api_page import DOCUMENT, show_api
from konon.web.article_page import show_article
from konon.web.asked_fields import ADD_FIELDS, FIX_FIELDS, MISSED_FIELDS, NOTE, OTHER, RELATION
from konon.web.check_page import show_check
from konon.web.claim_page import show_claim
from konon.web.correction_forms import do_correct, do_judge, do_merge, do_missed, do_split, do_undo
from konon.web.corrections_page import show_corrections
from konon.web.dispute_page import show_disputes
from konon.web.edit_page import show_edits
from konon.web.home_page import show_home
from konon.web.interface_words import noted
from konon.web.name_form import do_name
from konon.web.network_page import show_network
from konon.web.outlet_pages import show_outlet, show_outlets
from konon.web.search_page import show_search
from konon.web.speaker_pages import show_speaker, show_speakers
from konon.web.thread_pages import show_thread, show_threads
from konon.web.web_form import WebForm
from konon.web.web_page import WebPage

PAGES: tuple[WebPage, ...] = (  # in the order of the menu
    WebPage(path="/", make=show_home, template="home.html.j2", twin="/index.json", keeps_look=True),
    WebPage(path="/search", make=show_search, template="search.html.j2", menu=noted("Claims"), key="c"),
    WebPage(path="/articles/{id:path}", make=show_article, template="article.html.j2"),
    WebPage(path="/claims/{id}", make=show_claim, template="claim.html.j2"),
    WebPage(path="/check", make=show_check, template="check.html.j2"),
    WebPage(path="/threads", make=show_threads, template="threads.html.j2", menu=noted("Threads"), key="t"),
    WebPage(path="/threads/{id}", make=show_thread, template="thread.html.j2"),
    WebPage(path="/disputes", make=show_disputes, template="disputes.html.j2", menu=noted("Disputes"), key="d"),
    WebPage(path="/speakers", make=show_speakers, template="speakers.html.j2", menu=noted("Speakers"), key="s"),
    WebPage(path="/speakers/{id:path}", make=show_speaker, template="speaker.html.j2"),
    WebPage(path="/outlets", make=show_outlets, template="outlets.html.j2", menu=noted("Outlets"), key="o"),
    WebPage(path="/outlets/{id:path}", make=show_outlet, template="outlet.html.j2"),
    WebPage(path="/edits", make=show_edits, template="edits.html.j2", menu=noted("Edits"), key="e"),
    WebPage(path="/network", make=show_network, template="network.html.j2", menu=noted("Network"), key="n"),
    WebPage(path="/corrections", make=show_corrections, template="corrections.html.j2"),
    WebPage(path="/add", make=show_add, template="add.html.j2", menu=noted("Add"), key="a"),
    WebPage(path="/add/{id}", make=show_job, template="job.html.j2"),
    WebPage(path="/about", make=show_about, template="about.html.j2"),
)

PAGES = (*PAGES, WebPage(path="/api", make=partial(show_api, pages=PAGES), template="api.html.j2", twin=DOCUMENT))

FORMS: tuple[WebForm, ...] = (
    WebForm(
        path="/add",
        act=do_add,
        needs_name=False,
        files=True,
        fields=ADD_FIELDS,
        always=("text", "addresses"),
    ),
    WebForm(path="/claims/{id}/correct", act=do_correct, fields=(*FIX_FIELDS, NOTE), always=("speaker",)),
    WebForm(path="/missed", act=do_missed, fields=MISSED_FIELDS, always=("content",)),
    WebForm(path="/merge", act=do_merge, fields=(OTHER,), always=("other",)),
    WebForm(path="/split", act=do_split),
    WebForm(path="/judge", act=do_judge, fields=(RELATION, NOTE), always=("relation",)),
    WebForm(path="/undo", act=do_undo),
    WebForm(path="/name", act=do_name),
)
