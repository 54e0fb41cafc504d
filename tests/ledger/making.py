"""Readings made by hand: one article, who said what in it."""

from konon.records import (
    Article,
    Attribution,
    Claim,
    Factuality,
    Hedge,
    Reading,
    Relay,
    Speaker,
    When,
    hash_id,
)

READER = "konon 0.1.0 / tagger-1"


def person(name, role=None, affiliation=None, country=None, kind="person"):
    return Speaker(
        name=name,
        reason="named beside the cue",
        kind=kind,
        role=role,
        affiliation=affiliation,
        country=country,
        confidence=0.9,
    )


def nobody():
    return Speaker(name=None, reason="the cue is passive and names nobody")


def make_reading(
    *sayings,
    id="a-1",
    reader=READER,
    outlet="Kabar Laut",
    title="Peluru Lewat Rel",
    published="2023-09-14",
    lang="id",
    url=None,
    head="",
):
    """Each saying: (speaker, words) or (speaker, words, changes of the claim's factuality, relays ...)."""
    text, claims = head, []
    for speaker, words, *more in sayings:
        changes = dict(more[0]) if more else {}
        relays = tuple(Relay(name=name, spans=((0, 2),), reason="named") for name in changes.pop("relays", ()))
        quotation = changes.pop("quotation", "indirect")
        hedged = changes.pop("hedged", False)
        said = When(text="Kamis", start="2023-09-14", end="2023-09-14") if changes.pop("dated", False) else None
        start = len(text) + len(f"{speaker.name or ''} mengatakan ")
        text += f"{speaker.name or ''} mengatakan {words}.\n\n"
        name = len(speaker.name or "")
        content = ((start, start + len(words)),)
        source = ((start - name - 12, start - 12),) if name else ()
        cue = ((start - 11, start - 1),)
        claims.append(
            Claim(
                attribution=Attribution(
                    id=hash_id(id, source, cue, content),
                    source=source,
                    cue=cue,
                    content=content,
                    quotation=quotation,
                    confidence=0.9,
                ),
                speaker=speaker,
                factuality=Factuality(
                    **{"certainty": "certain", "polarity": "positive", "act": "statement", **changes},
                    hedges=(Hedge(words=cue, owner="speaker"),) if hedged else (),
                ),
                relays=relays,
                said=said,
            )
        )
    article = Article(
        id=id, text=text, body=((0, len(text)),), outlet=outlet, title=title, published=published, lang=lang, url=url
    )
    return Reading(article=article, claims=tuple(claims), reader=reader)


def many_readings(number, start=0, reader=READER):
    """Articles of their own, three claims each."""
    for place in range(start, start + number):
        yield make_reading(
            (person(f"Budi Santoso{place % 50}", "juru bicara"), f"pasar nomor {place} ditutup sejak Senin"),
            (person("Kremlin", kind="government"), f"tidak ada peluru di kereta {place}", {"polarity": "negative"}),
            (nobody(), f"kapal {place} singgah di pelabuhan", {"certainty": "possible", "relays": ("Garis Lintang",)}),
            id=f"art-{place}",
            title=f"Kabar {place}",
            published=f"2023-{place % 12 + 1:02}-{place % 28 + 1:02}",
            reader=reader,
        )
