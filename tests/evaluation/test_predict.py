"""Cases and gold rows read by the shipped reader."""

import pytest

from konon.errors import FileError
from konon.evaluation.gold import make_sheets
from konon.evaluation.predict import find_cases, predict, read_texts

CASE = "# a plain statement\n<source>Budi</source> <cue>mengatakan</cue> <content>harga turun</content>.\n"


def test_a_folder_of_cases_is_read_in_order(tmp_path):
    for name in ("b.en.txt", "a.id.txt"):
        (tmp_path / name).write_text(CASE)
    assert [case.id for case in find_cases(tmp_path)] == ["a-id", "b-en"]
    assert [case.lang for case in find_cases(tmp_path / "b.en.txt")] == ["en"]


def test_a_folder_without_cases_is_one_clear_line(tmp_path):
    with pytest.raises(FileError, match="has no cases; give a file like"):
        find_cases(tmp_path)


@pytest.mark.parametrize("text", ['"Ya," kata Budi.', "  Budi mengatakan ya.\n\n", "\ud800 Budi mengatakan ya."])
def test_offsets_are_those_of_the_text_as_given(text):
    reading = read_texts([("a", text)])["a"]
    assert reading.article.id == "a"
    assert len(reading.article.text) == len(text)


def test_a_text_that_cannot_be_read_is_left_out():
    assert predict(make_sheets([{"id": "a", "text": ""}, {"id": "b", "text": "Budi mengatakan ya."}])).keys() == {"b"}
