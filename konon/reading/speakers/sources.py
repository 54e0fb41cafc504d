"""A source's phrase -> who it is: a name in full, a short name, an organisation, a title, a document, nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from konon.reading.speakers.antecedents import find_antecedent, stand_for
from konon.reading.speakers.countries import is_territory
from konon.reading.speakers.people import Key, Person
from konon.reading.speakers.phrases import Phrase
from konon.reading.speakers.scene import SURE, Resolution, Scene, again
from konon.reading.speakers.tokens import CLOSE, COMMA, OPEN, OWNER, SPACE
from konon.reading.text import speaker_lexicon as kinds
from konon.records import Kind

_DOMAIN: Final = re.compile(r"\.(?:com|net|org|id|co|tv|news|info)$")
_TITLES: Final = frozenset({kinds.POST, kinds.TITLE, kinds.RANK})
_RULING: Final = frozenset({kinds.ORGANISATION, kinds.GOVERNMENT})  # known by its name, with an article or without
FEW: Final = 6  # words of a noun before "who"
MANY: Final = 3  # bearers of one short name, past which none is chosen
# Nameless sources by the words that say what they are.
_NAMELESS: Final = (
    ("officials", "an official"),
    ("witnesses", "a witness"),
    ("analysts", "an analyst"),
    ("sources", "a source"),
)
_AWAY: Final = -0.7  # a title that points back seldom means who has just spoken


def resolve_source(scene: Scene, phrase: Phrase) -> Resolution:
    """Who a source is; no name, with the reason, where nobody can be found."""
    if phrase.sort == "pronoun":
        found = stand_for(scene, phrase)
        nobody = found.name is None and phrase.pronoun == "relative"
        return (_noun_before(scene, phrase.start) if nobody else None) or found
    if phrase.sort == "person":
        return _named(scene, phrase)
    if persons := _called_by_word(scene, phrase):
        return _short(scene, persons, phrase)
    if phrase.sort == "nickname":
        return _nicknamed(scene, phrase)
    if phrase.sort == "name":
        return _body(scene, phrase)
    if phrase.sort == "title":
        return _title(scene, phrase)
    if phrase.sort == "document":
        return _document(scene, phrase)
    if phrase.sort == "nothing":
        return Resolution(name=None, reason="the source holds no word that names anybody")
    return _description(scene, phrase)


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
    phrase = scene.parser.parse(_after_counting(scene, i, end), end)
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


# --- persons


def _named(scene: Scene, phrase: Phrase) -> Resolution:
    words, people = scene.words, scene.people
    assert phrase.name is not None
    if phrase.second:
        return _both(scene, phrase.name, phrase.second, phrase)
    person = people.persons[people.key(*phrase.name)]
    if len(person.key) == 1:
        return _short(scene, people.called(person.key), phrase)
    full, many = people.fullest(person, phrase.start)
    said = words.said(*phrase.name)
    if full is person:
        sure = SURE["name in full" if phrase.sure >= 2.5 else "name"]
        return scene.of_person(full, sure, f"the source names {said}")
    sure = SURE["short name of one" if many == 1 else "short name of several"]
    return scene.of_person(full, sure, f"{said} is short for {words.said(*full.name)}")


def _both(scene: Scene, first: tuple[int, int], second: tuple[int, int], phrase: Phrase) -> Resolution:
    words = scene.words
    return Resolution(
        name=f"{_in_full(scene, first)} {scene.lexicon.join} {_in_full(scene, second)}",
        reason="two persons are named as the source",
        kind="group",
        sure=SURE["two names"],
        span=words.span(*first),
        role=phrase.role,
        affiliation=phrase.affiliation,
        plural=True,
    )


def _in_full(scene: Scene, name: tuple[int, int]) -> str:
    persons = scene.people.called(scene.people.key(*name))
    full = {p.key: p for p in (scene.people.fullest(q, name[0])[0] for q in persons)}
    long = [p for p in full.values() if len(p.key) == max(map(len, full))]
    return scene.words.said(*(long[0].name if len(long) == 1 else name))


def _short(scene: Scene, persons: list[Person], phrase: Phrase) -> Resolution:
    words, people, at = scene.words, scene.people, phrase.start
    start, end = phrase.name or (phrase.start, phrase.end)
    key = people.key(start, end)
    fuller = {p.key: p for p in (people.fullest(q, at)[0] for q in persons)}
    female = _sex_of_title(scene, phrase.start, start)
    if female is None and key in people.persons:
        female = scene.gender_of(people.persons[key])
    fitting = [p for k, p in fuller.items() if len(k) > 1 and not scene.clashes(p, female)]
    known = [p for p in fitting if female is not None and scene.gender_of(p) == female]
    ranked = _rank(scene, known or fitting or list(fuller.values()), key, at)
    full, said = ranked[-1], words.said(start, end)
    rivals = [p for p in ranked if _equal(scene, p, full, key)]
    if len(rivals) >= MANY:
        alike = f"{len(rivals)} persons are called {said}"
        return scene.of_words(start, end, "person", SURE["short name, bearers alike"], alike)
    if full.key == key:
        near = people.misspelt(key[0]) if len(key) == 1 and key[0] not in words.usual else []
        if near:
            other, _ = people.fullest(near[0], at)
            spelt = f"{said} is {words.said(*other.name)}, spelt otherwise"
            return scene.of_person(other, SURE["name spelt otherwise"], spelt)
        return scene.of_person(full, SURE["name"], f"the source names {said}")
    sure = SURE["short name of one" if len(ranked) == 1 else "short name of several"]
    return scene.of_person(full, sure, f"{said} is short for {words.said(*full.name)}")


def _equal(scene: Scene, one: Person, top: Person, key: Key) -> bool:
    """Whether two bearers of a short name differ in nothing but where they are named."""
    if any(f.person in (one, top) for f in scene.history):
        return one is top
    edge = scene.lexicon.short_name_at
    return (one.key[edge] == key[edge], one.sourced) == (top.key[edge] == key[edge], top.sourced)


def _rank(scene: Scene, persons: Iterable[Person], key: Key, at: int) -> list[Person]:
    """Candidates for a short name, best last: by the part it is, then who spoke, then who was named last; in English
    who was named first, for relatives of whom an article is about are named in full."""
    spoken = {f.person.key: f.at for f in scene.history if f.person}
    edge = scene.lexicon.short_name_at

    forenames = scene.finder.given | scene.finder.names

    def likely(person: Person) -> tuple[bool, bool, int, float]:
        last = max(spoken.get(person.key, -1), scene.people.last_mention(person, at))
        if scene.lexicon.head_last:
            return person.key[edge] == key[edge], person.key[0] in forenames, -person.name[0], 0.0
        return person.key[edge] == key[edge], person.sourced, last, person.sure

    return sorted(persons, key=likely)


def _sex_of_title(scene: Scene, i: int, name: int) -> bool | None:
    """The sex that a title before a name shows: "Mrs. Example"."""
    before = set(scene.words.low[max(i, name - 2) : name])
    if before & scene.lexicon.among("names.female"):
        return True
    return False if before & scene.lexicon.among("names.male") else None


def _nicknamed(scene: Scene, phrase: Phrase) -> Resolution:
    assert phrase.name is not None
    key = scene.people.key(*phrase.name)
    persons = scene.people.called(key)
    if phrase.back and all(p.key == key and not p.role for p in persons):
        sex = _sex_of_title(scene, phrase.start, phrase.start + 2)
        found = find_antecedent(scene, phrase.start, sex, scene.words.said(phrase.start, phrase.end))
        if found and found.person:
            found.person.nicknames.add(key)
            return found
    if persons:
        return _short(scene, persons, phrase)
    reason = f"the source calls somebody {scene.words.said(*phrase.name)}"
    return scene.of_words(*phrase.name, "person", SURE["nickname"], reason)


# --- organisations


def _body(scene: Scene, phrase: Phrase) -> Resolution:
    words, people = scene.words, scene.people
    start, end = _without_side(scene, phrase.start, phrase.end)
    if long := _spelled(scene, start, end):
        return long
    surname = end - start == 1 and not words.word[start].isupper()  # a person's Ham is no HAM
    if words.label[start] is None or words.low[start] in scene.finder.given or surname:
        key = people.key(start, end)
        if persons := people.called(key):
            return _short(scene, persons, phrase)
    if phrase.back and not any(words.cap[phrase.start + 1 : end]):
        return _definite(scene, phrase)
    if start > phrase.start and not words.cap[end - 1] and words.label[end - 1] not in _RULING:
        return _description(scene, replace(phrase, end=end))
    if start > phrase.start and end - start == 1 and (long := _ends_so(scene, start)):
        return long
    if end - start == 1 and (longer := _longer_body(scene, start)):
        return longer
    bracket = next((k for k in range(start + 1, end) if words.sep[k] == OPEN), end)
    if not any(words.sep[k] == CLOSE for k in range(bracket, end)):
        end = bracket
    cut = words.cap[start] and words.label[end - 1] == kinds.FUNCTION
    sure = SURE["name cut in a small word" if cut else "institution"]
    return scene.of_words(start, end, kind_of(scene, start, end), sure)


def _longer_body(scene: Scene, at: int) -> Resolution | None:
    """The institution named before by the word it opens with: "Kedutaan", Kedutaan Besar Contoh."""
    words = scene.words
    if words.label[at] not in (kinds.ORGANISATION, kinds.GOVERNMENT) or scene.lexicon.head_last:
        return None
    for found in reversed(scene.history):
        name = (found.name or "").lower().split()
        if found.kind in ("organisation", "government") and len(name) > 1 and name[0] == words.low[at]:
            return again(found, SURE["institution's first word"], f"{words.said(at, at + 1)} is short for {found.name}")
    return None


def _ends_so(scene: Scene, at: int) -> Resolution | None:
    """The outlet by the word it ends with, which the article has named in full: "the Post", the Example Post."""
    words = scene.words
    outlet = words.label[at] == kinds.MEDIA or words.low[at] in scene.finder.media_marks
    for i, j in words.runs() if outlet else ():
        if j - i > 1 and words.low[j - 1] == words.low[at]:
            reason = f"{words.said(at, at + 1)} is short for {words.said(i, j)}"
            return scene.of_words(i, j, "media", SURE["institution's first word"], reason)
    return None


def _without_side(scene: Scene, start: int, end: int) -> tuple[int, int]:
    """Leaves out "pihak" and "the" before a name."""
    words = scene.words
    if end - start == 1:
        return start, end
    if words.low[start] in scene.lexicon.among("organisations.sides") and words.cap[start + 1]:
        return start + 1, end
    part_of_name = words.word[start][0].isupper() and words.label[start + 1] == kinds.MEDIA
    article = words.low[start] in scene.lexicon.among("words.articles")
    return (start + 1 if article and not part_of_name else start), end


def _spelled(scene: Scene, start: int, end: int) -> Resolution | None:
    words = scene.words
    long = scene.people.abbreviations.get(words.low[start]) if end - start == 1 else None
    if long is None:
        return None
    reason = f"{words.said(start, end)} is given as short for {words.said(*long)}"
    if person := scene.people.persons.get(scene.people.key(*long)):
        return scene.of_person(person, SURE["abbreviation"], reason)
    return scene.of_words(*long, kind_of(scene, *long), SURE["abbreviation"], reason)


def _definite(scene: Scene, phrase: Phrase) -> Resolution:
    """A common noun that points back to an organisation: "kementerian tersebut", "the campaign"."""
    words, head_last = scene.words, scene.lexicon.head_last
    low = words.low[phrase.end - 1 if head_last else phrase.start]
    if whose := _whose_voice(scene, phrase):
        return whose
    media = words.label[phrase.start] == kinds.MEDIA or low in scene.lexicon.among("media.heads")
    phrase_words = words.low[phrase.start + 1 : phrase.end]
    earlier = list(reversed(scene.history))
    if head_last:  # "the appeals court" is rather "a federal appeals court" than "a panel of the Example court"
        earlier.sort(key=lambda f: (f.name or "").lower().split()[-len(phrase_words) :] != phrase_words)
    for found in earlier:
        if not found.name or found.person:
            continue
        name = found.name.lower().split()
        called = set(phrase_words) <= set(name) if head_last else name[0] == low
        if called or (media and found.kind == "media"):
            return again(found, SURE["common noun again"], f"{low} points back to {found.name}")
    return _spelled_out(scene, phrase) or _description(scene, phrase, "organisation")


def _whose_voice(scene: Scene, phrase: Phrase) -> Resolution | None:
    """Of "its press service" the institution that speaks by it."""
    words, among = scene.words, scene.lexicon.among
    said = " ".join(words.low[phrase.start + 1 : phrase.end])
    if words.low[phrase.start] not in among("pronouns.thing") or said not in among("organisations.voices"):
        return None
    bodies = (f for f in reversed(scene.history) if f.kind in ("organisation", "government"))
    found = next(bodies, None)
    if found is None:
        return None
    reason = f"{words.said(phrase.start, phrase.end)} is that of {found.name}"
    return again(found, SURE["voice of another"], reason)


def _spelled_out(scene: Scene, phrase: Phrase) -> Resolution | None:
    """The last name before the phrase that opens with its word: "indeks tersebut", Indeks Kota Sehat."""
    words = scene.words
    for i, j in reversed(words.runs()):
        longer = j < len(words) and words.sep[j] == SPACE and words.low[j][0].isdigit()
        if i < phrase.start and j - i > 1 and words.low[i] == words.low[phrase.start] and not longer:
            reason = f"{words.low[i]} points back to {words.said(i, j)}"
            return scene.of_words(i, j, kind_of(scene, i, j), SURE["common noun again"], reason)
    return None


def kind_of(scene: Scene, i: int, j: int) -> Kind:
    """What sort of speaker the name of an organisation, an outlet or a country is."""
    words, among = scene.words, scene.lexicon.among
    labels, last = set(words.label[i:j]), words.low[j - 1]
    if words.label[i] == kinds.MEDIA or " ".join(words.low[i:j]) in among("media.names"):
        return "media"
    if last in among("media.marks") or _DOMAIN.search(last):
        return "media"
    joined = any(words.low[k] in scene.parser.conjunctions for k in range(i, j))
    places = words.label[i] == kinds.PLACE == words.label[j - 1]
    if (joined and places) or last in scene.lexicon.peoples:
        return "group"
    if kinds.GOVERNMENT in labels or is_territory(words.said(i, j), scene.lexicon.lang):
        return "government"
    return "organisation"


# --- titles, documents, descriptions


def _title(scene: Scene, phrase: Phrase) -> Resolution:
    words = scene.words
    said = words.said(phrase.start, phrase.end)
    if matches := _holders(scene, phrase):
        matches.sort(key=lambda p: scene.people.last_mention(p, phrase.start))
        full, _ = scene.people.fullest(matches[-1], phrase.start)
        return scene.of_person(full, SURE["title of one"], f"{said} is the title of {words.said(*full.name)}")
    if not phrase.back:
        return _description(scene, phrase)
    inside = frozenset(_only_within(scene, phrase.start, phrase.end))
    found = _title_again(replace(scene, not_persons=scene.not_persons | inside), phrase, said)
    return replace(found, not_persons=inside)


def _title_again(scene: Scene, phrase: Phrase, said: str) -> Resolution:
    """Whom a title means that points back and that the article gives to nobody: "the mayor"."""
    words = scene.words
    if earlier := _earlier(scene, words.low[phrase.start : phrase.end]):
        return earlier
    found = find_antecedent(scene, phrase.start, None, said, _AWAY) if _means_somebody(scene, phrase) else None
    other = found is not None and _has_another_title(scene, phrase, found.person)
    if found and found.kind == "person" and not other:  # "the mayor" is no crowd and no witness
        return again(found, min(found.sure, SURE["common noun again"]), found.reason)
    return _description(scene, phrase)


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


def _earlier(scene: Scene, lows: list[str]) -> Resolution | None:
    """An earlier source described by the same words."""
    wanted = {w for w in lows if w not in scene.lexicon.among("words.functions")}
    for found in reversed(scene.history):
        if found.person is None and found.kind != "group" and found.head and wanted <= set(found.head.split()):
            return again(found, SURE["description again"], f"{' '.join(lows)} points back to {found.name}")
    return None


def _document(scene: Scene, phrase: Phrase) -> Resolution:
    words, among = scene.words, scene.lexicon.among
    start, end = phrase.start, phrase.end
    if phrase.back:
        if words.low[start] in among("documents.statements") and scene.history:
            last = scene.history[-1]
            return again(last, SURE["description again"], f"the statement is that of {last.name}")
        if earlier := _earlier(scene, words.low[start:end]) or _spelled_out(scene, phrase):
            return earlier
    released = words.low[start] in among("documents.releases")
    if released and end - start > 1 and (longer := _longer_body(scene, end - 1)):
        return longer
    passed, k = among("documents.heads") | among("documents.links"), start + 1
    while k < end and (words.low[k] in passed or words.label[k] == kinds.DOCUMENT):
        k += 1
    if words.low[start] in among("documents.statements") and k < end:
        inner = scene.parser.parse(k, end)
        if inner.sort in ("unnamed", "group", "title"):  # "keterangan seorang saksi" is what the witness says
            return resolve_source(scene, inner)
    if words.low[start] in among("documents.own") or k >= end or not words.cap[k]:
        return _description(scene, phrase, "document")
    return _whose_document(scene, phrase, k)


def _whose_document(scene: Scene, phrase: Phrase, k: int) -> Resolution:
    """The body that a document is of, whose name opens at word k; the document itself where that is no name."""
    words, end, stop = scene.words, phrase.end, k + 1
    while stop < end and words.cap[stop] and words.sep[stop] == SPACE:
        stop += 1
    if words.low[stop - 1] in scene.people.abbreviations:
        k = stop - 1
    elif words.label[k] == kinds.MODIFIER or (words.label[k] is None and words.low[k] in words.usual):
        return _description(scene, phrase, "document")
    if scene.lexicon.head_last and stop < end:
        return _description(scene, phrase, "document")
    return _body(scene, Phrase(sort="name", start=k, end=stop))


def _description(scene: Scene, phrase: Phrase, kind: Kind | None = None) -> Resolution:
    words = scene.words
    lows = words.low[phrase.start : phrase.end]
    if phrase.back and (earlier := _earlier(scene, lows) or _by_age(scene, phrase)):
        return earlier
    pointing = phrase.back and words.low[phrase.start] not in scene.parser.before
    end = phrase.end + pointing  # with the word that points back
    start = _after_counting(scene, phrase.start, end)
    said = words.said(start, end)
    kind = kind or ("group" if phrase.sort == "group" else "unnamed")
    reason, sure = _nameless(scene, phrase, said, kind)
    several = scene.lexicon.looks_plural(lows[-1])
    return Resolution(
        name=said,
        reason=reason,
        kind=kind,
        sure=sure,
        span=words.span(start, end),
        role=phrase.role,
        affiliation=phrase.affiliation,
        head=" ".join(lows),
        plural=several or kind == "group",
        not_persons=frozenset({scene.people.key(phrase.start, phrase.end)}),
    )


def _by_age(scene: Scene, phrase: Phrase) -> Resolution | None:
    """Whom the article has named of an age that points back: "the 32-year-old", "perempuan 32 tahun itu"."""
    words, aged = scene.words, scene.lexicon.among("anaphora.aged")
    inside = range(phrase.start, phrase.end)
    if kinds.TITLE in words.label[phrase.start : phrase.end]:
        return None
    if not any(_is_age(words.low[max(k - 1, phrase.start) : k + 1], aged) for k in inside):
        return None
    sex = _sex_of_title(scene, phrase.start, phrase.start + 2)
    found = find_antecedent(scene, phrase.start, sex, words.said(phrase.start, phrase.end), _AWAY)
    return found if found and found.person else None


def _is_age(lows: list[str], aged: frozenset[str]) -> bool:
    """Whether words end in an age: a number and a word for years, or both in one."""
    number, _, unit = lows[-1].partition("-")
    return (number.isdigit() and unit in aged) or (lows[-1] in aged and lows[0].isdigit())


def _before_names(scene: Scene, at: int) -> int | None:
    """Where names begin that say who the noun before them is: "three bodies, | namely A, B and C, which ..."."""
    words, namely = scene.words, scene.lexicon.among("words.namely")
    for k in range(at - 1, 0, -1):
        if words.sep[k] == COMMA and words.low[k] in namely:
            return k
        if words.sep[k] not in (SPACE, COMMA):
            return None
    return None


def _after_counting(scene: Scene, start: int, end: int) -> int:
    """Past the words that lead to a number: "hanya sebanyak 28 persen warga"."""
    words, k = scene.words, start
    while k + 1 < end and words.low[k] in scene.lexicon.among("groups.counting"):
        k += 1
    return k if words.low[k][0].isdigit() else start


def _nameless(scene: Scene, phrase: Phrase, said: str, kind: Kind) -> tuple[str, float]:
    """What sort of nameless source it is, in a sentence, and how sure it is that the source names nobody."""
    lows = set(scene.words.low[phrase.start : phrase.end])
    for key, what in _NAMELESS:
        if lows & scene.lexicon.among(f"unnamed.{key}"):
            return f"{what} without a name: the source reads {said}", SURE["nameless"]
    if phrase.sort == "document":
        return f"a document: the source reads {said}", SURE["document"]
    if kind in ("organisation", "government", "media"):
        return f"an institution by what it is: the source reads {said}", SURE["nameless, in no known words"]
    return f"nobody is named: the source reads {said}", SURE["nameless, in no known words"]
