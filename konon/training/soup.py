"""Checkpoints of runs with one beginning -> their mean, which reads better than any of them.

`python -m konon.training.soup CHECKPOINT... --out FOLDER`
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors.torch import save_file

from konon.errors import UsageError
from konon.training.checkpoints import load_checkpoint


def mix(folders: list[Path], target: Path) -> None:
    """Write the mean of the checkpoints' weights."""
    loaded = [load_checkpoint(folder) for folder in folders]
    shapes = {network.shape for network, _ in loaded}
    if len(shapes) != 1:
        raise UsageError("these checkpoints have different shapes", name=", ".join(map(str, folders)))
    states = [network.state_dict() for network, _ in loaded]
    mean = {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}
    target.mkdir(parents=True, exist_ok=True)
    save_file({name: value.contiguous() for name, value in mean.items()}, target / "network.safetensors")
    card = {"shape": asdict(shapes.pop()), "mean of": [history for _, history in loaded]}
    (target / "network.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def main(argv: list[str] | None = None) -> None:
    """Mix checkpoints."""
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("checkpoints", type=Path, nargs="+")
    ap.add_argument("--out", type=Path, required=True)
    a = ap.parse_args(argv)
    mix(a.checkpoints, a.out)


if __name__ == "__main__":
    main()
