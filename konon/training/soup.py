"""Checkpoints of runs with one beginning -> their mean, which reads better than any of them.

`python -m konon.training.soup CHECKPOINT... --out FOLDER`
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from konon.errors import UsageError
from konon.training.checkpoints import load_checkpoint, save_checkpoint


def mix(folders: list[Path], target: Path) -> None:
    """Write the mean of the checkpoints' weights."""
    loaded = [load_checkpoint(folder) for folder in folders]
    shapes = {network.shape for network, _ in loaded}
    if len(shapes) != 1:
        raise UsageError("these checkpoints have different shapes", name=", ".join(map(str, folders)))
    states = [network.state_dict() for network, _ in loaded]
    mean = {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}
    save_checkpoint(target, mean, shapes.pop(), {"mean of": [history for _, history in loaded]})


def main(argv: list[str] | None = None) -> None:
    """Mix checkpoints."""
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("checkpoints", type=Path, nargs="+")
    ap.add_argument("--out", type=Path, required=True)
    a = ap.parse_args(argv)
    mix(a.checkpoints, a.out)


if __name__ == "__main__":
    main()
