"""Threads -> PROV-O as JSON-LD: claims and articles are entities, outlets and speakers agents, a relay a derivation.

Terms of W3C's PROV-O; what it has no word for (relation, change, reason) stands under `konon:`. The context is written
out, so that nothing has to be fetched to read it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping

from konon.exports.node_lists import Node, as_graph
from konon.exports.uris import article_uri, claim_uri, speaker_uri
from konon.ledger.findings import Finding
from konon.tracing.saying import Saying
from konon.tracing.steps import Step, make_steps, outlet_elsewhere
from konon.tracing.threads import Thread

CONTEXT = {
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcterms": "http://purl.org/dc/terms/",
    "konon": "urn:konon:terms:",
}
AGENTS = {"person": "prov:Person", "unnamed": "prov:Person"}
_SHORT = re.compile(r"(T\d\d:\d\d)(?!:)")  # a time without seconds, which XML Schema does not know


def render_prov(threads: Iterable[tuple[Thread, Mapping[str, Finding]]]) -> Iterator[bytes]:
    """One document, a node a line; each article, outlet and speaker once."""
    return as_graph(CONTEXT, _each_once(threads))


def _each_once(threads: Iterable[tuple[Thread, Mapping[str, Finding]]]) -> Iterator[Node]:
    seen: set[str] = set()
    for thread, findings in threads:
        for node in thread_nodes(thread, findings):
            if node["@id"] not in seen:
                yield node
                seen.add(node["@id"])


def thread_nodes(thread: Thread, findings: Mapping[str, Finding]) -> Iterator[Node]:
    """The statement as a collection of its claims, then all that these stand on."""
    yield {
        "@id": f"urn:konon:thread:{thread.id}",
        "@type": "prov:Collection",
        "rdfs:label": thread.sayings[0].words,
        "prov:hadMember": [_ref(_claim(saying, findings)) for saying in thread.sayings],
        "konon:independentSources": thread.independent,
    }
    for folding in thread.foldings:
        if (name := outlet_elsewhere(folding.into)) is not None:
            yield from _elsewhere(thread, folding.into, name)
    for step in make_steps(thread):
        for saying in step.sayings:
            if saying.id in findings:
                yield from _saying_nodes(thread, step, saying, findings)


def _saying_nodes(thread: Thread, step: Step, saying: Saying, findings: Mapping[str, Finding]) -> Iterator[Node]:
    finding = findings[saying.id]
    speaker = speaker_uri(finding)
    node: Node = {
        "@id": claim_uri(finding),
        "@type": "prov:Entity",
        "prov:value": finding.content,
        "prov:wasQuotedFrom": _ref(article_uri(finding)),
        "konon:certainty": saying.certainty,
        "konon:polarity": saying.polarity,
    }
    if speaker:
        node["prov:wasAttributedTo"] = _ref(speaker)
    if step.folding and saying is step.sayings[0]:
        node |= _derivation(thread, step, findings)
    yield node
    yield from _article_nodes(finding)
    if speaker and finding.speaker:
        kind = AGENTS.get(finding.speaker.kind or "", "prov:Organization")
        yield {"@id": speaker, "@type": kind, "rdfs:label": finding.speaker.name}


def _derivation(thread: Thread, step: Step, findings: Mapping[str, Finding]) -> Node:
    """From the claim that it repeats, or from what stands for an outlet of which nothing is held."""
    folding = step.folding
    if folding is None:
        return {}
    if outlet_elsewhere(folding.into) is not None or step.against is None:
        source = _elsewhere_uri(thread, folding.into)
    else:
        source = _claim(step.against, findings)
    return {
        "prov:wasDerivedFrom": _ref(source),
        "prov:qualifiedDerivation": {
            "@type": "prov:Derivation",
            "prov:entity": _ref(source),
            "rdfs:comment": folding.why,
            "konon:reason": folding.reason,
            "konon:change": [f"{change.label}: {change.why}" for change in step.changes],
        },
    }


def _article_nodes(finding: Finding) -> Iterator[Node]:
    article = finding.article
    node: Node = {"@id": article_uri(finding), "@type": "prov:Entity"}
    if article.title:
        node["rdfs:label"] = article.title
    if article.published:
        node |= _times(article.published)
    if article.outlet:
        node["prov:wasAttributedTo"] = _ref(_outlet_uri(article.outlet))
        yield {"@id": _outlet_uri(article.outlet), "@type": "prov:Organization", "rdfs:label": article.outlet}
    yield node


def _elsewhere(thread: Thread, place: str, name: str) -> Iterator[Node]:
    yield {
        "@id": _elsewhere_uri(thread, place),
        "@type": "prov:Entity",
        "rdfs:comment": "named as a source; not in the ledger",
        "prov:wasAttributedTo": _ref(_outlet_uri(name)),
    }
    yield {"@id": _outlet_uri(name), "@type": "prov:Organization", "rdfs:label": name}


def _claim(saying: Saying, findings: Mapping[str, Finding]) -> str:
    return claim_uri(findings[saying.id]) if saying.id in findings else f"urn:konon:saying:{saying.id}"


def _elsewhere_uri(thread: Thread, place: str) -> str:
    return f"urn:konon:thread:{thread.id}:{_hash(place)}"


def _outlet_uri(name: str) -> str:
    return f"urn:konon:outlet:{_hash(' '.join(name.casefold().split()))}"


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _times(published: str) -> Node:
    """As precise as the page; PROV's own property takes nothing but a time to the second."""
    if "T" not in published:
        kind = {10: "xsd:date", 7: "xsd:gYearMonth", 4: "xsd:gYear"}.get(len(published), "xsd:string")
        return {"dcterms:issued": {"@type": kind, "@value": published}}
    time = {"@type": "xsd:dateTime", "@value": _SHORT.sub(r"\1:00", published)}
    return {"dcterms:issued": time, "prov:generatedAtTime": time}


def _ref(uri: str) -> Node:
    return {"@id": uri}
