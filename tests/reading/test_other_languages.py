"""Articles in languages that the network never learned give claims; English and Indonesian stay as they were."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from konon.languages.language_files import load_measured, load_other_words
from konon.network.loading import MODELS, VOCABULARY, load_vocabulary, load_wider
from konon.pipeline import read_text
from konon.reading.spans.tagger import load_tagger
from konon.reading.spans.windows import find_units
from konon.reading.text.passage import prepare
from konon.reading.text.sentences import quote_pairs, sentence_ends
from konon.records import Article

GOLDEN = Path(__file__).with_name("piece_ids.json")
SAID = {
    "ms": "Menteri Pelabuhan, Rosmah Jelani, berkata feri itu akan kembali beroperasi kerana ombak sudah reda.",
    "fr": "La ministre des Ports, Odile Varenne, a déclaré vendredi que le ferry reprendrait la mer avant l’été.",
    "ru": "Министр портов Нина Ладогина заявила в пятницу, что паром снова выйдет в море до лета.",
    "es": "La ministra de Puertos, Inés Robledal, dijo el viernes que el ferry volverá a navegar antes del verano.",
    "ar": "قالت وزيرة الموانئ ليلى البحراني يوم الجمعة إن العبارة ستعود إلى الإبحار قبل الصيف.",
    "zh": "港口部长林海潮表示，渡轮将在夏天之前恢复航行。",
    "ko": "박해준 항만부 장관은 여객선이 여름 전에 다시 운항할 것이라고 말했다.",
    "ja": "浜野航港湾相は「フェリーは夏までに運航を再開する」と述べた。",
}


@pytest.mark.parametrize("lang", SAID)
def test_a_small_article_gives_a_claim(lang: str) -> None:
    reading = read_text(SAID[lang])
    claim = reading.claims[0]
    assert claim.attribution.content
    assert claim.attribution.cue
    assert not reading.illegible


@pytest.mark.parametrize("lang", sorted(set(SAID) - {"ms"}))
def test_its_language_is_known_and_measured(lang: str) -> None:
    article = read_text(SAID[lang]).article
    assert article.lang == lang
    assert not article.untested
    assert lang in load_measured()


def test_english_and_indonesian_are_split_into_the_pieces_they_always_were() -> None:
    tokenizer = load_vocabulary().tokenizer
    golden = json.loads(GOLDEN.read_text("utf-8"))
    assert len(golden) >= 12
    for text, ids in golden.items():
        assert tokenizer.encode(text, add_special_tokens=False).ids == ids, text


@pytest.mark.parametrize("lang", ["en", "id"])
def test_articles_in_them_never_take_the_wider_vocabulary(lang: str) -> None:
    tagger = load_tagger()
    text = "Менеджер Ивана Лада и мэр 林海潮 " * 20  # even where they quote another script at length
    passage = prepare(Article(id="x", text=text, body=((0, len(text)),), lang=lang))
    assert tagger.vocabulary_for(passage) is tagger.vocabulary


def test_further_pieces_stand_behind_the_own_ones_and_have_vectors() -> None:
    own, wider = load_vocabulary(), load_wider()
    size = own.tokenizer.get_vocab_size()
    assert all(wider.tokenizer.id_to_token(k) == own.tokenizer.id_to_token(k) for k in (0, 1, 2, 3, 100, size - 1))
    assert wider.tokenizer.get_vocab_size() == len(wider.vectors.nibbles) == len(wider.vectors.scales)
    assert (wider.vectors.nibbles[:size] == own.vectors.nibbles).all()


@pytest.mark.parametrize("lang", ["ru", "ar", "ko", "zh", "ja"])
def test_further_pieces_halve_what_a_text_is_split_into(lang: str) -> None:
    own, wider = (one.encode(SAID[lang], add_special_tokens=False) for one in _tokenizers())
    unknown = load_vocabulary().tokenizer.token_to_id("<unk>")
    assert unknown not in wider.ids
    assert len(wider.ids) < 0.65 * len(own.ids) or unknown in own.ids


def _tokenizers() -> tuple[Tokenizer, Tokenizer]:
    return load_vocabulary().tokenizer, load_wider().tokenizer


def test_the_weights_stay_within_their_bounds() -> None:
    def weight(folder: Path) -> int:
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

    assert weight(VOCABULARY) < 30_000_000
    assert weight(MODELS) < 75_000_000


def test_a_script_without_spaces_has_a_unit_a_piece() -> None:
    text = "部长表示，渡轮停航。Kapal 3 unit."
    units = find_units(text, load_wider().tokenizer.encode(text, add_special_tokens=False), 0)
    words = [text[start:end] for _, start, end in units]
    assert "".join(words) == text.replace(" ", "")
    assert max(len(word) for word in words if not word.isascii()) <= 3
    assert {"Kapal", "unit"} <= set(words)


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("彼は「準備はできた」と述べた。", ["準備はできた"]),
        ("「『海』は近い」と船長は言った。", ["『海』は近い"]),
        ("「一」「二つ目」と数えた。", ["二つ目"]),
        ("船长说：“我们等风。”然后离开。", ["我们等风。"]),
        ("«Мы ждём ветра», — сказала она. «И всё».", ["Мы ждём ветра", "И всё"]),
        ("« Nous attendons le vent », dit-elle.", [" Nous attendons le vent "]),
        ("قال: «ننتظر الريح». ثم غادر.", ["ننتظر الريح"]),
        ("「閉じない引用", ["閉じない引用"]),
    ],
)
def test_quotation_marks_of_other_scripts(text: str, inside: list[str]) -> None:
    assert [text[start:end] for start, end in quote_pairs(text)] == inside


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("船が出た。海は静かだ！行こう？", 3),
        ("「船が出た。」と彼は言った。", 2),
        ("هل وصلت السفينة؟ نعم.", 2),
        ("渡轮停航。船长说：“等风。”", 2),
        ("नाव चली। समुद्र शांत है।", 2),
    ],
)
def test_sentences_end_without_a_space(text: str, count: int) -> None:
    assert len(sentence_ends(text, frozenset())) == count


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Министр портов Нина Ладогина заявила, что паром выйдет в море. Она добавила, что билеты подешевеют.", 2),
        ("Odile Varenne a déclaré que le ferry partirait. Elle a ajouté que les billets seraient moins chers.", 2),
    ],
)
def test_a_pronoun_means_who_spoke_before(text: str, names: int) -> None:
    speakers = [claim.speaker for claim in read_text(text).claims]
    assert len(speakers) == names
    assert len({speaker.name for speaker in speakers}) == 1
    assert "spoke before" in speakers[1].reason


def test_titles_of_scripts_without_capitals_are_no_part_of_a_name() -> None:
    assert read_text(SAID["zh"]).claims[0].speaker.name == "林海潮"


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (SAID["ja"], "港湾相"),
        (SAID["ko"], "장관은"),
        ("그는 배가 곧 떠날 것이라고 말했다.", "그는"),
        ("船長は、船はもうすぐ出ると述べた。", "船長"),
        ("그러나, 선장은 배가 곧 떠날 것이라고 강조했다.", "선장은"),
    ],
)
def test_whom_a_sentence_is_about_is_its_source(text: str, source: str) -> None:
    claim = read_text(text).claims[0]
    words = "".join(text[start:end] for start, end in claim.attribution.source)
    assert words.endswith(source)


def test_no_words_for_a_language_that_nobody_wrote_down() -> None:
    assert not load_other_words("xx").pronouns
    assert load_other_words("zh-CN").pronouns
    assert all(load_other_words(lang).pronouns for lang in SAID)
