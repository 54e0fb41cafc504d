"""Article + attributions -> through which outlets each statement came by the rules of runs, nearest first."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, NamedTuple

from konon.reading.relays.mentions import OutletMention
from konon.reading.relays.statements import name_speakers, place_of, same_speaker
from konon.reading.text.lexicon import any_of, load_words
from konon.reading.text.passage import Passage
from konon.reading.text.sentences import opens_quoted
from konon.records import Attribution, Relay, Spans, overlaps

EARLY: Final = 0.3  # of the article: a relay named so early may be where all of it comes from
LEDE: Final = 4  # sentences in which the first statement is looked for, of an article that opens with its relay
NEXT: Final = 2  # sentences in which somebody speaks who is said to have spoken to an outlet
NEAR: Final = 1  # statements after the relay's own
FRONT: Final = 12  # code points: "Seperti dilansir ..."
GAP: Final = 2  # statements of others inside a run

_Turn = Literal["", "story", "crowd", "shift"]


class _Breaks(NamedTuple):
    """The patterns of one language that end a run."""

    turns: re.Pattern[str]
    shifts: re.Pattern[str]
    audiences: re.Pattern[str]
    crowds: re.Pattern[str]
    back: re.Pattern[str]
    published: re.Pattern[str]


@cache
def _breaks(lang: str) -> _Breaks:
    words = load_words(lang).relays
    opens = [re.compile(rf"\W*(?:{any_of(w)})(?!\w)", re.IGNORECASE) for w in (words.turns, words.shifts, words.back)]
    inside = [
        re.compile(rf"\b(?:{any_of(w)})\b", re.IGNORECASE) for w in (words.audiences, words.crowds, words.published)
    ]
    return _Breaks(
        turns=opens[0], shifts=opens[1], audiences=inside[0], crowds=inside[1], back=opens[2], published=inside[2]
    )


@dataclass(slots=True, kw_only=True)
class _Clauses:
    """One article's attributions as the scope of relays sees them; all lists run along `attributions`."""

    text: str
    attributions: Sequence[Attribution]
    speakers: list[str | None]  # None where nobody is named as the source
    sentence: list[int]  # index of the sentence with the cue, -1 before the first
    bounds: Spans  # of all sentences
    paragraph: list[int]  # index of the paragraph with the cue
    passed: int | None  # paragraphs that a run may pass over; None for any number
    own: list[list[OutletMention]]  # mentions in the attribution's own clause
    order: list[int]  # attributions by place
    breaks: _Breaks
    house: str  # the article's own outlet, squeezed; empty where it is not known


@dataclass(slots=True)
class _Run:
    """Statements that come from the same relays, one after another."""

    mentions: list[OutletMention]
    speakers: list[str | None]
    anchor: int  # place of its first statement in the order
    paragraph: int  # of its last statement
    opened_by_source: bool  # the outlet is itself the source there: "Dilansir dari X, ..."
    closed: bool = False  # the article turned to others: only the run's own speakers go on
    paused: bool = False  # a crowd is spoken to here: the outlet's story goes on after it


def run_chains(
    passage: Passage,
    attributions: Sequence[Attribution],
    speaker_names: Sequence[str | None],
    mentions: Sequence[OutletMention],
) -> tuple[tuple[Relay, ...], ...]:
    """One chain for each of `attributions`, in their order; empty where nobody relays.

    `speaker_names` are the resolved names beside them: a relay holds for the run of statements of one speaker.
    `mentions` are those of `rule_mentions` for the same attributions.
    """
    if not mentions or not attributions:
        return tuple(() for _ in attributions)
    clauses = _find_clauses(passage, attributions, speaker_names)
    _anchor(clauses, mentions)
    first_hand = _spread(clauses, ("told", "channelled"), [frozenset()] * len(attributions))
    told = [frozenset(_squeezed(m.name) for m, _ in held if m.kind == "told") for held in first_hand]
    carried = _spread(clauses, ("carried",), told)
    credits = [(m, f"the article credits {m.name}") for m in mentions if m.kind == "credit"]
    return tuple(_chain(clauses, at, [*carried[at], *first_hand[at], *credits]) for at in range(len(attributions)))


def _find_clauses(passage: Passage, attributions: Sequence[Attribution], names: Sequence[str | None]) -> _Clauses:
    article = passage.article
    bounds = tuple(s for start, end in passage.body for s in passage.sentences(start, end))
    starts = [s for s, _ in bounds]
    lines = [s for s, _ in article.body]
    places = [place_of(a) for a in attributions]
    order = sorted(range(len(attributions)), key=lambda at: places[at])
    passed = passage.words.traits.relay_paragraphs
    return _Clauses(
        text=passage.text,
        attributions=attributions,
        speakers=name_speakers(passage, attributions, names, order),
        sentence=[bisect_right(starts, place) - 1 for place in places],
        bounds=bounds,
        paragraph=[bisect_right(lines, place) for place in places],
        passed=None if passed < 0 else passed,
        own=[[] for _ in attributions],
        order=order,
        breaks=_breaks(article.lang),
        house=_squeezed(article.outlet or ""),
    )


def _anchor(clauses: _Clauses, mentions: Sequence[OutletMention]) -> None:
    """Ties each mention to the attributions whose clause it stands in."""
    starts = [s for s, _ in clauses.bounds]
    for mention in mentions:
        if mention.kind == "credit":
            continue
        here = bisect_right(starts, mention.start) - 1
        mates = [at for at in clauses.order if clauses.sentence[at] == here]
        if mention.kind == "carried":
            reach = LEDE if _is_lede(clauses, mention, here) else 1
            targets = mates or _touching(clauses, here) or _pointed(clauses, here, reach)
        else:
            targets = _nearest(clauses, mention, mates) or _touching(clauses, here)[-1:]
            if not targets and (reach := _published(clauses, here)):
                targets = _pointed(clauses, here, reach)
            targets = targets or _named_here(clauses, here)
        for at in targets:
            clauses.own[at].append(mention)


def _is_lede(clauses: _Clauses, mention: OutletMention, here: int) -> bool:
    """Whether the article, or a part of it near the start, opens with its relay: "Dilansir X, ..."."""
    if here < 0 or clauses.passed is not None or mention.start >= EARLY * len(clauses.text):
        return False
    return mention.start - clauses.bounds[here][0] < FRONT


def _touching(clauses: _Clauses, here: int) -> list[int]:
    if here < 0:
        return []
    start, end = clauses.bounds[here]
    return [at for at in clauses.order if any(s < end and e > start for s, e in clauses.attributions[at].content)]


def _nearest(clauses: _Clauses, mention: OutletMention, mates: list[int]) -> list[int]:
    """The attribution whose clause names the outlet: the last cue before it, else the first after."""
    before = [at for at in mates if place_of(clauses.attributions[at]) <= mention.start]
    return before[-1:] or mates[:1]


def _pointed(clauses: _Clauses, here: int, reach: int) -> list[int]:
    """From a sentence without a statement to the one it points back to (`Hal itu diungkapkan di X`), or the next."""
    if 0 <= here < len(clauses.bounds) and clauses.breaks.back.match(clauses.text, *clauses.bounds[here]):
        return [at for at in clauses.order if here - reach - 2 <= clauses.sentence[at] < here][-1:]
    return [at for at in clauses.order if here < clauses.sentence[at] <= here + reach][:1]


def _named_here(clauses: _Clauses, here: int) -> list[int]:
    """The next statement, where this sentence only names who makes it: "..., kata Budi. Dia diwawancarai X"."""
    if here < 0:
        return []
    said = clauses.text[slice(*clauses.bounds[here])]
    for at in clauses.order:
        if here < clauses.sentence[at] <= here + NEXT:
            name = (clauses.speakers[at] or "").split()
            return [at] if name and re.search(rf"(?<!\w){re.escape(name[-1])}(?!\w)", said) else []
    return []


def _published(clauses: _Clauses, here: int) -> int:
    """How many sentences off the statement may be of which this sentence says where it was published; 0 for none."""
    if not 0 <= here < len(clauses.bounds):
        return 0
    bounds = clauses.bounds[here]
    if clauses.breaks.published.search(clauses.text, *bounds):
        return 6
    return 2 if clauses.breaks.back.match(clauses.text, *bounds) else 0


_Held = list[tuple[OutletMention, str]]  # a mention and why it holds


def _spread(clauses: _Clauses, kinds: tuple[str, ...], told: Sequence[frozenset[str]]) -> list[_Held]:
    """What each attribution holds of the mentions of `kinds`: its own, or those of the run it stands in.

    `told`: outlets (squeezed) to which a statement was made; another outlet's run passes it over.
    """
    held: list[_Held] = [[] for _ in clauses.attributions]
    _spread_back(clauses, kinds, held, told)
    _spread_forward(clauses, kinds, held, told)
    return held


def _spread_forward(
    clauses: _Clauses, kinds: tuple[str, ...], held: list[_Held], told: Sequence[frozenset[str]]
) -> None:
    run: _Run | None = None
    for place, at in enumerate(clauses.order):
        own = [m for m in clauses.own[at] if m.kind in kinds]
        if own:
            run = _begin_run(clauses, place, own, run, held)
        elif run and (run := _keep_run(clauses, at, run)):
            open_to = not held[at] and not _passes(told[at], run.mentions)
            if open_to and not run.paused and _joins(clauses, at, run, place - run.anchor):
                run.speakers.append(clauses.speakers[at])
                run.paragraph = clauses.paragraph[at]
                held[at] = [(m, f"holds from {_as_written(clauses, m)} before it") for m in run.mentions]


def _begin_run(
    clauses: _Clauses, place: int, own: list[OutletMention], run: _Run | None, held: list[_Held]
) -> _Run | None:
    """The run after an attribution with outlets of its own: a new one, unless a single post or the source itself."""
    at = clauses.order[place]
    single = all(m.single for m in own)
    own_source = _is_source(clauses, at, own[0])
    if not single and own_source and own[0].kind != "carried":
        return None  # the channel is the source: others do not speak there
    held[at] = [(m, f"{_as_written(clauses, m)} beside it") for m in own]
    if single:
        return run
    again = run is not None and {m.name for m in run.mentions} == {m.name for m in own}
    before = run.speakers if run and again else []
    opened = own_source or _is_cue(clauses, at, own[0])
    return _Run(own, [*before, clauses.speakers[at]], place, clauses.paragraph[at], opened)


def _keep_run(clauses: _Clauses, at: int, run: _Run) -> _Run | None:
    """The run at an attribution without outlets: None where the article turns away or too much stands between."""
    turn = _turn(clauses, at)
    run.paused = turn == "crowd" and run.opened_by_source
    if run.paused:
        return run
    retold = run.opened_by_source and run.mentions[0].span[0] < EARLY * len(clauses.text)
    if turn in ("story", "crowd") and not retold:
        return None
    run.closed = run.closed or bool(turn and not retold)
    return None if _is_past(clauses, at, run) else run


def _as_written(clauses: _Clauses, mention: OutletMention) -> str:
    """The page's own words from the lead to the name (`Reuters reported`: from the name to the lead), in quotation."""
    start, end = mention.start, mention.span[1]
    if start == mention.span[0]:
        lead = clauses.text.find(mention.lead, end)
        end = lead + len(mention.lead) if end <= lead < end + FRONT else end
    return f"“{' '.join(clauses.text[start:end].split())}”"


def _is_past(clauses: _Clauses, at: int, run: _Run) -> bool:
    """Whether too much stands between a statement and what was said to an outlet."""
    if clauses.passed is None or run.mentions[0].kind == "carried":
        return False
    return clauses.paragraph[at] - run.paragraph > clauses.passed + 1


def _joins(clauses: _Clauses, at: int, run: _Run, distance: int) -> bool:
    """Whether a statement after a run comes from its relays too: the same speaker's does; another's where the
    outlet plainly goes on retelling, in quotation or near the start of an article that opens with it (in English
    only within the paragraph)."""
    if any(same_speaker(clauses.speakers[at], speaker) for speaker in run.speakers):
        return True
    first = run.mentions[0]
    if run.closed or clauses.speakers[at] is None or clauses.own[at]:
        return False
    if first.kind != "carried":
        return any(m.broadcast for m in run.mentions)
    if clauses.passed is not None and clauses.paragraph[at] > run.paragraph:
        return False  # "According to X, ..." opens one paragraph, not a story: who speaks in the next spoke on the spot
    early = first.span[0] < EARLY * len(clauses.text)
    return opens_quoted(clauses.text, clauses.attributions[at].content) or (
        early and (distance <= NEAR or run.opened_by_source)
    )


def _spread_back(clauses: _Clauses, kinds: tuple[str, ...], held: list[_Held], told: Sequence[frozenset[str]]) -> None:
    """A relay named late holds for what the same speaker said before it, over a few words of others between."""
    run: list[OutletMention] = []
    speaker: str | None = None
    between: list[int] = []
    first = 0
    for at in reversed(clauses.order):
        own = [m for m in clauses.own[at] if m.kind in kinds]
        if own:
            run, first = _run_back(clauses, at, own)
            speaker, between = _speaker_told_of(clauses, at, own[0]), []
            continue
        if place_of(clauses.attributions[at]) < first:
            run = []
        if not run:
            continue
        if same_speaker(clauses.speakers[at], speaker):
            for one in (*between, at):
                if not _passes(told[one], run) and clauses.speakers[one]:
                    held[one] = [(m, f"holds from {_as_written(clauses, m)} after it") for m in run]
            between = []
        else:
            between.append(at)
        opened = any(m.kind == "carried" and _opens(clauses, at, m) for m in clauses.own[at])
        if len(between) > GAP or opened or _turn(clauses, at):
            run = []


def _run_back(clauses: _Clauses, at: int, own: list[OutletMention]) -> tuple[list[OutletMention], int]:
    """The relays of a statement that may hold for those before it, and the place before which they do not."""
    able = [m for m in own if _reaches_back(clauses, m)]
    late = [m for m in able if m.start > place_of(clauses.attributions[at]) or not _opens(clauses, at, m)]
    if late or clauses.passed is not None:
        return late, 0
    # "Dilansir dari X, ..." opens a run: nothing before it belongs there but what its speaker says on the same line
    line = clauses.text.rfind("\n", 0, own[0].start) + 1
    return [m for m in able if m.kind == "carried"], line


def _reaches_back(clauses: _Clauses, mention: OutletMention) -> bool:
    """Whether a relay may hold for what stands before it. What somebody says to the article's own outlet, or in a
    programme, is one interview; what he says to another is only credited where it says so and after."""
    interview = mention.kind != "told" or mention.broadcast or _squeezed(mention.name) == clauses.house
    return interview and not mention.single


def _speaker_told_of(clauses: _Clauses, at: int, mention: OutletMention) -> str | None:
    """Of `Budi diam, seperti dilansir X.` the one whose words X carried before: Budi."""
    speaker = clauses.speakers[at]
    if not _is_source(clauses, at, mention):
        return speaker
    place = clauses.order.index(at)
    before = clauses.speakers[clauses.order[place - 1]] if place else None
    content = " ".join(clauses.text[s:e] for s, e in clauses.attributions[at].content)
    named = before is not None and any(len(word) > 3 and word in content for word in before.split())
    return before if named else speaker


def _opens(clauses: _Clauses, at: int, mention: OutletMention) -> bool:
    """Whether the outlet is named at the very start of the attribution's sentence."""
    if mention.kind != "carried":
        return True
    return clauses.sentence[at] >= 0 and mention.start - clauses.bounds[clauses.sentence[at]][0] < FRONT


def _passes(told: frozenset[str], run: list[OutletMention]) -> bool:
    return bool(told) and not any(_squeezed(m.name) in told for m in run)


def _is_source(clauses: _Clauses, at: int, mention: OutletMention) -> bool:
    holder = next(((s, e) for s, e in clauses.attributions[at].source if s <= mention.span[0] < e), None)
    if holder is None or _leads_to_speaker(clauses, at, mention, holder[1]):
        return False
    return not (mention.kind == "told" and holder[0] < mention.start)  # "a memo seen by X" is not X's


def _is_cue(clauses: _Clauses, at: int, mention: OutletMention) -> bool:
    """Whether the words that lead to the outlet are the cue of a statement nobody else makes: "[Dilansir] X, ..."."""
    attribution = clauses.attributions[at]
    return not attribution.source and overlaps(attribution.cue, (mention.start, mention.start + 1))


def _leads_to_speaker(clauses: _Clauses, at: int, mention: OutletMention, end: int) -> bool:
    """Whether a source cut too wide names its speaker behind the outlet: "Dilansir [X, Camat Y, Budi] mengatakan"."""
    name = clauses.speakers[at]
    if mention.kind != "carried" or name is None or _squeezed(mention.name) in _squeezed(name):
        return False
    behind = clauses.text[mention.span[1] : end].partition(",")[2]
    return re.search(rf"(?<!\w)(?:{any_of(name.split())})(?!\w)", behind) is not None


def _turn(clauses: _Clauses, at: int) -> _Turn:
    """Whether the article turns to another story, audience or speaker here; a crowd hears no outlet's story."""
    if clauses.sentence[at] < 0:
        return ""
    breaks, bounds = clauses.breaks, clauses.bounds[clauses.sentence[at]]
    heard: tuple[tuple[_Turn, re.Pattern[str]], ...] = (("crowd", breaks.crowds), ("story", breaks.audiences))
    for turn, pattern in heard:
        found = pattern.search(clauses.text, *bounds)
        if found and not any(s <= found.start() < e for s, e in clauses.attributions[at].content):
            return turn
    if breaks.turns.match(clauses.text, *bounds):
        return "story"
    return "shift" if breaks.shifts.match(clauses.text, *bounds) else ""


def _chain(clauses: _Clauses, at: int, held: _Held) -> tuple[Relay, ...]:
    """No outlet twice, and none that is the source itself."""
    attribution = clauses.attributions[at]
    source = _squeezed(" ".join(clauses.text[s:e] for s, e in attribution.source))
    found: dict[str, Relay] = {}
    for mention, reason in held:
        name = _squeezed(mention.name)
        if any(_leads_to_speaker(clauses, at, mention, e) for s, e in attribution.source if s <= mention.span[0] < e):
            found.setdefault(name, Relay(name=mention.name, spans=(mention.span,), reason=reason))
            continue
        within = mention.kind != "channelled" and len(source) > 2 and source in name  # SBS of "media lokal SBS"
        held_by = len(name) > 2 and name in source and mention.kind != "told"
        if source and (name == source or within or held_by):
            continue
        if name not in found:
            found[name] = Relay(name=mention.name, spans=(mention.span,), reason=reason)
    return tuple(found.values())


def _squeezed(name: str) -> str:
    bare = re.sub(r"\.(?:com|co|id|net|org|tv)\b", "", name.casefold())
    return "".join(ch for ch in bare.removeprefix("the ") if ch.isalnum())
