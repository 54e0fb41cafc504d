"""Findings -> a ZIP of brat standoff: text, annotations and configuration, to be unpacked into brat's data folder."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from itertools import count, groupby
from typing import get_args

from konon.exports.sink import Sink
from konon.ledger.findings import Finding
from konon.records import Act, Certainty, Polarity, Quotation, Span, Spans

_NOT_NEWLINE = re.compile(r"[^\n]+")
_UNSAFE = re.compile(r"[^\w.-]+")
_LABELS = {"Certainty": Certainty, "Polarity": Polarity, "Act": Act, "Quotation": Quotation}
CONFIGURATION = """[entities]
Source
Cue
Content

[relations]

[events]
Cue\tSource?:Source, Content?:Content

[attributes]
""" + "".join(f"{name}\tArg:<EVENT>, Value:{'|'.join(get_args(labels))}\n" for name, labels in _LABELS.items())
STAMP = (1980, 1, 1, 0, 0, 0)  # the same claims give the same file


def render_brat(findings: Iterable[Finding]) -> Iterator[bytes]:
    """An article is a pair of files; `findings` of one article must stand together."""
    sink, names = Sink(), set[str]()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as bundle:
        _write(bundle, "annotation.conf", CONFIGURATION)
        for (article, version), some in groupby(findings, key=lambda one: (one.article.id, one.version)):
            found = list(some)
            name = _name(article, version, names)
            _write(bundle, f"{name}.txt", found[0].article.text)
            _write(bundle, f"{name}.ann", standoff(found))
            yield sink.take()
    yield sink.take()


def _name(article: str, version: int, names: set[str]) -> str:
    """A file name of its own, whatever the article's id is, and if the article comes twice."""
    plain = f"{_UNSAFE.sub('_', article)[:80].lstrip('.') or 'article'}-{version}"
    name = next(one for n in count(1) if (one := plain if n == 1 else f"{plain}-{n}") not in names)
    names.add(name)
    return name


def _write(bundle: zipfile.ZipFile, name: str, text: str) -> None:
    info = zipfile.ZipInfo(name, STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    bundle.writestr(info, text.encode())


class _Ids:
    def __init__(self) -> None:
        self._last = {"T": 0, "E": 0, "A": 0, "#": 0}

    def next(self, letter: str) -> str:
        self._last[letter] += 1
        return f"{letter}{self._last[letter]}"


def standoff(findings: Iterable[Finding]) -> str:
    """The annotations of one article. The cue is the event's trigger; without a cue, the content is."""
    ids, lines = _Ids(), []
    for finding in findings:
        a, f, text = finding.claim.attribution, finding.claim.factuality, finding.article.text
        marked = {
            role: _text_bound(ids, role, spans, text)
            for role, spans in (("Source", a.source), ("Cue", a.cue or a.content), ("Content", a.content))
        }
        lines += [line for _, line in filter(None, marked.values())]
        if (trigger := marked["Cue"]) is None:
            continue
        event = ids.next("E")
        parts = [f"Cue:{trigger[0]}", *(f"{r}:{one[0]}" for r in ("Source", "Content") if (one := marked[r]))]
        lines.append(f"{event}\t{' '.join(parts)}")
        values = {"Certainty": f.certainty, "Polarity": f.polarity, "Act": f.act, "Quotation": a.quotation}
        lines += [f"{ids.next('A')}\t{name} {event} {value}" for name, value in values.items()]
        lines.append(f"{ids.next('#')}\tAnnotatorNotes {event}\t{_note(finding)}")
    return "".join(f"{line}\n" for line in lines)


def _text_bound(ids: _Ids, role: str, spans: Spans, text: str) -> tuple[str, str] | None:
    """brat wants no line end within a span, so a span that has one becomes several."""
    pieces: list[Span] = [
        (start + found.start(), start + found.end())
        for start, end in spans
        for found in _NOT_NEWLINE.finditer(text[start:end])
    ]
    if not pieces:
        return None
    id_ = ids.next("T")
    places = ";".join(f"{start} {end}" for start, end in pieces)
    words = " ".join(text[start:end] for start, end in pieces)
    return id_, f"{id_}\t{role} {places}\t{words}"


def _note(finding: Finding) -> str:
    who = f"{finding.speaker.name} ({finding.speaker.id})" if finding.speaker else "nobody named"
    return " ".join(f"{finding.id}: {who}".split())
