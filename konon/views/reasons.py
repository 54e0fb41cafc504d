"""Claim -> why the reader takes it so: speaker, relay, certainty, date, words."""

from __future__ import annotations

from konon.records import Claim
from konon.views.wording import DENIAL, OWNERS, certainty, is_denial, one_line, span_words, speaker_name


def reasons(claim: Claim, text: str) -> dict[str, str]:
    """One line each, in the order in which they are shown; `text` is the article's."""
    return {
        "speaker": _speaker(claim),
        "relay": _relay(claim),
        "certainty": _certainty(claim, text),
        "date": _date(claim),
        "words": _words(claim, text),
    }


def _speaker(claim: Claim) -> str:
    speaker = claim.speaker
    line = f"{speaker_name(speaker)}: {one_line(speaker.reason)}"
    return f"{line} ({speaker.confidence:.0%} sure)" if speaker.name else line


def _relay(claim: Claim) -> str:
    if not claim.relays:
        return "none: no outlet is named as having carried it"
    named = (f"{one_line(relay.name)}: {one_line(relay.reason)}".rstrip(": ") for relay in claim.relays)
    return "; ".join(named)


def _certainty(claim: Claim, text: str) -> str:
    judged = claim.factuality
    parts = [certainty(claim), judged.act] + ([DENIAL] if is_denial(claim) else [])
    line = ", ".join(parts)
    if judged.reason:
        line += f": {one_line(judged.reason)}"
    hedges = [f"“{span_words(text, hedge.words)}” is {OWNERS[hedge.owner]}" for hedge in judged.hedges]
    return "; ".join([line, *hedges])


def _date(claim: Claim) -> str:
    said = claim.said
    if said is None:
        return "none: the text does not say when"
    when = said.start if said.end in (said.start, "") else f"{said.start} to {said.end}"
    return f"{when}: " + (one_line(said.reason) or f"“{one_line(said.text)}”")


def _words(claim: Claim, text: str) -> str:
    attribution = claim.attribution
    shown = [
        f"{role} “{words}”"
        for role, spans in (("source", attribution.source), ("cue", attribution.cue))
        if (words := span_words(text, spans))
    ]
    return ", ".join([*shown, attribution.quotation, f"{attribution.confidence:.0%} sure"])
