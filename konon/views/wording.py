"""Claims and articles in a reader's words; what text, CSV and HTML say alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from konon.languages.language_files import load_measured
from konon.records import PAGE_BREAK, Article, Claim, Relay, Spans, Speaker, words_of

NOBODY = "Nobody named"
CERTAINTIES = {
    "certain": "certain",
    "probable": "probable",
    "possible": "possible",
    "unknown": "certainty unknown",
}
OWNERS = {"speaker": "the speaker's", "outlet": "the outlet's"}
DENIAL = "denial"
NO_WORDS = "(no words)"
CLOSING = {"“": "”", "„": "“", "«": "»", '"': '"'}  # the other half that is added
OPENING = {"”": "“", "»": "«", '"': '"'}
CLOSERS = {"“": "”", "„": "“”", "«": "»", '"': '"'}  # what may close it

# Control characters could steer the terminal; half a surrogate pair cannot be encoded.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_HASH = re.compile(r"[0-9a-f]{16}")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:$|T)")


def printable(text: str) -> str:
    """Without control characters (but line ends and tabs); U+FFFD stands for each, so offsets hold."""
    return _UNPRINTABLE.sub("\ufffd", text.replace(PAGE_BREAK, " "))


def one_line(text: str) -> str:
    """Printable, with single spaces."""
    return " ".join(printable(text).split())


def count_of(number: int, thing: str) -> str:
    """ "1 claim", "2,000 claims"."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def day(published: str) -> str:
    """ISO 8601 -> "14 September 2023"; what is less precise than a day stays as it is."""
    found = _DAY.match(published)
    if not found:
        return printable(published)
    try:
        when = date(*(int(part) for part in found.groups()))
    except ValueError:
        return printable(published)
    return f"{when.day} {when:%B} {when.year}"


def about_article(article: Article) -> list[str]:
    """What is known of the article beside its title: outlet, date, section, place, byline, language."""
    known = [
        article.outlet,
        day(article.published) if article.published else None,
        article.section,
        article.dateline,
        f"by {article.byline}" if article.byline else None,
        _language(article),
    ]
    return [one_line(part) for part in known if part]


def _language(article: Article) -> str | None:
    """How well an article's language is read, where it is none of those that the reader was made for."""
    if article.untested:
        return f"language {article.lang} (not measured)"
    found = load_measured().get(article.lang)
    return f"language {article.lang} (attribution F1 {found.attribution:.2f})" if found else None


def heading(article: Article) -> str:
    """The title, or what else names the article; a given id rather than the file that holds many."""
    name = article.path if is_hash(article.id) else article.id
    return one_line(article.title or article.url or name or article.id)


def is_hash(id: str) -> bool:
    """Whether it is an id of our own making rather than one that was given."""
    return bool(_HASH.fullmatch(id))


def speaker_name(speaker: Speaker) -> str:
    """The name, or that there is none."""
    return one_line(speaker.name) if speaker.name else NOBODY


def speaker_about(speaker: Speaker) -> str:
    """Role and affiliation, "" where neither is known; a name that says it already is not repeated."""
    name = speaker_name(speaker).casefold()
    known = (one_line(part) for part in (speaker.role, speaker.affiliation) if part)
    return ", ".join(part for part in known if part.casefold() not in name)


def via(relays: Sequence[Relay]) -> str:
    """ "via Garis Lintang, from Meridian Wire"; "" where nobody relays."""
    names = [one_line(relay.name) for relay in relays]
    return f"via {', from '.join(names)}" if names else ""


def certainty(claim: Claim) -> str:
    """How sure the speaker is."""
    return CERTAINTIES[claim.factuality.certainty]


def kind_of_act(claim: Claim) -> str:
    """ "belief", "intention", "decree"; "" for a plain statement."""
    return "" if claim.factuality.act == "statement" else claim.factuality.act


def is_denial(claim: Claim) -> bool:
    """Whether the speaker denies or negates."""
    return claim.factuality.polarity == "negative"


def said_on(claim: Claim) -> str:
    """ "said 2023-08"; "" where the text gives no time."""
    if claim.said is None:
        return ""
    start, end = claim.said.start, claim.said.end
    return f"said {start}" if end in (start, "") else f"said {start} to {end}"


def span_words(text: str, spans: Spans) -> str:
    """The words on one line."""
    return one_line(words_of(text, spans))


def content_words(text: str, claim: Claim) -> str:
    """What was said; in quotation marks where all of it is quoted, and with no mark of its own left open."""
    words = span_words(text, claim.attribution.content)
    if claim.attribution.quotation == "direct":
        return f"“{balance_marks(words, add=False) or NO_WORDS}”"
    return balance_marks(words, add=True) or NO_WORDS


def balance_marks(words: str, *, add: bool) -> str:
    """Each double quotation mark that lacks its other half gets it, at the start or end; or is left out.

    One that would then enclose nothing is left out in either case.
    """
    lone = _lone_marks(words)
    mended = {at: opens for at, opens in lone.items() if _beside(words, at, opens)} if add else {}
    kept = "".join(letter for at, letter in enumerate(words) if at not in lone or at in mended)
    start = "".join(OPENING[words[at]] for at, opens in reversed(mended.items()) if not opens)
    end = "".join(CLOSING[words[at]] for at, opens in reversed(mended.items()) if opens)
    return " ".join(f"{start}{kept}{end}".split())


def _beside(words: str, at: int, opens: bool) -> str:
    """What the mark would enclose, its other half added."""
    return (words[at + 1 :] if opens else words[:at]).strip()


def _lone_marks(words: str) -> dict[int, bool]:
    """Where marks without their other half stand, and whether each is an opening one."""
    waiting: list[int] = []
    lone: dict[int, bool] = {}
    for at, letter in enumerate(words):
        if waiting and _closes(words, at, words[waiting[-1]]):
            waiting.pop()
        elif letter in CLOSING and not (letter == '"' and _stands_after_word(words, at)):
            waiting.append(at)
        elif letter in OPENING:
            lone[at] = False
    return lone | dict.fromkeys(waiting, True)


def _closes(words: str, at: int, opening: str) -> bool:
    if words[at] == '"' != opening:
        return _stands_after_word(words, at)
    return words[at] in CLOSERS[opening]


def _stands_after_word(words: str, at: int) -> bool:
    """Whether a straight mark closes, by the letters beside it."""
    return at > 0 and not words[at - 1].isspace() and words[at - 1] not in "(["
