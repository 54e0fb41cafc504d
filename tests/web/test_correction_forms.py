"""What people correct in the browser: recorded with who, shown everywhere at once, beside what was read, and undone."""

import html
import re

import pytest
from making import make_reading, person

EVIL = "<script>alert(1)</script>\"'><svg onload=alert(3)>"


def data(send, address):
    return send.client.get(address).json()


@pytest.fixture
def saying(written):
    return next(one.saying for one in written.search("peluru artileri") if one.article.id == "first")


def undo(send, row):
    return send("/undo", **row["undo"], back="/corrections")


def test_a_claim_is_corrected_everywhere_and_undone(send, saying):
    before = data(send, f"/claims/{saying}.json")["claim"]
    fields = {"speaker": "Siti Aminah", "kind": "person", "role": "peneliti", "country": "ID", "note": "salah nama"}
    fields |= {"relay": "Antara; Reuters", "certainty": "certain", "polarity": "negative", "act": "belief"}
    answer = send(f"/claims/{saying}/correct", **fields, back=f"/claims/{saying}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/claims/{saying}")
    told = send.client.get(f"/claims/{saying}").text
    assert "It is so everywhere now" in told
    shown = data(send, f"/claims/{saying}.json")
    claim = shown["claim"]
    assert claim["speaker"]["written"] == "Siti Aminah"
    assert claim["relay"] == ["Antara", "Reuters"]
    assert (claim["certainty"], claim["polarity"], claim["act"]) == ("certain", "negative", "belief")
    assert claim["corrected"]["as_read"]["speaker"] == "Ratna Dewi"  # what was read stays beside
    assert "Ratna Dewi" in told
    (made,) = shown["corrections"]
    assert (made["by"], made["note"]) == ("Sari", "salah nama")
    assert [row["saying"] for row in data(send, "/search.json?speaker=Siti+Aminah")["found"]] == [saying]
    assert "Siti Aminah" in send.client.get("/export?format=csv&q=artileri").text
    assert "Siti Aminah" in send.client.get("/articles/first").text
    (row,) = data(send, "/corrections.json")["corrections"]
    assert undo(send, row).status_code == 303
    after = data(send, f"/claims/{saying}.json")
    assert after["claim"] == before
    assert after["corrections"][0]["undone_by"] == "Sari"
    assert "undone by Sari" in send.client.get(f"/claims/{saying}").text


def test_what_is_left_empty_stays_as_it_was_read(send, saying):
    empty = {"speaker": "", "relay": " ", "polarity": "", "act": "", "kind": "person", "role": ""}
    assert send(f"/claims/{saying}/correct", certainty="certain", **empty).status_code == 303
    claim = data(send, f"/claims/{saying}.json")["claim"]
    assert (claim["certainty"], claim["speaker"]["written"]) == ("certain", "Ratna Dewi")
    assert send(f"/claims/{saying}/correct", **empty).status_code == 400


def test_nobody_and_no_relay_are_said_by_ticking(send, written):
    saying = next(one.saying for one in written.search("artileri") if one.article.id == "second")
    assert send(f"/claims/{saying}/correct", nobody="1", no_relay="1").status_code == 303
    claim = data(send, f"/claims/{saying}.json")["claim"]
    assert claim["speaker"]["written"] is None
    assert claim["relay"] == []


def test_a_wrong_attribution_is_gone_and_comes_back(send, written, saying):
    send(f"/claims/{saying}/correct", wrong="1", certainty="certain")
    assert saying not in [one.saying for one in written.search("artileri")]
    assert len(data(send, "/articles/first.json")["claims"]) == 1
    assert "No attribution at all, says Sari" in send.client.get(f"/claims/{saying}").text
    undo(send, data(send, "/corrections.json")["corrections"][0])
    assert saying in [one.saying for one in written.search("artileri")]


def test_what_the_reader_missed_is_added_where_it_stands(send, written):
    text = written.article("third").article.text
    words = "singgah di pelabuhan"
    fields = {"article": "third", "content": words, "speaker": "Budi Santoso", "certainty": "probable"}
    answer = send("/missed", **fields)
    if answer.status_code == 400:  # a claim's own words: it is said so, and other words are taken
        assert "is a claim already" in answer.text
        at = text.index("Ratna")
        answer = send("/missed", article="third", content=f"{at}:{at + 10}", speaker="Budi Santoso")
    assert answer.status_code == 303
    assert re.fullmatch(r"/articles/third#c-\w+", answer.headers["location"])
    (row,) = data(send, "/corrections.json")["corrections"]
    assert row["kind"] == "missed"
    count = len(data(send, "/articles/third.json")["claims"])
    undo(send, row)
    assert len(data(send, "/articles/third.json")["claims"]) == count - 1


def test_words_that_do_not_stand_there_are_one_clear_error(send):
    answer = send("/missed", article="third", content="kata yang tidak ada")
    assert answer.status_code == 400
    assert "does not stand in the article" in answer.text.casefold()


def test_two_speakers_are_merged_and_parted_again(send, written):
    ids = {one["name"]: one["id"] for one in data(send, "/speakers.json")["speakers"]}
    answer = send("/merge", id=ids["Ratna Dewi"], other="Budi Santoso")
    assert answer.headers["location"] == f"/speakers/{ids['Ratna Dewi']}"
    page = send.client.get(answer.headers["location"]).text
    assert 'action="/undo"' in page
    merged = data(send, f"/speakers/{ids['Ratna Dewi']}.json")["speaker"]
    assert {name["name"] for name in merged["names"]} == {"Ratna Dewi", "Budi Santoso"}
    assert {"Ratna Dewi"} == {row["speaker"]["name"] for row in data(send, "/search.json")["found"]} - {None}
    (row,) = data(send, "/corrections.json")["corrections"]
    assert (row["kind"], row["by"], row["names"]) == ("merge", "Sari", ["Budi Santoso"])
    undo(send, row)
    parted = {one["name"]: one["id"] for one in data(send, "/speakers.json")["speakers"]}
    assert parted == ids
    undone = [row for row in data(send, "/corrections.json")["corrections"] if row["undo"]]
    assert [row["kind"] for row in undone] == ["split"]
    assert send("/undo", **row["undo"]).status_code == 400  # once


def test_a_name_is_split_off_and_brought_back(send, written):
    ids = {one["name"]: one["id"] for one in data(send, "/speakers.json")["speakers"]}
    send("/merge", id=ids["Ratna Dewi"], other=ids["Budi Santoso"])
    names = written.speakers.find(ids["Ratna Dewi"])[0].aliases
    chosen = [one.id for one in names if one.name == "Budi Santoso"]
    answer = send("/split", alias=chosen)
    assert answer.status_code == 303
    assert "Budi Santoso" in send.client.get(answer.headers["location"]).text
    assert send("/split").status_code == 400
    split = next(row for row in data(send, "/corrections.json")["corrections"] if row["kind"] == "split")
    undo(send, split)
    assert len(written.speakers.find(ids["Ratna Dewi"])[0].aliases) == len(names)


@pytest.mark.parametrize("other", ["", "Nobody Of That Name", EVIL])
def test_a_merge_with_nobody_is_refused(send, other):
    id = data(send, "/speakers.json")["speakers"][0]["id"]
    answer = send("/merge", id=id, other=other)
    assert answer.status_code == 400
    assert "<script>alert" not in answer.text


def test_these_are_not_one_parts_a_thread_and_is_taken_back(send, saying):
    thread = data(send, f"/threads/{saying}.json")
    assert thread["claims"] == 3
    others = [row["claims"][0]["saying"] for row in thread["articles"] if row["claims"][0]["saying"] != saying]
    for other in others:
        assert send("/judge", a=saying, b=other, relation="none", back=f"/threads/{saying}").status_code == 303
    assert data(send, f"/threads/{saying}.json")["claims"] == 1
    rows = data(send, "/corrections.json")["corrections"]
    assert {(row["kind"], row["by"], row["relation"]) for row in rows} == {("pair", "Sari", "none")}
    for row in rows:
        undo(send, row)
    assert data(send, f"/threads/{saying}.json")["claims"] == 3
    assert send("/judge", a=saying, b=others[0], relation="friends").status_code == 400


def test_corrections_are_listed_by_who_and_exported_as_gold(send, saying):
    send(f"/claims/{saying}/correct", certainty="certain")
    send(f"/claims/{saying}/correct", by="Budi", act="belief")
    assert [row["by"] for row in data(send, "/corrections.json?by=Budi")["corrections"]] == ["Budi"]
    listed = data(send, "/corrections.json")
    assert listed["people"] == [{"name": "Budi", "count": 1}, {"name": "Sari", "count": 1}]
    gold = send.client.get("/export?corrections=1&format=jsonl")
    assert "corrections.jsonl" in gold.headers["content-disposition"]
    assert '"by":["Sari","Budi"]' in gold.text or '"by":["Budi","Sari"]' in gold.text


def test_hostile_values_are_text_on_every_page(send, saying):
    send(f"/claims/{saying}/correct", by=EVIL, speaker=EVIL, kind="person", role=EVIL, relay=EVIL, note=EVIL)
    id = next(one["id"] for one in data(send, "/speakers.json")["speakers"] if "<script>" in one["name"])
    pages = ("/about", "/corrections", "/articles/first", f"/claims/{saying}", f"/threads/{saying}", f"/speakers/{id}")
    for page in pages:
        text = send.client.get(page).text
        assert "<script>alert" not in text, page
        assert "<svg onload" not in text, page


def test_a_form_says_where_a_correction_started(send, saying):
    back = f"/articles/first#c-{saying}"
    page = send.client.get(f"/claims/{saying}", params={"back": back}).text
    assert f'name="back" value="{back}"' in page
    evil = send.client.get(f"/claims/{saying}", params={"back": "//evil.example"}).text
    assert 'value="//evil.example"' not in evil


@pytest.mark.parametrize("path", ["/claims/nix/correct", "/undo", "/judge", "/merge", "/missed"])
def test_what_there_is_not_is_told(send, path):
    wrong = {"certainty": "certain", "a": "x", "b": "y", "relation": "none", "id": "x", "other": "Ratna Dewi"}
    answer = send(path, **wrong)
    assert answer.status_code in {400, 404}
    assert "Traceback" not in answer.text


def test_a_value_that_there_is_not_is_told(send, saying):
    for wrong in ({"certainty": "sure"}, {"act": "x"}, {"speaker": "A", "kind": "robot"}, {"speaker": "x" * 600}):
        assert send(f"/claims/{saying}/correct", **wrong).status_code == 400
    assert data(send, "/corrections.json")["corrections"] == []


def speakers_of_one_name(written):
    """Two of one name, told apart by what they are."""
    for number, who in enumerate((("dokter", "Rumah Sakit Melati"), ("petani", "Koperasi Tani"))):
        said = (person("Joko Lestari", *who), f"musim tanam {number} mundur dua pekan")
        written.add(make_reading(said, id=f"joko-{number}", outlet="Kabar Laut"))
    found = written.speakers.find("Joko Lestari")
    if len(found) == 1:  # taken for one by the reader: parted by a person
        written.speakers.split([found[0].aliases[0].id], by="Sari")
    return written.speakers.find("Joko Lestari")


def fields_of(page):
    """Name -> value of the form that is given back."""
    form = re.search(r'<form[^>]*class="edit again".*?</form>', page, re.S)[0]
    found = {name: html.unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form)}
    areas = re.findall(r'<textarea name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, re.S)
    chosen = re.findall(r'<select name="([^"]+)">.*?<option value="([^"]*)" selected', form, re.S)
    return form, found | {name: html.unescape(value) for name, value in (*areas, *chosen)}


def test_a_name_of_several_is_chosen_among_them_and_nothing_is_typed_again(send, written):
    known = speakers_of_one_name(written)
    assert len(known) == 2
    own = next(one["id"] for one in data(send, "/speakers.json")["speakers"] if one["name"] == "Budi Santoso")
    answer = send("/merge", id=own, other="Joko Lestari", back="/speakers")
    assert answer.status_code == 400
    form, fields = fields_of(answer.text)
    assert 'action="/merge"' in form
    assert (fields["id"], fields["back"]) == (own, "/speakers")
    assert '<input name="other" value="Joko Lestari">' in form
    choices = re.findall(r'<input type="radio" name="other" value="(\w+)"> <span>([^<]+)<', form)
    assert {id for id, _ in choices} == {one.id for one in known}
    assert any("Rumah Sakit Melati" in told for _, told in choices)
    merged = send("/merge", id=own, other=["Joko Lestari", choices[0][0]])  # as a browser sends both
    assert merged.headers["location"] == f"/speakers/{own}"
    assert "Joko Lestari" in send.client.get(merged.headers["location"]).text


def test_a_name_that_nobody_has_offers_those_that_are_near(send):
    ids = {one["name"]: one["id"] for one in data(send, "/speakers.json")["speakers"]}
    for near in ("Ratna Dewy", "Ratma Dewi", "Dewi Ratna Sari"):
        form, _ = fields_of(send("/merge", id=ids["Budi Santoso"], other=near).text)
        assert f'value="{ids["Ratna Dewi"]}"' in form, near
    own, _ = fields_of(send("/merge", id=ids["Ratna Dewi"], other="Ratna Dewy").text)
    assert ids["Ratna Dewi"] not in own.replace(f'name="id" value="{ids["Ratna Dewi"]}"', "")


def test_who_says_a_claim_is_chosen_among_those_of_the_name(send, saying, written):
    known = speakers_of_one_name(written)
    answer = send(f"/claims/{saying}/correct", speaker="Joko Lestari", note="bukan Ratna", certainty="probable")
    form, fields = fields_of(answer.text)
    assert answer.status_code == 400
    assert f'action="/claims/{saying}/correct"' in form
    assert (fields["note"], fields["certainty"]) == ("bukan Ratna", "probable")
    assert all(f'name="speaker" value="{one.id}"' in form for one in known)
    sent = send(f"/claims/{saying}/correct", speaker=["Joko Lestari", known[1].id], certainty="probable")
    assert sent.status_code == 303


REFUSED = [
    ("/claims/{saying}/correct", {"certainty": "sure", "note": "karena <b>", "relay": "Antara; Kabar"}),
    ("/claims/{saying}/correct", {"speaker": "A", "kind": "robot", "role": "menteri", "country": "Nowhere"}),
    ("/claims/{saying}/correct", {"speaker": "x" * 600, "note": "baris\nkedua"}),
    ("/missed", {"article": "third", "content": "kata yang\ntidak ada", "cue": "ujar", "note": "terlewat"}),
    ("/missed", {"article": "third", "content": "99990:99999", "speaker": "Budi Santoso", "act": "belief"}),
    ("/judge", {"a": "x", "b": "y", "relation": "repeats", "note": "sama"}),
    ("/judge", {"a": "x", "b": "y", "relation": "teman", "note": "sama"}),
    ("/undo", {"correction": "nix", "back": "/corrections"}),
    ("/split", {"alias": "nix", "back": "/speakers"}),
]


@pytest.mark.parametrize(("path", "typed"), REFUSED)
@pytest.mark.parametrize("lang", ["en", "id"])
def test_a_refused_form_comes_back_with_what_was_typed(send, saying, path, typed, lang):
    send.client.headers["accept-language"] = lang
    answer = send(path.format(saying=saying), **typed)
    assert answer.status_code in {400, 404}
    form, fields = fields_of(answer.text)
    assert {name: fields.get(name) for name in typed} == typed
    assert fields["token"] == send.token
    line = re.search(r'<p role="alert"><span(.*?)>(.*?)</span></p>', answer.text)
    assert line[2]
    assert line[1] == ""  # told in the interface's language
    assert "go back" not in line[2].casefold()
    assert "<b>" not in form


def test_a_form_without_a_name_or_with_an_old_token_keeps_what_was_typed(send, saying):
    for sent in ({"by": ""}, {"token": "old"}):
        answer = send(f"/claims/{saying}/correct", note="panjang sekali", certainty="probable", **sent)
        assert answer.status_code in {400, 403}
        form, fields = fields_of(answer.text)
        assert (fields["note"], fields["certainty"], fields["token"]) == ("panjang sekali", "probable", send.token)
        assert 'name="by"' in form
    assert data(send, "/corrections.json")["corrections"] == []


def test_an_error_has_a_code_beside_its_sentence(send):
    error = data_of_error = send.client.get("/claims/nix.json").json()["error"]
    assert (error["status"], error["code"], error["about"]) == (404, "why.unknown-claim", "nix")
    assert data_of_error["remedy_code"] == "remedy.search-ids"
    page = send.client.get("/claims/nix", headers={"accept-language": "id"}).text
    assert "nix: tidak ada klaim dengan id ini" in page.replace("Nix", "nix")
