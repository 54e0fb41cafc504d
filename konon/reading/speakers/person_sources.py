"""A source that names somebody -> the person: by a whole name, a short one, a nickname."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from konon.reading.speakers.antecedents import find_antecedent
from konon.reading.speakers.people import Key, Person
from konon.reading.speakers.phrases import Phrase
from konon.reading.speakers.scene import SURE, Resolution, Scene

MANY: Final = 3  # bearers of one short name, past which none is chosen


def resolve_named(scene: Scene, phrase: Phrase) -> Resolution:
    """A source that gives a name: the person, by the fullest name that the article has."""
    words, people = scene.words, scene.people
    assert phrase.name is not None
    if phrase.others:
        return _all_of(scene, (phrase.name, *phrase.others), phrase)
    person = people.persons[people.key(*phrase.name)]
    if len(person.key) == 1:
        return resolve_short(scene, people.called(person.key), phrase)
    full, many = people.fullest(person, phrase.start)
    said = words.said(*phrase.name)
    if full is person:
        sure = SURE["name in full" if phrase.sure >= 2.5 else "name"]
        return scene.of_person(full, sure, f"the source names {said}")
    sure = SURE["short name of one" if many == 1 else "short name of several"]
    return scene.of_person(full, sure, f"{said} is short for {words.said(*full.name)}")


def _all_of(scene: Scene, names: Sequence[tuple[int, int]], phrase: Phrase) -> Resolution:
    *most, last = (_in_full(scene, name) for name in names)
    return Resolution(
        name=f"{', '.join(most)} {scene.lexicon.join} {last}",
        reason=f"{len(names)} persons are named as the source",
        kind="group",
        sure=SURE["two names"],
        span=scene.words.span(*names[0]),
        role=phrase.role,
        affiliation=phrase.affiliation,
        plural=True,
    )


def _in_full(scene: Scene, name: tuple[int, int]) -> str:
    persons = scene.people.called(scene.people.key(*name))
    full = {p.key: p for p in (scene.people.fullest(q, name[0])[0] for q in persons)}
    long = [p for p in full.values() if len(p.key) == max(map(len, full))]
    return scene.words.said(*(long[0].name if len(long) == 1 else name))


def resolve_short(scene: Scene, persons: list[Person], phrase: Phrase) -> Resolution:
    """Of those who may be called so by a source, the likeliest; nobody chosen of many who are alike."""
    words, people, at = scene.words, scene.people, phrase.start
    start, end = phrase.name or (phrase.start, phrase.end)
    key = people.key(start, end)
    fuller = {p.key: p for p in (people.fullest(q, at)[0] for q in persons)}
    female = sex_of_title(scene, phrase.start, start)
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


def sex_of_title(scene: Scene, i: int, name: int) -> bool | None:
    """The sex that a title before a name shows: "Mrs. Example"."""
    before = set(scene.words.low[max(i, name - 2) : name])
    if before & scene.lexicon.among("names.female"):
        return True
    return False if before & scene.lexicon.among("names.male") else None


def resolve_nickname(scene: Scene, phrase: Phrase) -> Resolution:
    """Who a source calls by a name that is none of the article's own: "yang akrab disapa Tiko"."""
    assert phrase.name is not None
    key = scene.people.key(*phrase.name)
    persons = scene.people.called(key)
    if phrase.back and all(p.key == key and not p.role for p in persons):
        sex = sex_of_title(scene, phrase.start, phrase.start + 2)
        found = find_antecedent(scene, phrase.start, sex, scene.words.said(phrase.start, phrase.end))
        if found and found.person:
            scene.people.add_nickname(found.person, key)
            return found
    if persons:
        return resolve_short(scene, persons, phrase)
    reason = f"the source calls somebody {scene.words.said(*phrase.name)}"
    return scene.of_words(*phrase.name, "person", SURE["nickname"], reason)
