"""Kinds of English sources that failed on articles of other outlets: the rules alone, by inputs of their own."""

from __future__ import annotations

import pytest

from konon.reading.relays.mentions import rule_mentions
from konon.reading.speakers.by_rules import resolve_by_rules
from konon.reading.text.passage import prepare
from konon.records import Article, Attribution, Speaker


def speak(text: str, *sources: str, cue: str = "said") -> list[str | None]:
    """The names of sources looked for one after another; where the cue follows one, it is its cue."""
    return [one.name for one in resolve(text, *sources, cue=cue)]


def resolve(text: str, *sources: str, cue: str = "said") -> tuple[Speaker, ...]:
    found, at = [], 0
    for n, source in enumerate(sources):
        start = text.index(source, at)
        at = start + len(source)
        span = ((at + 1, at + 1 + len(cue)),) if text.startswith(cue, at + 1) else ()
        found.append(
            Attribution(id=str(n), source=((start, at),), cue=span, content=(), quotation="indirect", confidence=1.0)
        )
    bodies, here = [], 0
    for line in text.split("\n"):
        if line.strip():
            bodies.append((here, here + len(line)))
        here += len(line) + 1
    passage = prepare(Article(id="x", text=text, body=tuple(bodies), lang="en"))
    return resolve_by_rules(passage, found, rule_mentions(passage, found)).speakers


@pytest.mark.parametrize(
    ("source", "name"),
    [("we", "we"), ("You", "You"), ("you've", "you"), ("no one", "no one"), ("We’ve", "We"), ("everyone", "everyone")],
)
def test_words_for_people_in_general_are_named_as_worded(source: str, name: str) -> None:
    (found,) = resolve(f"The harbour froze. By then {source} said it would thaw.", source)
    assert (found.name, found.kind) == (name, "group")


def test_the_writer_is_named_by_no_pronoun() -> None:
    assert speak("The harbour froze. I said it would thaw.", "I") == [None]


def test_people_in_general_are_nobody_a_pronoun_means() -> None:
    text = "Dockers said it was late. You said it was early. They said it was dark."
    assert speak(text, "Dockers", "You", "They") == ["Dockers", "You", "Dockers"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ivor Hale met Orla Quist in New Hollow. Quist, who said it rained, left.", "Orla Quist"),
        ("Ivor Hale came from Marl County. Hale, who said it rained, left.", "Ivor Hale"),
        ("A tally clerk who said it rained left.", "A tally clerk"),
        ("They waited for the report, who said it rained.", "the report"),
        ("They heard the Lurian president, who said it rained.", "the Lurian president"),
        ("It came from a reporter who said it rained.", "a reporter"),
    ],
)
def test_who_stands_for_the_noun_right_before_it(text: str, name: str) -> None:
    assert speak(text, "who") == [name]


@pytest.mark.parametrize(
    "source",
    [
        "the Harbour Wire employee",
        "The Marl River crowd",
        "the Lurian mainstream",
        "The NeverQuist faction",
        "the TV interviewer",
        "the Tobin Vale fan",
    ],
)
def test_a_description_with_a_name_in_it_is_nobody_of_that_name(source: str) -> None:
    assert speak(f"Tobin Vale and Marl River grew. Later {source} said it was dry.", source) == [source]


@pytest.mark.parametrize("thing", ["Another", "A video of the flood", "The appearance", "The legislation", "A tape"])
def test_a_pronoun_of_one_sex_means_no_thing(thing: str) -> None:
    text = f"Clara Voss said it rained. {thing} said it was dry. She said it was dark."
    assert speak(text, "Clara Voss", thing, "She") == ["Clara Voss", thing, "Clara Voss"]


@pytest.mark.parametrize("somebody", ["the woman", "A campaign aide", "the host", "a judge", "An official"])
def test_a_pronoun_of_one_sex_may_mean_somebody_described(somebody: str) -> None:
    text = f"Clara Voss said it rained. {somebody} said it was dry. She said it was dark."
    assert speak(text, "Clara Voss", somebody, "She") == ["Clara Voss", somebody, somebody]


@pytest.mark.parametrize(
    ("first", "second", "short"),
    [
        ("Hilda Corran", "Bertram Corran", "Corran"),
        ("Marek Lazlo", "Violeta Lazlo", "Lazlo"),
        ("Jonas Beck", "Peter Beck", "Beck"),
        ("Ada Wren", "Tom Wren", "Wren"),
        ("Gerald Moss", "Karen Moss", "Moss"),
    ],
)
def test_a_surname_alone_is_whose_name_came_first(first: str, second: str, short: str) -> None:
    text = f'{first} said it rained. "It is late," said {second}. {short} said it was dark.'
    assert speak(text, first, second, short) == [first, second, first]


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Washington Post", "the Post"),
        ("Larkhaven Times", "the Times"),
        ("Marl Valley Herald", "the Herald"),
        ("North Hollow Tribune", "the Tribune"),
        ("Quayside Gazette", "the Gazette"),
    ],
)
def test_an_outlets_last_word_is_the_outlet(full: str, short: str) -> None:
    assert speak(f"It rained, the {full} said. Later {short} said it was dry.", short) == [full]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("in media reports", "media reports"),
        ("on social media", "social media"),
        ("Even Lurian dockers", "Lurian dockers"),
        ("in the report", "the report"),
        ("on the website", "the website"),
    ],
)
def test_what_leads_to_a_source_is_no_part_of_it(source: str, name: str) -> None:
    assert speak(f"It rained. {source} it was told.", source) == [name]


@pytest.mark.parametrize("letters", ["Ã±", "Ã©", "Ã¡", "Ã³", "Ã¶", "A\u0303±"])
def test_a_spoilt_letter_does_not_cut_a_name(letters: str) -> None:
    text = f"President Enrique Pe{letters}a Nieto came. Pe{letters}a Nieto said it was dark."
    assert speak(text, f"Pe{letters}a Nieto") == [f"Enrique Pe{letters}a Nieto"]


@pytest.mark.parametrize("surname", ["Sanders", "Waters", "Rogers", "Myers", "Sellers"])
def test_a_surname_in_s_is_no_crowd(surname: str) -> None:
    text = f"They met Bernard {surname} there. {surname}, the senator from Marl, said it was dark."
    assert speak(text, f"{surname}, the senator from Marl,") == [f"Bernard {surname}"]
