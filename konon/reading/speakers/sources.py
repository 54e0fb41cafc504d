"""A source's phrase -> who it is: a name in full, a short name, an organisation, a title, a document, nobody."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from konon.reading.speakers.antecedents import find_antecedent, stand_for
from konon.reading.speakers.body_sources import find_longer_body, find_spelled_out, resolve_body
from konon.reading.speakers.nameless_sources import AWAY, after_counting, describe_source, find_described
from konon.reading.speakers.people import Key, Person
from konon.reading.speakers.person_sources import resolve_named, resolve_nickname, resolve_short
from konon.reading.speakers.phrases import Phrase
from konon.reading.speakers.scene import SURE, Resolution, Scene, again
from konon.reading.speakers.tokens import COMMA, OWNER, SPACE
from konon.reading.text import speaker_lexicon as kinds

_TITLES: Final = frozenset({kinds.POST, kinds.TITLE, kinds.RANK})
_JOINED: Final = frozenset({kinds.GOVERNMENT, kinds.ORGANISATION})  # bodies whose names list what they are for
FEW: Final = 6  # words of a noun before "who"


def resolve_source(scene: Scene, phrase: Phrase) -> Resolution:
    """Who a source is; no name, with the reason, where nobody can be found."""
    if phrase.sort == "pronoun":
        found = stand_for(scene, phrase)
        nobody = found.name is None and phrase.pronoun == "relative"
        return (_noun_before(scene, phrase.start) if nobody else None) or found
    if phrase.sort == "person":
        return resolve_named(scene, phrase)
    if persons := _called_by_word(scene, phrase):
        return resolve_short(scene, persons, phrase)
    if phrase.sort == "nickname":
        return resolve_nickname(scene, phrase)
    if phrase.sort == "name":
        return resolve_body(scene, phrase)
    if phrase.sort == "title":
        return _title(scene, phrase)
    if phrase.sort == "document":
        return _document(scene, phrase)
    if phrase.sort == "nothing":
        return Resolution(name=None, reason="the source holds no word that names anybody")
    return describe_source(scene, phrase)


def _called_by_word(scene: Scene, phrase: Phrase) -> list[Person]:
    """Those named in full of whom a source is the short name, though it is a common word too: "Sam Strange"."""
    words, k, edge = scene.words, phrase.start, scene.lexicon.short_name_at
    if phrase.end - k != 1 or phrase.back or not words.cap[k]:
        return []
    return [
        p for p in scene.people.called(scene.people.key(k, k + 1)) if len(p.key) > 1 and p.key[edge] == words.low[k]
    ]


def _noun_before(scene: Scene, at: int) -> Resolution | None:
    """The noun that a relative clause is about: "wealthy citizens, who see ..."."""
    words, joins = scene.words, scene.parser.conjunctions
    if at == 0 or words.sep[at] not in (SPACE, COMMA):
        return None
    end = _before_names(scene, at) or at
    i = end
    while i > 0 and end - i < FEW and (i == end or words.sep[i] == SPACE):
        low = words.low[i - 1]
        if words.label[i - 1] == kinds.FUNCTION and not (low in joins and words.cap[i] and i < end):
            break
        i -= 1
    i -= scene.lexicon.head_last and _has_article(scene, i)
    phrase = scene.parser.parse(after_counting(scene, i, end), end)
    pointing = phrase.back and (end - i == 1 or (phrase.sort == "title" and words.low[i] not in _articles(scene)))
    if phrase.sort not in ("group", "unnamed", "name", "document", "title") or pointing:
        return None  # "those who", "her father, who"
    found = resolve_source(scene, phrase)
    if found.name is None:
        return None
    return again(found, SURE["relative after a noun"], f"{words.said(at, at + 1)} follows {found.name}")


def _articles(scene: Scene) -> frozenset[str]:
    return scene.lexicon.among("words.articles") | scene.lexicon.among("anaphora.new")


def _has_article(scene: Scene, i: int) -> bool:
    """Whether the word before word i belongs to its noun: "the", "an", "that"."""
    words = scene.words
    before = i > 0 and words.sep[i] == SPACE and words.low[i - 1]
    return before in _articles(scene) | scene.lexicon.among("anaphora.before")


def _title(scene: Scene, phrase: Phrase) -> Resolution:
    words = scene.words
    said = words.said(phrase.start, phrase.end)
    if matches := _holders(scene, phrase):
        matches.sort(key=lambda p: scene.people.last_mention(p, phrase.start))
        full, _ = scene.people.fullest(matches[-1], phrase.start)
        return scene.of_person(full, SURE["title of one"], f"{said} is the title of {words.said(*full.name)}")
    if not phrase.back:
        return describe_source(scene, phrase)
    inside = frozenset(_only_within(scene, phrase.start, phrase.end))
    found = _title_again(replace(scene, not_persons=scene.not_persons | inside), phrase, said)
    return replace(found, not_persons=inside)


def _title_again(scene: Scene, phrase: Phrase, said: str) -> Resolution:
    """Whom a title means that points back and that the article gives to nobody: "the mayor"."""
    words = scene.words
    if earlier := find_described(scene, words.low[phrase.start : phrase.end]):
        return earlier
    found = find_antecedent(scene, phrase.start, None, said, AWAY) if _means_somebody(scene, phrase) else None
    other = found is not None and _has_another_title(scene, phrase, found.person)
    if found and found.kind == "person" and not other:  # "the mayor" is no crowd and no witness
        return again(found, min(found.sure, SURE["common noun again"]), found.reason)
    return describe_source(scene, phrase)


def _has_another_title(scene: Scene, phrase: Phrase, person: Person | None) -> bool:
    """Whether the article gives somebody a title that is not this one: a senator is not "the governor"."""
    labels = scene.lexicon.labels
    if person is None or not person.role or scene.words.label[phrase.end - 1] != kinds.TITLE:
        return False
    if phrase.end - phrase.start > 2 or not scene.lexicon.head_last:
        return False
    has = _full_titles(scene, person.role.lower().split())
    wanted = _full_titles(scene, scene.words.low[phrase.start : phrase.end])
    return any(labels.get(word) == kinds.TITLE for word in has) and has.isdisjoint(wanted)


def _holders(scene: Scene, phrase: Phrase) -> list[Person]:
    """The persons whose role, as the article gives it, has all words of a title."""
    words = scene.words
    span = range(phrase.start, phrase.end)
    wanted = _full_titles(scene, words.low[phrase.start : phrase.end])
    places = {words.low[k] for k in span if words.label[k] == kinds.PLACE}
    places |= _full_titles(scene, sorted(places))
    label = next((words.label[k] for k in span if words.label[k] in _TITLES), None)
    if not wanted - places or not (label == kinds.TITLE or phrase.back or len(wanted) > 1):
        return []
    out = []
    for person in scene.people.persons.values():
        if person.role:
            has = _full_titles(scene, re.findall(r"[^\s(),]+", f"{person.role} {person.affiliation or ''}".lower()))
            if wanted <= (has if person.affiliation else has | places):
                out.append(person)
    return out


def _full_titles(scene: Scene, lows: list[str]) -> frozenset[str]:
    """The words of a title with its short forms spelled out: "menlu" is "menteri luar negeri"."""
    titles, out, k = scene.lexicon.titles, [], 0
    while k < len(lows):
        two = " ".join(lows[k : k + 2])
        size = 2 if two in titles else 1
        out += titles.get(two if size == 2 else lows[k], lows[k]).split()
        k += size
    return frozenset(out) - scene.lexicon.among("words.functions")


def _means_somebody(scene: Scene, phrase: Phrase) -> bool:
    """Whether a title that points back and is nobody's known one still means a person named before."""
    words = scene.words
    labels = words.label[phrase.start : phrase.end]
    if scene.lexicon.head_last and (kinds.ORGANISATION in labels or kinds.GOVERNMENT in labels):
        return False  # "the Example Bank director" is nobody who has just been called otherwise
    if _is_possessive(scene, phrase):
        return False
    named = any(words.cap[phrase.start + 1 : phrase.end]) or phrase.end - phrase.start == 1
    return named or next((lab for lab in labels if lab in _TITLES), None) != kinds.POST


def _is_possessive(scene: Scene, phrase: Phrase) -> bool:
    """Whether a title says by a name whose it is, so that it names somebody of its own: "the Example's owner"."""
    words = scene.words
    inside = range(phrase.start + 1, phrase.end)
    if any(words.sep[k] == OWNER and words.cap[k - 1] for k in inside):
        return True
    of = next((k for k in inside if words.low[k] in scene.lexicon.among("words.genitive")), phrase.end)
    return scene.lexicon.head_last and any(words.cap[of + 1 : phrase.end])


def _only_within(scene: Scene, i: int, j: int) -> set[Key]:
    """Names met nowhere but in one phrase that points to somebody else: "Guru Besar Universitas X ini"."""
    persons = scene.people.persons.items()
    return {key for key, p in persons if p.mentions and all(i <= at < j for at, _ in p.mentions)}


def _document(scene: Scene, phrase: Phrase) -> Resolution:
    words, among = scene.words, scene.lexicon.among
    start, end = phrase.start, phrase.end
    if phrase.back:
        if words.low[start] in among("documents.statements") and scene.history:
            last = scene.history[-1]
            return again(last, SURE["description again"], f"the statement is that of {last.name}")
        if earlier := find_described(scene, words.low[start:end]) or find_spelled_out(scene, phrase):
            return earlier
    released = words.low[start] in among("documents.releases")
    if released and end - start > 1 and (longer := find_longer_body(scene, end - 1)):
        return longer
    passed, k = among("documents.heads") | among("documents.links"), start + 1
    while k < end and (words.low[k] in passed or words.label[k] == kinds.DOCUMENT):
        k += 1
    if words.low[start] in among("documents.statements") and k < end:
        inner = scene.parser.parse(k, end)
        if inner.sort in ("unnamed", "group", "title"):  # "keterangan seorang saksi" is what the witness says
            return resolve_source(scene, inner)
    if words.low[start] in among("documents.own") or k >= end or not words.cap[k]:
        return describe_source(scene, phrase, "document")
    return _whose_document(scene, phrase, k)


def _whose_document(scene: Scene, phrase: Phrase, k: int) -> Resolution:
    """The body that a document is of, whose name opens at word k; the document itself where that is no name."""
    words, stop = scene.words, k + 1
    while step := _goes_on(scene, k, stop, phrase.end):
        stop += step
    if words.low[stop - 1] in scene.people.abbreviations:
        k = stop - 1
    elif words.label[k] == kinds.MODIFIER or (words.label[k] is None and words.low[k] in words.usual):
        return describe_source(scene, phrase, "document")
    if scene.lexicon.head_last and stop < phrase.end:
        return describe_source(scene, phrase, "document")
    return resolve_body(scene, Phrase(sort="name", start=k, end=stop))


def _goes_on(scene: Scene, k: int, stop: int, end: int) -> int:
    """By how many words a body's name that opens at word k goes on at `stop`: "Kementerian Ladang | dan Irigasi",
    "Badan Cuaca|, Ombak|, dan Angin"."""
    words = scene.words
    if stop < end and words.cap[stop] and words.sep[stop] == SPACE:
        return 1
    if scene.lexicon.head_last or words.label[k] not in _JOINED:
        return 0
    joins = stop < end and words.low[stop] in scene.parser.conjunctions
    last = stop + joins
    if last >= end or not words.cap[last] or words.label[last] in (*_JOINED, kinds.MEDIA):
        return 0  # "Kementerian Contoh dan Bank Contoh" are two
    if joins:
        return 2 if words.sep[stop] in (SPACE, COMMA) else 0
    listed = any(words.low[m] in scene.parser.conjunctions for m in range(stop + 1, min(stop + 4, end)))
    return int(words.sep[stop] == COMMA and listed)


def _before_names(scene: Scene, at: int) -> int | None:
    """Where names begin that say who the noun before them is: "three bodies, | namely A, B and C, which ..."."""
    words, namely = scene.words, scene.lexicon.among("words.namely")
    for k in range(at - 1, 0, -1):
        if words.sep[k] == COMMA and words.low[k] in namely:
            return k
        if words.sep[k] not in (SPACE, COMMA):
            return None
    return None
