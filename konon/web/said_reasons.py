"""Claim -> why the reader takes it so, in the language of the interface: what `reasons` says in English.

What the reader reasons is in its records in English, and in a ledger for good; so it is said anew from its sentences
(`konon/views/read_lines.toml`). A sentence that an older reader left and the table has not stays English, marked so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup, escape

from konon.records import Claim, Relay
from konon.views.told_lines import READ, say_told
from konon.views.wording import is_denial, one_line, span_words
from konon.web.interface_words import TERMS, noted, say_date, say_share

OWNERS = {"speaker": noted("“%s” is the speaker's"), "outlet": noted("“%s” is the outlet's")}
CUE_GROUPS = {
    "refusal": noted("refusal"),
    "silence": noted("silence"),
    "undenied": noted("not denied"),
    "open": noted("left open"),
    "denial": noted("denial"),
    "rejection": noted("rejection"),
    "opposition": noted("opposition"),
    "doubt": noted("doubt"),
    "doubting": noted("doubting"),
    "ban": noted("ban"),
    "order": noted("order"),
    "hope": noted("hope"),
    "demand": noted("demand"),
    "question": noted("question"),
    "warning": noted("warning"),
    "allegation": noted("allegation"),
    "hearsay": noted("hearsay"),
    "estimate": noted("estimate"),
    "suggestion": noted("suggestion"),
    "speech": noted("speech"),
}
_RIVAL = re.compile(r" \(or (?P<name>.+): (?P<share>\d\.\d\d)\)$")
_CLAUSE = "in the clause that reports it: "
_WITHIN = noted("in the clause that reports it:")
_COMMA = re.compile(r", (?![^“]*”)")  # none between quotation marks


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonTeller:
    """`gettext`: the catalogue's; `lang`: of the interface."""

    gettext: Callable[[str], str]
    lang: str

    def tell(self, claim: Claim, text: str) -> dict[str, Markup]:
        """One line each, by the names and in the order of `reasons`."""
        return {
            "speaker": self._speaker(claim),
            "relay": self._relay(claim),
            "certainty": self._certainty(claim, text),
            "date": self._date(claim),
            "words": self._words(claim, text),
        }

    def _speaker(self, claim: Claim) -> Markup:
        speaker = claim.speaker
        name = one_line(speaker.name or "") or self.gettext("nobody named")
        line = Markup("{}: {}").format(name, self._reason(speaker.reason))
        return Markup("{} ({})").format(line, self._sure(speaker.confidence)) if speaker.name else line

    def _relay(self, claim: Claim) -> Markup:
        if not claim.relays:
            return escape(self.gettext("none: no outlet is named as having carried it"))
        return Markup("; ").join(self._one_relay(relay) for relay in claim.relays)

    def _one_relay(self, relay: Relay) -> Markup:
        name = one_line(relay.name)
        return Markup("{}: {}").format(name, self._reason(relay.reason)) if relay.reason else escape(name)

    def _certainty(self, claim: Claim, text: str) -> Markup:
        judged = claim.factuality
        parts = [self._term(judged.certainty), self._term(judged.act)]
        parts += [self.gettext("denial")] if is_denial(claim) else []
        line = escape(", ".join(parts))
        if judged.reason:
            some = (self._reason(part) for part in _COMMA.split(one_line(judged.reason)))
            line = Markup("{}: {}").format(line, Markup(", ").join(some))
        hedges = (self.gettext(OWNERS[hedge.owner]) % span_words(text, hedge.words) for hedge in judged.hedges)
        return Markup("; ").join([line, *hedges])

    def _date(self, claim: Claim) -> Markup:
        if (said := claim.said) is None:
            return escape(self.gettext("none: the text does not say when"))
        days = dict.fromkeys(say_date(day, self.lang) for day in (said.start, said.end) if day)
        why = one_line(said.reason)
        within = self.gettext(_WITHIN) + " " if why.startswith(_CLAUSE) else ""
        reason = self._reason(why.removeprefix(_CLAUSE)) if why else escape(f"“{one_line(said.text)}”")
        return Markup("{}: {}{}").format(" – ".join(days), within, reason)

    def _words(self, claim: Claim, text: str) -> Markup:
        found = claim.attribution
        spans = ((noted("source"), found.source), (noted("cue"), found.cue))
        shown = [f"{self.gettext(role)} “{words}”" for role, at in spans if (words := span_words(text, at))]
        return escape(", ".join([*shown, self._term(found.quotation), self._sure(found.confidence)]))

    def _reason(self, line: str) -> Markup:
        line = one_line(line)
        rival = _RIVAL.search(line)
        plain = line[: rival.start()] if rival else line
        is_quoted = plain.startswith("“") and plain.endswith("”") and plain.count("“") == 1
        said = plain if is_quoted else say_told(plain, self.gettext, self._term, READ)
        told = escape(said) if said is not None else Markup('<span lang="en">{}</span>').format(plain)
        if rival is None:
            return told
        share = say_share(float(rival["share"]), self.lang)
        return Markup("{} ({} {}: {})").format(told, self.gettext("or"), rival["name"], share)

    def _term(self, word: str) -> str:
        return self.gettext(TERMS.get(word) or CUE_GROUPS.get(word) or word)

    def _sure(self, share: float) -> str:
        return self.gettext("%s sure") % say_share(round(share, 2), self.lang)
