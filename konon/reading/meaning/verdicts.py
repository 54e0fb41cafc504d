"""Signs -> what the rules say: how sure, affirmed or denied, and what kind of act, with the words that show it.

The group of the cue gives the default; the content's own words, most of all those of its first main clause, may
change it. All words are data (`factuality.toml` of each language).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from konon.reading.meaning.signs import Sign, Signs
from konon.records import Act, Certainty, Polarity

FORMS_OF_SPEECH: Final = frozenset({"speech", "warning", "none", "hearsay"})
HEDGE_REACH: Final = 3  # tokens: `gerbong yang menyeberang pada Agustus mungkin ...` hedges the main clause
SUBJECT: Final = 4  # tokens of a name that may be a subject
BODY: Final = 6  # tokens before which a body is the subject rather than part of one
DENY: Final = frozenset({"denial", "undenied", "doubt", "ban"})  # groups of cues that affirm or deny by themselves
ANSWERED: Final = 2  # sentences of a question with its answer
NEAR: Final = 3  # tokens from a sentence's start that still open it


class Verdict(NamedTuple):
    """What the rules say, and by which words."""

    certainty: Certainty
    polarity: Polarity
    act: Act
    why: tuple[str, ...]
    firm: frozenset[str] = frozenset()  # fields that exact words settle, so that nobody need weigh them


def judge_by_rules(signs: Signs) -> Verdict:
    """The verdict of the rules alone; plain speech is a certain, affirmed statement."""
    group = signs.cue.name if signs.cue else "none"
    act: Act = signs.cue.act if signs.cue else "statement"
    why = [f"cue “{signs.cue_words}” ({group})"] if signs.cue else []
    certainty = _cue_certainty(signs, group)
    if group == "rejection" and not _refuses(signs):
        certainty, act = "certain", "statement" if _is_charge(signs) else "belief"
    if group in FORMS_OF_SPEECH or group in {"belief", "undenied", "suggestion"}:
        shown, word = _read_certainty(signs, plain=group != "belief")
        if shown == "unknown" or (certainty == "certain" and shown != "certain"):
            certainty = shown
            why.append(f"“{word}”")
    if certainty == "certain" and signs.owned and "possible" in signs.cue_kinds:  # "might think"
        certainty = "possible"
    polarity, word = _read_polarity(signs)
    if word:
        why.append(f"“{word}”")
    firm = frozenset(_settled(signs, certainty, polarity))
    return Verdict(certainty, polarity, act, tuple(why), firm)


def _cue_certainty(signs: Signs, group: str) -> Certainty:
    """What the cue alone tells of a group."""
    if group == "hearsay" and not signs.owned:
        return "possible"
    warned = group == "warning" and signs.of("purpose", "nolonger", "ban", sentence=0)
    if warned or (signs.cue_negated and group in FORMS_OF_SPEECH):  # "tidak mengatakan", "did not say"
        return "unknown"
    return signs.cue.certainty if signs.cue else "certain"


def _settled(signs: Signs, certainty: Certainty, polarity: Polarity) -> Iterator[str]:
    """The fields that the words settle: idioms too rare to be learned, which leave no doubt."""
    group = signs.cue.name if signs.cue else ""
    first = signs.of("negation", "ban", "affirming", sentence=0)
    undone = all("affirming" in sign.kinds or stands_below(signs, sign) for sign in first)
    hardly = polarity == "negative" and bool(signs.of("hardly", sentence=0))
    if signs.nobody or group in DENY or hardly or (polarity == "positive" and first and undone):
        yield "polarity"
    if _is_answered(signs) or group in {"open", "decree"} or _is_plain(signs, certainty):
        yield "certainty"


def _is_plain(signs: Signs, certainty: Certainty) -> bool:
    """Whether the first words ask for something or demand it, or a hedge of several words is in them: "Tolong tutup
    pintu", "The mayor must resign", "bisa jadi kapal itu karam"."""
    if certainty == "unknown":
        first, demands = signs.of("request", sentence=0), signs.of("must", sentence=0)
        return (
            any(sign.at == 0 for sign in first)
            or any(_is_demand(signs, sign) for sign in demands)
            or any(_is_request(signs, sign) for sign in signs.of("ban", sentence=0))
        )
    hedges = signs.of("probable", "possible", sentence=0)
    return any(" " in sign.words and certainty in sign.kinds and not stands_below(signs, sign) for sign in hedges)


def _is_answered(signs: Signs) -> bool:
    """Whether the content is one question and its answer."""
    return len(signs.asks) == ANSWERED and signs.asks[0] and not signs.asks[1]


def _refuses(signs: Signs) -> bool:
    """`menolak hadir` refuses to do; `menolak tuduhan`, `rejected the claim` denies a thing said."""
    first = signs.sentences[0] if signs.sentences else ()
    return not any("notion" in s.kinds and s.at < 2 for s in signs.of("notion", sentence=0)) and bool(first)


def _is_charge(signs: Signs) -> bool:
    """`menolak tuduhan`: what is rejected was said, so to reject it is to say the contrary."""
    return any(s.at < NEAR for s in signs.of("charge", sentence=0))


def _read_certainty(signs: Signs, *, plain: bool) -> tuple[Certainty, str]:
    """What the content's own words say, the first sentence before the others."""
    if plain:
        unknown = _unknown(signs)
        if unknown:
            return "unknown", unknown
    for sign in signs.of("probable", "possible", sentence=0):
        if not stands_below(signs, sign):
            return ("probable" if "probable" in sign.kinds else "possible"), sign.words
    return "certain", ""


def _unknown(signs: Signs) -> str:
    """The word that makes a content a question, wish, request or plan; "" if it is none."""
    if signs.asks and all(signs.asks):  # one that is answered at once is a way to state
        return "?"
    if _is_answered(signs):
        return ""
    for kinds, holds in _TESTS[1:] if any(signs.asks) else _TESTS:  # the first is of questions
        for sign in signs.of(*kinds, sentence=0):
            if "courtesy" not in sign.kinds and holds(signs, sign):
                return sign.words
    return ""


def _opens_question(signs: Signs, sign: Sign) -> bool:
    return sign.at == 0


def _opens_quotation(signs: Signs, sign: Sign) -> bool:
    return sign.at == 0 and signs.quoted


def _is_wish(signs: Signs, sign: Sign) -> bool:
    return sign.at < 2 * NEAR


def _is_request(signs: Signs, sign: Sign) -> bool:
    stated = "ban" in sign.kinds and any(s.at < sign.at for s in signs.of("we", "they", sentence=0))  # "we do not"
    theirs = sign.at > 0 and "request" in sign.kinds and not _by_speaker(signs, sign)  # "the union asked members to"
    return sign.at < NEAR and not stated and not theirs and not _is_past(signs, sign)


def _is_hope(signs: Signs, sign: Sign) -> bool:
    ours = sign.words.startswith(signs.passive_prefixes) or any(s.at == sign.at for s in signs.of("we", sentence=0))
    return not stands_below(signs, sign) and (ours or _by_speaker(signs, sign))


def _is_aim(signs: Signs, sign: Sign) -> bool:
    return sign.at < NEAR and not stands_below(signs, sign) and _by_speaker(signs, sign)


def _is_demand(signs: Signs, sign: Sign) -> bool:
    return sign.at <= SUBJECT and not stands_below(signs, sign) and _bids(signs, sign)


def _puts_off(signs: Signs, sign: Sign) -> bool:
    return sign.at < 2 and signs.quoted


def _is_plan(signs: Signs, sign: Sign) -> bool:
    return not stands_below(signs, sign) and _plans(signs, sign)


_TESTS: Final[tuple[tuple[tuple[str, ...], Callable[[Signs, Sign], bool]], ...]] = (
    (("question",), _opens_question),
    (("wish",), _is_wish),
    (("purpose", "request", "ban", "nolonger"), _is_request),
    (("imperative",), _opens_quotation),
    (("hope",), _is_hope),
    (("want", "plan"), _is_aim),
    (("must",), _is_demand),
    (("later",), _puts_off),
    (("will",), _is_plan),
)


def _is_past(signs: Signs, sign: Sign) -> bool:
    return any(s.at < sign.at for s in signs.of("done", sentence=sign.sentence))


def _by_speaker(signs: Signs, sign: Sign) -> bool:
    """Whether the speaker is the subject: `kami akan`, `akan` alone, or the source named again."""
    before = range(sign.at)
    light = {s.at for s in signs.of("that", "opening", "later", sentence=sign.sentence)}
    light -= {s.at for s in signs.of("that", sentence=sign.sentence) if "rel" in s.kinds and s.at + 1 == sign.at}
    ours = any(s.at < sign.at for s in signs.of("we", sentence=sign.sentence))
    subject = {signs.sentences[sign.sentence][at].word for at in before}
    return ours or all(at in light for at in before) or bool(subject & signs.source)


def _plans(signs: Signs, sign: Sign) -> bool:
    """`will` of the speaker, or of a body for which one speaks: `pemerintah akan`; no forecast."""
    if _by_speaker(signs, sign):
        return True
    pronoun = any(s.at < 2 and s.at < sign.at for s in signs.of("they", sentence=0)) and not _is_idle(signs, sign)
    body = any(s.at < min(sign.at, BODY) and not s.words.endswith("'s") for s in signs.of("body", sentence=0))
    return body or (not signs.quoted and (pronoun or _is_named_deed(signs, sign)))


def _bids(signs: Signs, sign: Sign) -> bool:
    """`harus` addressed to another, with a verb of doing: a demand; of oneself or of a thing's nature it is none."""
    after = sign.at + len(sign.words.split())
    verb = signs.sentences[0][after].word if after < len(signs.sentences[0]) else ""
    idle = any(s.at == after for s in signs.of("idle", sentence=0))
    return verb.startswith(signs.deed_prefixes) and bool(verb) and not idle and not _by_speaker(signs, sign)


def _is_idle(signs: Signs, sign: Sign) -> bool:
    """Whether the verb right after `will` reports no deed: `it would take hours`."""
    after = sign.at + len(sign.words.split())
    return any(s.at == after for s in signs.of("idle", sentence=0))


def _is_named_deed(signs: Signs, sign: Sign) -> bool:
    """`bahwa Singapura akan menindak ...`: a name of few words, and a verb of doing after `will`."""
    tokens = signs.sentences[0]
    light = {s.at for s in signs.of("that", "article", sentence=0)}
    subject = [tokens[at] for at in range(sign.at) if at not in light]
    after = sign.at + len(sign.words.split())
    adverbs = {s.at for s in signs.of("opening", sentence=0)}
    verb = next((tokens[at].word for at in range(after, min(after + 3, len(tokens))) if at not in adverbs), "")
    if not subject or len(subject) > SUBJECT or not subject[0].capital:
        return False
    return not verb.startswith(signs.idle_prefixes) and not any(s.at == after for s in signs.of("idle", sentence=0))


def stands_below(signs: Signs, sign: Sign) -> bool:
    """Inside a clause that the main one carries: after `yang`, `karena`, or a `jika` whose clause is still open."""
    openers = signs.of("rel", "because", "condition", "concession", "question", sentence=sign.sentence)
    return any(_holds(signs, other, sign) for other in openers if other.at < sign.at)


def _holds(signs: Signs, other: Sign, sign: Sign) -> bool:
    """Whether the clause that `other` opens is carried by the main one and holds the sign."""
    if "question" in other.kinds and other.at > 0:
        return True
    if "that" in other.kinds and _carries(signs, other):
        return False
    if "rel" in other.kinds:
        far = "isnot" in sign.kinds and sign.at - other.at > NEAR
        return not far and not _is_closed(signs, other, sign)
    return other.at >= NEAR or (other.clause == sign.clause and not _opens_all(signs, other))


def _is_closed(signs: Signs, other: Sign, sign: Sign) -> bool:
    """Whether a relative clause ends before the sign: by a comma, a closing word, or far behind a short subject."""
    reach = signs.relative_reach or (HEDGE_REACH if "possible" in sign.kinds else 0)
    ended = any(other.at < s.at < sign.at for s in signs.of("closing", sentence=sign.sentence))
    return other.clause != sign.clause or ended or (other.at <= SUBJECT and 0 < reach < sign.at - other.at)


def _carries(signs: Signs, sign: Sign) -> bool:
    """`that` at the start, or after a copula: what it opens is the main clause or as good as it."""
    copulas = {s.at for s in signs.of("done", sentence=sign.sentence)}
    return sign.at < 2 or sign.at - 1 in copulas


def _opens_all(signs: Signs, sign: Sign) -> bool:
    """`menyebut kalau ...`, `karena belum ...`: the whole content is the clause."""
    return sign.at == 0 and not signs.quoted and all(s.clause == 0 for s in signs.found if s.sentence == sign.sentence)


def _is_joined(signs: Signs, sign: Sign) -> bool:
    """In a second clause beside the main one: `dan tidak ...`, `tapi ... belum`, `..., bukan ...`."""
    if "isnot" in sign.kinds:
        after_copula = any(s.at == sign.at - 1 for s in signs.of("done", sentence=sign.sentence))
        return sign.clause > 0 and sign.at > NEAR and not after_copula
    for joint in signs.of("but", "and", sentence=sign.sentence):
        if "and" in joint.kinds and 0 < joint.at < sign.at <= joint.at + NEAR:
            return True
        aside = "concession" in joint.kinds and joint.clause != sign.clause  # "X, while important, is not Y"
        if "but" in joint.kinds and 0 < joint.at < sign.at and not aside:
            ours = any(joint.at < s.at < sign.at for s in signs.of("we", sentence=sign.sentence))
            return not (ours and signs.quoted)
    return False


def _read_polarity(signs: Signs) -> tuple[Polarity, str]:
    """Negative where the cue denies, or the first sentence's main clause is negated."""
    group = signs.cue.name if signs.cue else ""
    denies = signs.cue is not None and signs.cue.polarity == "negative"
    if signs.nobody:
        return ("positive", "") if denies else ("negative", signs.nobody)
    if denies or (signs.cue_negated and group not in {"undenied", "open"}):
        return "negative", ""
    if (signs.asks and signs.asks[0]) or group == "question":
        return "positive", ""
    word = _called_off(signs, asked=group in {"demand", "hope", "warning", "order"}) or _negated(signs)
    instead = signs.of("instead", sentence=0)
    if word or instead:
        return "negative", word or instead[0].words
    return "positive", ""


def _called_off(signs: Signs, *, asked: bool) -> str:
    """The word by which a thing is asked for not to be done: `jangan`, `not to`; "" for none."""
    for sign in signs.of("nolonger", "ban" if asked else "nolonger", sentence=0):
        if asked or any(s.at < sign.at for s in signs.of("request", "hope", sentence=0)):
            return sign.words
    return ""


def _negated(signs: Signs) -> str:
    """The word that negates the main clause; "" for none."""
    for sign in signs.of("negation", "ban", "reject", sentence=0):
        if _is_joined(signs, sign):
            break
        if not stands_below(signs, sign) and ("reject" not in sign.kinds or _by_speaker(signs, sign)):
            return sign.words
    return ""
