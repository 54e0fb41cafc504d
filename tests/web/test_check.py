"""A quotation checked in the browser: where it stands, and what was altered."""


def test_an_altered_quotation_is_shown_with_what_went_and_what_came(client):
    page = client.get("/check", params={"q": "kereta itu pasti membawa peluru artileri ke pelabuhan Vostochny"}).text
    assert "altered" in page
    assert "<del>mungkin</del> <ins>pasti</ins>" in page
    assert "Ratna Dewi" in page


def test_words_that_stand_so_are_verbatim(client):
    answer = client.get("/check.json", params={"q": "tidak ada peluru di kereta itu", "speaker": "Budi Santoso"}).json()
    assert answer["verdict"] == "verbatim"
    assert answer["claimed"] == {"speaker": "Budi Santoso"}


def test_the_quotation_of_somebody_else_is_told(client):
    answer = client.get("/check.json", params={"q": "tidak ada peluru di kereta itu", "speaker": "Ratna Dewi"}).json()
    assert answer["verdict"] == "misattributed"


def test_hostile_words_stay_words(client):
    page = client.get("/check", params={"q": "<script>alert(1)</script> peluru", "speaker": '"><b>'})
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "<b>" not in page.text


def test_a_search_leads_to_it(client):
    assert 'href="/check?q=peluru"' in client.get("/search?q=peluru").text


def test_a_quotation_without_a_word_is_told(client):
    assert client.get("/check", params={"q": "!?"}).status_code == 400
