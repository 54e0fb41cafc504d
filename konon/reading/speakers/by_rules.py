"""Sources of an article's attributions -> who speaks: by what words show, and by a forest where the network points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from konon.reading.relays.mentions import OutletMention
from konon.reading.speakers.choosing import choose_rival
from konon.reading.speakers.countries import first_country
from konon.reading.speakers.name_cuts import NameCuts
from konon.reading.speakers.names import NameFinder, is_opening_plural
from konon.reading.speakers.people import People
from konon.reading.speakers.phrases import Phrase, PhraseParser
from konon.reading.speakers.pointed_at import follow_pointing, word_shares
from konon.reading.speakers.rivals import AskedSource, Mentions, plain_name
from konon.reading.speakers.scene import Resolution, Scene, cut_right
from konon.reading.speakers.sources import resolve_source
from konon.reading.speakers.tokens import COMMA, Tokens
from konon.reading.speakers.widening import widen
from konon.reading.text.passage import Passage
from konon.reading.text.pointing import Pointing
from konon.reading.text.speaker_lexicon import load_speaker_words
from konon.records import Attribution, Span, Spans, Speaker, hash_id

FLOOR: Final = 0.3  # a name less sure than this is not given
BETWEEN: Final = 40  # characters between the spans of one source
NEAR: Final = 3  # characters between a cue and the source that follows it


Choose = Callable[[Scene, AskedSource], Resolution]  # who of all that may be meant


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """What the rules make of an article's sources, and its words for them."""

    speakers: tuple[Speaker, ...]
    words: Tokens
    silent: bool = False  # they were fitted to the article: what they make of it is no evidence


def resolve_by_rules(
    passage: Passage,
    attributions: Sequence[Attribution],
    mentions: Sequence[OutletMention],
    pointing: Pointing | None = None,
    *,
    choose: Choose | None = None,
    heads: Sequence[Speaker | None] = (),
    cuts: NameCuts | None = None,
) -> Ruled:
    """One speaker for each attribution, in the same order; `attributions` are in text order.

    `name` is None, with the reason, where the source is empty or nobody can be found. `mentions` are those of
    `find_mentions` for the same attributions, `heads` whom the learned heads take, `cuts` where their names of
    sources stand. With `pointing` what rules and network say is weighed against all who may be meant.
    """
    scene = _set_scene(passage, attributions, mentions, cuts)
    phrases = [_phrase(scene, a) for a in attributions]
    _add_named(scene, phrases)
    speakers: list[Speaker] = []
    known = Mentions(scene) if pointing and len(scene.words) else None
    for number, (attribution, phrase) in enumerate(zip(attributions, phrases, strict=True)):
        here = scene.at(attribution.content)
        found = _resolve(here, attribution, phrase)
        if pointing and known and (pointed := pointing.each[number]):
            shares = word_shares(scene, pointing.units, pointed)
            network = follow_pointing(scene, shares, phrase, found) if phrase else found
            asked = AskedSource(
                attribution=attribution,
                phrase=phrase,
                at=phrase.start if phrase else _place_of(scene, attribution),
                ruled=found,
                network=network,
                pointed=pointed,
                shares=shares,
                units=pointing.units,
                mentions=known,
                heads=heads[number] if heads else None,
            )
            found = (choose or choose_rival)(here, asked)
        named = found.name is not None and found.sure >= FLOOR
        if named and phrase and phrase.start < phrase.end:
            found = _placed(scene, attribution, phrase, found)
        elif named:
            at = _place_of(scene, attribution)
            found = replace(found, at=at, end=at, main=False)
        speakers.append(
            _record(found, passage.lang) if named else Speaker(name=None, reason=_unsure(scene, phrase, found))
        )
        scene = scene.after(found, spoke=named and not (phrase and phrase.pronoun == "anyone"))
    return Ruled(speakers=tuple(speakers), words=scene.words)


def _unsure(scene: Scene, phrase: Phrase | None, found: Resolution) -> str:
    """Why nobody is named."""
    if found.name is None:
        return found.reason
    if phrase is None:
        return "no source is named beside the cue"
    return f"nobody that {scene.words.said(phrase.start, phrase.end)} could be is named"


def _place_of(scene: Scene, attribution: Attribution) -> int:
    """The word at which an attribution without a source begins to be told."""
    spans = (*attribution.cue, *attribution.content)
    return scene.words.within(*spans[0])[0] if spans else 0


def _set_scene(
    passage: Passage,
    attributions: Sequence[Attribution],
    mentions: Sequence[OutletMention],
    cuts: NameCuts | None = None,
) -> Scene:
    lexicon = load_speaker_words(passage.lang)
    size = len(passage.text)
    sources = [s for a in attributions for s in a.source if 0 <= s[0] < s[1] <= size]
    carriers = [m.span for m in mentions if m.kind == "carried"]
    outlets = [o for o in carriers if not any(s <= o[0] < e for s, e in sources)]
    words = Tokens(passage.text, _with_sources(passage.body, sources), lexicon, sources, outlets)
    finder = NameFinder(words, _bare_sources(words, sources), cuts)
    return Scene(
        lexicon=lexicon,
        words=words,
        finder=finder,
        people=People(words, finder),
        parser=PhraseParser(words, finder),
        contents=sorted(span for a in attributions for span in a.content),
        carriers=carriers,
    )


def _with_sources(body: Spans, sources: Iterable[Span]) -> list[Span]:
    """The paragraphs, and the sources that stand outside all of them."""
    inside = [s for s in sources if not any(start <= s[0] and s[1] <= end for start, end in body)]
    spans: list[Span] = []
    for start, end in sorted({*body, *inside}):
        begin = max(start, spans[-1][1]) if spans else start
        if begin < end:
            spans.append((begin, end))
    return spans


def _bare_sources(words: Tokens, sources: Iterable[Span]) -> set[str]:
    """Words that stand alone as a source and may be a short name."""
    among = words.lexicon.among
    given = among("people.given") | among("people.male") | among("people.female")
    cuts = among("words.separators") | among("words.trail")
    bare: set[str] = set()
    for start, end in sources:
        i, j = words.within(start, end)
        if i < j and words.cap[i] and (i + 1 == j or (words.low[i + 1] in cuts and not words.cap[i + 1])):
            low = words.low[i]
            if i + 1 < j and is_opening_plural(words, i, given):
                continue
            if low in given or (words.label[i] is None and low not in words.usual):
                bare.add(low)
    return bare


def _stretch(source: Spans) -> Span:
    """From the first span to the last where little stands between; else the longest span."""
    between = sum(after[0] - before[1] for before, after in pairwise(source))
    if between <= BETWEEN:
        return source[0][0], source[-1][1]
    return max(source, key=lambda span: span[1] - span[0])


def _phrase(scene: Scene, attribution: Attribution) -> Phrase | None:
    if not attribution.source:
        return None
    start, end = _stretch(attribution.source)
    if (behind := _behind_carriers(scene, start, end)) and behind.sort == "person":
        return behind
    i, j = scene.words.within(*_whole_outlet(scene, start, end))
    return scene.parser.parse(*widen(scene.words, i, j)) if i < j else None


def _whole_outlet(scene: Scene, start: int, end: int) -> Span:
    """The outlet's name of which a span has only the first words."""
    return next((span for span in scene.carriers if span[0] == start and span[1] > end), (start, end))


def _behind_carriers(scene: Scene, start: int, end: int) -> Phrase | None:
    """What a source cut too wide has behind the outlets it opens with: "[X dari Y, Camat Z, Budi] mengatakan"."""
    inside = [span for span in scene.carriers if start <= span[0] and span[1] < end]
    if not inside or inside[0][0] != start:
        return None
    i, j = scene.words.within(inside[-1][1], end)
    return scene.parser.parse(i, j) if i < j and scene.words.sep[i] == COMMA else None


def _add_named(scene: Scene, phrases: Iterable[Phrase | None]) -> None:
    """What a source says of a person counts more than what the rest of the article does."""
    for p in phrases:
        if p is not None and p.name is not None and p.sort == "person":
            role = (None, None) if p.others else (p.role, p.affiliation)
            scene.people.add(*p.name, role=role[0], affiliation=role[1], sure=p.sure, known=True)


def _resolve(scene: Scene, attribution: Attribution, phrase: Phrase | None) -> Resolution:
    if not attribution.source:
        return Resolution(name=None, reason="no source is named beside the cue")
    if phrase is None:
        return Resolution(name=None, reason="the source holds no word")
    if phrase.back and _is_turn(scene, attribution):
        phrase = replace(phrase, back=False)
    return resolve_source(scene, phrase)


def _is_turn(scene: Scene, attribution: Attribution) -> bool:
    """Whether a source is the label of a turn, which points back to nobody: "THE CLERK: ..."."""
    start, end = _stretch(attribution.source)
    text = scene.words.text
    opens = start == 0 or text[start - 1] == "\n"
    return opens and text[end : end + NEAR].lstrip(" ").startswith(":")


def _placed(scene: Scene, attribution: Attribution, phrase: Phrase, found: Resolution) -> Resolution:
    """With the place of the source, and no surer than that the network cut it right."""
    return replace(
        found,
        at=phrase.start,
        end=phrase.end,
        main=_is_main(scene, attribution, phrase),
        sure=found.sure * cut_right(attribution.confidence),
    )


def _is_main(scene: Scene, attribution: Attribution, phrase: Phrase) -> bool:
    """Whether who speaks here is what the sentence is about, so that a pronoun after it means them."""
    start, end = scene.words.span(phrase.start, phrase.end)
    if any(0 <= start - e < NEAR for _, e in attribution.cue):
        return True
    if any(s <= start and end <= e for s, e in scene.contents):
        return False
    if phrase.pronoun == "relative":
        return False
    if phrase.sort == "pronoun" or scene.people.opens_sentence(phrase.start):
        return True
    follows = scene.lexicon.traits.subject_after_comma and any(0 <= s - end < NEAR for s, _ in attribution.cue)
    return follows and scene.words.sep[scene.people.title_start(phrase.start)] == COMMA  # "After rain fell, Budi said"


def _record(found: Resolution, lang: str) -> Speaker:
    return Speaker(
        name=found.name,
        reason=found.reason,
        id=hash_id("speaker", found.kind, plain_name(found.name)),
        kind=found.kind,
        role=found.role,
        affiliation=found.affiliation,
        country=first_country((found.affiliation, found.role, found.name if found.kind != "person" else None), lang),
        confidence=round(min(max(found.sure, 0.0), 1.0), 3),
        span=found.span,
    )
