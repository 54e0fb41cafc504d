"""Article + attribution -> how sure, affirmed or denied, and what kind of act, with the words that show it.

The head decides (`fact_head.py`), unless it is hardly surer of its answer than of the rules' (`verdicts.py`), whose
signs it sees too. Hedges and the reason are the rules', as they know the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from konon.reading.meaning.fact_head import VALUES, Likelihoods, load_fact_head
from konon.reading.meaning.signs import Signs, read_signs
from konon.reading.meaning.surroundings import look_around
from konon.reading.meaning.verdicts import Verdict, judge_by_rules
from konon.reading.text.passage import Passage
from konon.reading.text.units import Units
from konon.records import Attribution, Factuality, Hedge, Owner

SURER: Final = 0.2  # by how much a value must be likelier than the rules', to be taken instead


def judge_factuality(passage: Passage, attributions: Sequence[Attribution], units: Units) -> list[Factuality]:
    """That of each. Never raises; with neither cue nor content a certain, affirmed statement."""
    signs = [read_signs(passage, one) for one in attributions]
    verdicts = [judge_by_rules(one) for one in signs]
    asked = [at for at, one in enumerate(attributions) if one.content and len(units)]
    around = [look_around(passage, attributions[at], signs[at], verdicts[at], units) for at in asked]
    weighed = load_fact_head().weigh_all(around, units) if asked else ()
    for at, likely in zip(asked, weighed, strict=True):
        verdicts[at] = choose(verdicts[at], likely)
    return [_tell(*one) for one in zip(attributions, signs, verdicts, strict=True)]


def _tell(attribution: Attribution, signs: Signs, verdict: Verdict) -> Factuality:
    return Factuality(
        certainty=verdict.certainty,
        polarity=verdict.polarity,
        act=verdict.act,
        hedges=_hedges(attribution, signs),
        reason=", ".join(verdict.why) or "plain speech",
    )


def choose(rules: Verdict, likely: Likelihoods) -> Verdict:
    """What the rules say, but for what they leave open and the head is surer of; why has both."""
    taken: dict[str, Any] = {}
    why = list(rules.why)
    for field in (field for field in VALUES if field not in rules.firm):
        ours = getattr(rules, field)
        best = max(likely[field], key=likely[field].__getitem__)
        if likely[field][best] > likely[field][ours] + SURER:
            taken[field] = best
            why.append(f"{best}: the network is {likely[field][best]:.2f} sure, the words alone say {ours}")
    return rules._replace(**taken, why=tuple(why))


def _hedges(attribution: Attribution, signs: Signs) -> tuple[Hedge, ...]:
    """The speaker's hedges stand in what is said; an allegation that nobody owns, or that somebody is only said
    to have said, is the outlet's hedge."""
    out = [Hedge(words=(span,), owner="outlet") for span in signs.hearsay]
    weak = signs.cue is not None and (
        signs.cue.certainty in {"possible", "probable"} or (signs.cue.name == "hearsay" and not signs.owned)
    )
    if weak and attribution.cue:
        owner: Owner = "speaker" if signs.owned else "outlet"
        out.append(Hedge(words=attribution.cue, owner=owner))
    out.extend(
        Hedge(words=(sign.span,), owner="speaker" if signs.owned else "outlet")
        for sign in signs.of("possible", "probable")
    )
    return tuple(out)
