"""One loss and gradient of the `gatys` preset: this engine against PyTorch, and its share of the machine's sgemm peak.

python -m benchmarks.evaluation [--sizes 256 512] [--rounds 5] [--compile]

--compile needs a C++ compiler. bfloat16 is fast only where the processor has instructions for it.
"""

from __future__ import annotations

import argparse
import statistics

import torch

from engine import Objective, Options
from engine.imaging.pixels import to_planar
from engine.runtime.selection import network_for

from . import measure, peer

FLOP_PER_PIXEL = 1.22e6  # forward to conv5_1, backward, Grams: multiply and add counted as two


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[256, 512])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--compile", action="store_true", help="torch.compile, too")
    options = parser.parse_args()
    rows = [row for size in options.sizes for row in compare(size, options.rounds, options.compile)]
    print(f"{measure.machine()}, torch {torch.__version__}\n")
    print(measure.table(["size", "version", "seconds", "times faster than torch eager", "of sgemm's peak"], rows))


def compare(size: int, rounds: int, compiled: bool = False) -> list[list[object]]:
    """Rows of one size."""
    content, style = measure.samples(size)
    layers = peer.network()
    eager = peer.Gatys(layers, peer.tensor(content), peer.tensor(style))
    blocked = peer.Gatys(peer.network().to(memory_format=torch.channels_last), peer.tensor(content), peer.tensor(style))
    gatys = Options(preset="gatys")
    plain, fast = (
        Objective(content, [style], gatys, network=network_for(gatys, winograd=fast)) for fast in (False, True)
    )
    picture, planar = peer.tensor(content), to_planar(content)
    last = picture.contiguous(memory_format=torch.channels_last)
    versions = {
        "torch eager": lambda: peer.evaluation(eager.loss, picture),
        "torch channels_last": lambda: peer.evaluation(blocked.loss, last),
        "torch channels_last, bfloat16": lambda: _in_bfloat16(blocked, last),
        "impasto, plain convolutions": lambda: plain.evaluate(planar),
        "impasto": lambda: fast.evaluate(planar),
    }
    if compiled:
        compiled_loss = torch.compile(blocked.loss)
        versions["torch channels_last, compiled"] = lambda: peer.evaluation(compiled_loss, last)
    times = measure.interleaved(versions, rounds)
    peak, work = measure.sgemm_peak(), FLOP_PER_PIXEL * content.shape[0] * content.shape[1]
    return [
        [
            size,
            name,
            f"{statistics.median(own):.3f}",
            f"{measure.ratio(own, times['torch eager']):.2f}",
            f"{work / statistics.median(own) / peak:.0%}",
        ]
        for name, own in times.items()
    ]


def _in_bfloat16(losses: peer.Gatys, picture: torch.Tensor) -> None:
    with torch.autocast("cpu", torch.bfloat16):
        peer.evaluation(losses.loss, picture)


if __name__ == "__main__":
    main()
