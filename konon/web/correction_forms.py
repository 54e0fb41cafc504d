"""Forms by which people say what is so instead of the reader: of a claim, of who is who, of what is one statement.

Each is recorded with who and when, can be taken back, and leaves what the reader said beside it.
"""

from __future__ import annotations

import re
from typing import Any, cast

from konon.errors import ChoiceError, UsageError
from konon.ledger.correction_rows import NOBODY, Fix
from konon.ledger.judging import RELATIONS
from konon.ledger.speaker_decisions import KnownSpeaker, Speakers, describe_speaker
from konon.records import Kind
from konon.tracing.pair_labels import Relation
from konon.web.interface_words import noted
from konon.web.rendering import article_path, path_part
from konon.web.web_form import Acted, Notice, Sent

LONGEST_NOTE = 1000
MOST_CHOICES = 12  # speakers of whom one may be meant
CORRECTED = noted("Corrected. It is so everywhere now.")


def do_correct(sent: Sent) -> Acted:
    """The fields that are filled; `wrong`: that nobody said it."""
    fix = Fix(wrong=True) if sent.fields.get("wrong") else read_fix(sent)
    if not fix.says_something:
        raise UsageError("nothing is corrected", remedy="fill what is otherwise")
    made = sent.ledger.correct(sent.ids["id"], fix, by=sent.who.name, note=sent.fields.get("note")[:LONGEST_NOTE])
    said = noted("Marked as no attribution.") if fix.wrong else CORRECTED
    return Acted(to=sent.back, notice=Notice(said=said, undo=(("correction", made.id),)))


def read_fix(sent: Sent) -> Fix:
    """What a form says otherwise; an empty field says nothing."""
    fields = sent.fields
    told: dict[str, Any] = {name: fields.get(name) or None for name in ("certainty", "polarity", "act")}
    speaker = NOBODY if fields.get("nobody") else fields.get("speaker") or None
    if speaker and speaker != NOBODY:
        told |= {name: fields.get(name) or None for name in ("role", "affiliation", "country")}
        told["kind"] = cast("Kind | None", fields.get("kind") or None)
    return Fix(speaker=speaker, relays=_relays(sent), **told)


def _relays(sent: Sent) -> tuple[str, ...] | None:
    if sent.fields.get("no_relay"):
        return ()
    names = [name.strip() for name in re.split(r"[;\n←]", sent.fields.get("relay"))]
    return tuple(name for name in names if name) or None


def do_missed(sent: Sent) -> Acted:
    """An attribution that the reader missed: its words as they stand, or their places."""
    fields, article = sent.fields, sent.fields.get("article")
    words = [fields.get(name).replace("\r\n", "\n") for name in ("content", "cue", "source")]
    missed = sent.ledger.locate(article, *words)
    made = sent.ledger.add_missed(
        article, missed, read_fix(sent), by=sent.who.name, note=fields.get("note")[:LONGEST_NOTE]
    )
    notice = Notice(said=noted("Added to what is said in this article."), undo=(("correction", made.id),))
    return Acted(to=f"{article_path(made.article)}#c-{made.saying}", notice=notice)


def do_merge(sent: Sent) -> Acted:
    """Another speaker's names become this one's; `other`: an id or a name that is one speaker's alone."""
    speakers, given = sent.ledger.speakers, sent.fields.get("other")
    found = [one for one in speakers.find(given) if one.aliases] if given else []
    exact = [one for one in found if given in (one.id, one.name)]
    own = sent.fields.get("id")
    found = [one for one in (exact if len(exact) == 1 else found) if one.id != own]
    if not found:
        raise _unknown(speakers, given, own)
    if len(found) > 1:
        raise ChoiceError(
            f"may be {len(found)} speakers",
            field="other",
            choices=[describe_speaker(one) for one in found[:MOST_CHOICES]],
            name=given[:60],
            remedy="choose one, or give its id",
        )
    made = speakers.merge([sent.fields.get("id"), found[0].id], by=sent.who.name)
    return _moved(sent, made.id, noted("Merged: the names are one speaker's now, with those of"), found[0].name)


def _unknown(speakers: Speakers, given: str, own: str) -> UsageError:
    """With those of whom some word of it is a name, or whose name is written much like it."""
    named = [*speakers.nearest(given), *sorted(given.split(), key=len, reverse=True)] if given else []
    near: dict[str, KnownSpeaker] = {}
    for word in named[:MOST_CHOICES]:
        near |= {one.id: one for one in speakers.find(word, limit=MOST_CHOICES) if one.id != own and one.aliases}
    if not near:
        return UsageError("nobody else has this name", name=given[:60], remedy="look for it on the page of speakers")
    return ChoiceError(
        "nobody else has this name",
        field="other",
        choices=[describe_speaker(one) for one in list(near.values())[:MOST_CHOICES]],
        name=given[:60],
        remedy="choose one, or look for it on the page of speakers",
    )


def do_split(sent: Sent) -> Acted:
    """The chosen names are another speaker."""
    made = sent.ledger.speakers.split(sent.all("alias"), by=sent.who.name)
    return _moved(sent, made.id, noted("Split off as another speaker:"), made.name)


def _moved(sent: Sent, target: str, said: str, name: str) -> Acted:
    """To the speaker who has the names now; the last act of theirs is the one just done."""
    act = next(one for one in reversed(sent.ledger.speakers.acts()) if one.target == target)
    undo = (("target", target), ("at", act.at))
    return Acted(to=f"/speakers/{path_part(target)}", notice=Notice(said=said, about=name, undo=undo))


def do_judge(sent: Sent) -> Acted:
    """Of two claims, whether they are one statement."""
    a, b, relation = (sent.fields.get(name) for name in ("a", "b", "relation"))
    if relation not in RELATIONS:
        raise UsageError("is no relation", name=relation[:40], remedy=f"choose from {', '.join(RELATIONS)}")
    note = sent.fields.get("note")[:LONGEST_NOTE]
    made = sent.ledger.judge(a, b, cast(Relation, relation), by=sent.who.name, note=note)
    said = (
        noted("These are not one statement any more.") if relation == "none" else noted("Judged. The thread follows.")
    )
    return Acted(to=sent.back, notice=Notice(said=said, undo=(("a", made.a), ("b", made.b))))


def do_undo(sent: Sent) -> Acted:
    """A correction by its id, what was decided of names by speaker and second, or a judgement by its two claims."""
    fields, ledger, by = sent.fields, sent.ledger, sent.who.name
    to = sent.back
    if id := fields.get("correction"):
        ledger.undo_correction(id, by=by)
    elif target := fields.get("target"):
        made = ledger.speakers.undo(target, fields.get("at"), by=by)
        to = f"/speakers/{path_part(made.id)}" if to.startswith("/speakers/") else to
    elif fields.get("a") and fields.get("b"):
        ledger.withdraw(fields.get("a"), fields.get("b"), by=by)
    else:
        raise UsageError("it is not said what is undone", remedy="go back and press the button again")
    return Acted(to=to, notice=Notice(said=noted("Undone. It is as it was before.")))
