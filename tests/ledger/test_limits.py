"""What one database cannot hold: mended or refused alike in both, one article at a time."""

import json
import random
from dataclasses import replace

import pytest
from making import make_reading, person

from konon.cli import run
from konon.contract import reading_row
from konon.errors import UnfitError
from konon.pipeline import Additions
from konon.records import Page, Related, Relay, When

ODD = "a\x00b\ud800c\x1b"
TEXT = '"Harga beras sudah turun," kata Ratna Dewi, Kepala Dinas Pangan, kepada Kabar Laut.'


def noise(size):
    """Letters that no index can pack."""
    return "".join(random.Random(size).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=size))


def odd_reading():
    reading = make_reading((person("Ratna Dewi"), "harga turun"))
    (claim,) = reading.claims
    claim = replace(
        claim,
        speaker=replace(claim.speaker, name=ODD, role=ODD, affiliation=ODD, reason=ODD),
        relays=(Relay(name=ODD, spans=((0, 2),), reason=ODD),),
        said=When(text=ODD, start="2023", end="2023", reason=ODD),
        factuality=replace(claim.factuality, reason=ODD),
    )
    told = dict.fromkeys(("title", "outlet", "byline", "section", "dateline", "path", "url", "published"), ODD)
    return replace(
        reading, article=replace(reading.article, **told, related=(Related(title=ODD, url=ODD),)), claims=(claim,)
    )


def test_half_letters_and_nul_are_stored_as_replacements(ledger):
    page = Page(body=b"x", form="html", url=ODD, path=ODD, id=ODD, charset=ODD, fetched=ODD)
    assert ledger.add(odd_reading(), page).claims == 1
    assert ledger.add(odd_reading(), page).known == 1
    (finding,) = ledger.search("harga")
    mended = "a\ufffdb\ufffdc\x1b"
    assert finding.article.title == finding.article.url == finding.claim.speaker.name == mended
    assert finding.claim.said.text == finding.claim.relays[0].name == mended
    assert ledger.page_of(finding).path == mended
    assert [one.id for one in ledger.search(ODD)] == [finding.id]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"id": noise(9_000)}, "its id has more than 2,000 bytes"),
        ({"url": f"https://contoh.id/{noise(6_000)}"}, "its address has more than 2,000 bytes"),
        ({"published": noise(5_000)}, "has a date that is none"),
    ],
)
def test_what_no_index_takes_is_refused_with_what_it_is(ledger, changes, word):
    reading = make_reading((person("Ratna Dewi"), "harga turun"))
    with pytest.raises(UnfitError, match=word):
        ledger.add(replace(reading, article=replace(reading.article, **changes)))
    assert ledger.counts()["articles"] == 0
    assert ledger.add(reading).articles == 1


def test_a_claim_too_long_to_be_searched_whole_is_stored(ledger):
    words = " ".join(noise(12)[n % 12 :] + str(n) for n in range(60_000))
    assert ledger.add(make_reading((person("Ratna Dewi"), f"harga {words}"))).claims == 1
    (finding,) = ledger.search("harga")
    assert finding.content == f"harga {words}"


def test_long_names_are_stored(ledger):
    name = noise(9_000)
    reading = make_reading((person(name, role=name), "harga turun", {"relays": [name]}), outlet=name, title=name)
    assert ledger.add(reading).claims == 1
    assert ledger.search("harga")[0].speaker.name == name


def test_one_page_that_does_not_fit_stops_no_other(ledger, tmp_path):
    path = tmp_path / "a.jsonl"
    rows = [{"text": TEXT, "url": f"https://contoh.id/{noise(6_000)}"}, {"text": TEXT, "url": "https://contoh.id/2"}]
    path.write_text("\n".join(map(json.dumps, rows)))
    failure, added = Additions([str(path)], ledger)
    assert "a.jsonl: its address has more than" in failure.why
    assert added.articles == 1


def test_nor_does_one_reading(address, tmp_path, capfd):
    path = tmp_path / "a.jsonl"
    good = make_reading((person("Ratna Dewi"), "harga turun"))
    rows = [reading_row(replace(good, article=replace(good.article, id=id_))) for id_ in ("a-1", noise(9_000), "a-3")]
    path.write_text("\n".join(map(json.dumps, rows)))
    assert run(["add", str(path), "--readings", "--no-meaning", "-l", address, "-f", "json"]) == 1
    out, err = capfd.readouterr()
    assert json.loads(out)["articles"] == 2
    assert "its id has more than 2,000 bytes" in err
