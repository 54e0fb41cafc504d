"""Article text -> attributions as the network finds them. Loads the shipped weights and runs them.

The network itself runs in onnxruntime, one window at a time without padding; the word vectors are looked up in
their four bits by NumPy, and the small heads are NumPy too (see decoding.py).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import accumulate, chain
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from konon.languages.language_files import UNKNOWN
from konon.network.loading import VOCABULARY as FOLDER
from konon.network.loading import WIDER, Vocabulary, load_vocabulary, load_wider, open_session, reading_weights
from konon.reading.spans.decoding import Decoder, Dials, Extraction, Floats, Weights
from konon.reading.spans.edges import settle_edges
from konon.reading.spans.forms import read_forms
from konon.reading.spans.free_quotations import read_free_quotations
from konon.reading.spans.hearsay import read_hearsay
from konon.reading.spans.retelling import name_retold
from konon.reading.spans.shown_posts import read_posts
from konon.reading.spans.topics import take_topics
from konon.reading.spans.vetoes import leave_unsaid
from konon.reading.spans.windows import LATIN_END, MAX_TOKENS, Window, join_windows, make_windows
from konon.reading.text.lexicon import load_words
from konon.reading.text.passage import Passage
from konon.reading.text.pointing import FILE as POINTING
from konon.reading.text.units import Units, no_units

FILES = ("encoder.onnx", "heads.safetensors", POINTING, "vectors.safetensors", "tokenizer.json", "tagger.json", *WIDER)

SAMPLE = 2000  # characters by which a text is known to be legible
LEGIBLE = 0.5  # share of a text that stands in pieces of more than a letter
HAN, HAN_END = "\u3400", "\ua000"  # signs that are words by themselves
WIDER_LATIN = ("fr", "es")  # languages in Latin letters that are read with the wider vocabulary
TOGETHER = 2  # windows that are read alone and decided on together: a cue at one's end has its content in the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """An article as the network saw it."""

    windows: list[Window]
    numbers: list[Floats]  # of each window: (U, OUT)
    units: Units  # of all windows together


class Tagger:
    """The network with all it needs; make one and keep it (see `load_tagger`)."""

    def __init__(self, folder: Path = FOLDER, *, threads: int = 1) -> None:
        """Load the weights in `folder`; raises NetworkError where a file is missing or damaged."""
        with reading_weights(folder, FILES):
            card = json.loads((folder / "tagger.json").read_text(encoding="utf-8"))
            self.name: str = card["name"]
            self.limit: int = card.get("window", MAX_TOKENS)
            self.folder = folder
            self.vocabulary = load_vocabulary(folder)
            self.tokenizer, self.vectors = self.vocabulary.tokenizer, self.vocabulary.vectors
            heads = load_file(folder / "heads.safetensors")
            weights = Weights(**{field.name: heads[field.name] for field in fields(Weights)})
            yielding = yielding_cues()
            self.decoder = Decoder(weights, Dials(**card["dials"]), yielding)
            self.decoders = {
                lang: Decoder(weights, Dials(**(card["dials"] | own)), yielding)
                for lang, own in card.get("dials_of", {}).items()
            }
            self.session = open_session(folder / "encoder.onnx", threads)

    def vocabulary_for(self, passage: Passage) -> Vocabulary:
        """The wider one, loaded when it is first met, where a text is in one of the languages that it was made for."""
        if passage.words.lang != UNKNOWN:
            return self.vocabulary
        wider = passage.lang in WIDER_LATIN or mostly_beyond_latin(opening(passage))
        return load_wider(self.folder) if wider else self.vocabulary

    def read(self, window: Window, vocabulary: Vocabulary | None = None) -> tuple[Floats, Floats]:
        """(U, OUT) and (U, WIDTH): the network's numbers and vectors at each unit's first subword."""
        vectors = (vocabulary or self.vocabulary).vectors.look_up(window.tokens)
        out, middle, last = self.session.run(
            ["out", "middle", "last"], {"vectors": vectors, "first": window.first.astype(np.int64)}
        )
        return out, np.concatenate([middle, last], axis=1)

    def look(self, passage: Passage) -> Sight:
        """What the network makes of the paragraphs of the article, window by window."""
        vocabulary = self.vocabulary_for(passage)
        windows = make_windows(passage.text, passage.article.body, vocabulary.tokenizer, self.limit)
        if not windows:
            return Sight(windows=[], numbers=[], units=no_units())
        numbers, vectors = zip(*(self.read(window, vocabulary) for window in windows), strict=True)
        units = Units(
            start=tuple(chain.from_iterable(window.start.tolist() for window in windows)),
            end=tuple(chain.from_iterable(window.end.tolist() for window in windows)),
            paragraph=tuple(chain.from_iterable(window.paragraph.tolist() for window in windows)),
            vectors=np.concatenate(vectors),
            windows=tuple(accumulate((len(window.start) for window in windows[:-1]), initial=0)),
        )
        return Sight(windows=windows, numbers=list(numbers), units=units)

    def can_read(self, passage: Passage) -> bool:
        """Whether the vocabulary has most of the text in pieces longer than a letter, or that are words of one sign."""
        text, tokenizer = opening(passage), self.vocabulary_for(passage).tokenizer
        encoding = tokenizer.encode(text, add_special_tokens=False)
        unknown = tokenizer.token_to_id("<unk>")
        pieces = [
            text[slice(*span)].strip() for n, span in zip(encoding.ids, encoding.offsets, strict=True) if n != unknown
        ]
        known = sum(len(piece) for piece in pieces if len(piece) > 1 or HAN <= piece < HAN_END)
        return known >= LEGIBLE * sum(not letter.isspace() for letter in text)

    def tag(self, passage: Passage, sight: Sight) -> list[Extraction]:
        """The attributions in the paragraphs of the article, in text order; none where it has no paragraph."""
        found: list[Extraction] = []
        text, body = passage.text, passage.article.body
        decoder = self.decoders.get(passage.words.lang, self.decoder)
        for start in range(0, len(sight.windows), TOGETHER):
            pair = sight.windows[start : start + TOGETHER]
            numbers = np.concatenate(sight.numbers[start : start + TOGETHER])
            found.extend(decoder.decode(text, join_windows(pair), numbers, passage.quotations))
        found = take_topics(passage, found)
        found = name_retold(passage, settle_edges(passage, leave_unsaid(passage, found)))
        found = read_free_quotations(passage, read_hearsay(passage, read_forms(text, body, found)))
        found = read_posts(passage, found)
        return sorted(found, key=lambda f: (min(f.cue + f.content), f.cue))


def opening(passage: Passage) -> str:
    """The first paragraphs of an article, as much of them as shows what it is written in."""
    return " ".join(passage.text[start:end] for start, end in passage.article.body)[:SAMPLE]


def mostly_beyond_latin(text: str) -> bool:
    """Whether most letters are of other scripts."""
    letters = [letter for letter in text if letter.isalpha()]
    return 2 * sum(letter >= LATIN_END for letter in letters) > len(letters)


def yielding_cues() -> set[str]:
    """The cues of retelling that give way to a speaker's own, in all languages."""
    return set(load_words(UNKNOWN).relays.yielding)


@lru_cache(maxsize=1)
def load_tagger() -> Tagger:
    """The shipped tagger, loaded once a process."""
    return Tagger()
