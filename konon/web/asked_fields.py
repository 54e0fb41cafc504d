"""The fields of the forms of the site, by the words that stand beside them: for a form that is given back."""

from __future__ import annotations

from typing import get_args

from konon.ledger.judging import RELATIONS
from konon.records import Act, Kind
from konon.web.interface_words import TICKS, noted
from konon.web.web_form import FormField

NOTE = FormField(name="note", label=noted("Why (you may leave it empty)"))
OTHER = FormField(name="other", label=noted("The other name, or its id"))
RELATION = FormField(
    name="relation", label=noted("How they stand to one another"), kind="choice", values=tuple(RELATIONS)
)
FIX_FIELDS = (
    FormField(name="speaker", label=noted("Who says it")),
    FormField(name="nobody", label=noted("nobody is named"), kind="check"),
    FormField(name="kind", label=noted("Kind"), kind="choice", values=get_args(Kind)),
    FormField(name="role", label=noted("Role")),
    FormField(name="affiliation", label=noted("Of")),
    FormField(name="country", label=noted("Country")),
    FormField(name="relay", label=noted("Said through (several with ;)")),
    FormField(name="no_relay", label=noted("through nobody"), kind="check"),
    FormField(name="certainty", label=noted("How sure"), kind="choice", values=tuple(TICKS)),
    FormField(name="polarity", label=noted("Affirms or denies"), kind="choice", values=("positive", "negative")),
    FormField(name="act", label=noted("What it is"), kind="choice", values=get_args(Act)),
)
MISSED_FIELDS = (
    FormField(name="content", label=noted("What is said"), kind="area"),
    FormField(name="cue", label=noted("By which word (you may leave it empty)")),
    FormField(name="source", label=noted("The words that name who says it")),
    *FIX_FIELDS,
    NOTE,
)
ADD_FIELDS = (
    FormField(name="text", label=noted("The text of a page, as you copied it"), kind="area"),
    FormField(name="title", label=noted("Title")),
    FormField(name="outlet", label=noted("Outlet")),
    FormField(name="published", label=noted("Date")),
    FormField(name="url", label=noted("Its address")),
    FormField(name="addresses", label=noted("Addresses, one a line"), kind="area"),
)
