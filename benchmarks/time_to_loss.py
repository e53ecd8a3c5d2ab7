"""Wall time to the loss that the field's way reaches: process start to the end, both in float32, from the content.

gatys: torch.optim.LBFGS (history 100, lr 1), eager, its loss after N evaluations.
classic: the script's way, L-BFGS restarted every 20 evaluations, three pictures in one batch, its loss after N.

python -m benchmarks.time_to_loss gatys|classic [--size 256] [--evaluations 150]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time

import numpy as np

from . import measure


def main() -> None:
    """Run both and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("preset", choices=["gatys", "classic"])
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--evaluations", type=int, default=150)
    parser.add_argument("--part", choices=["peer", "impasto"], help=argparse.SUPPRESS)
    parser.add_argument("--target", type=float, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        print((run_peer if options.part == "peer" else run_impasto)(options))
        return
    command = [sys.executable, "-m", "benchmarks.time_to_loss", options.preset, "--size", str(options.size),
               "--evaluations", str(options.evaluations)]  # fmt: skip
    theirs, target = _timed([*command, "--part", "peer"])
    ours, evaluations = _timed([*command, "--part", "impasto", "--target", target])
    print(measure.machine() + "\n")
    print(measure.table(
        ["preset", "size", "evaluations", "loss", "peer, s", "impasto, s", "its evaluations", "times faster"],
        [[options.preset, options.size, options.evaluations, f"{float(target):.5g}", f"{theirs:.1f}", f"{ours:.1f}",
          evaluations, f"{theirs / ours:.2f}"]],
    ))  # fmt: skip


def run_peer(options: argparse.Namespace) -> float:
    """The lowest loss that the field's way has after the given evaluations."""
    import scipy.optimize
    import torch

    from . import peer

    content, style = (peer.tensor(one) for one in measure.samples(options.size))
    if options.preset == "gatys":
        losses, picture = peer.Gatys(peer.network(), content, style), content.clone().requires_grad_()
        seen: list[float] = []
        optimiser = torch.optim.LBFGS([picture], lr=1, max_iter=options.evaluations, max_eval=options.evaluations,
                                      history_size=100, tolerance_grad=-1, tolerance_change=-1)  # fmt: skip

        def closure() -> torch.Tensor:
            optimiser.zero_grad()
            loss = losses.loss(picture)
            loss.backward()
            seen.append(float(loss.detach()))
            return loss

        optimiser.step(closure)
        return min(seen)
    style = torch.nn.functional.interpolate(style, content.shape[2:], mode="bicubic", antialias=True)
    script = peer.ClassicScript(peer.network(), content, style)

    def evaluate(values: np.ndarray) -> tuple[float, np.ndarray]:
        loss, gradient = peer.evaluation(script, torch.from_numpy(values.astype(np.float32)).reshape(content.shape))
        return loss, gradient.numpy().ravel().astype(np.float64)

    values, least = content.numpy().ravel().astype(np.float64), float("inf")
    for _ in range(options.evaluations // 20):
        values, least, _ = scipy.optimize.fmin_l_bfgs_b(evaluate, values, maxfun=20)
    return float(least)


def run_impasto(options: argparse.Namespace) -> int:
    """Evaluations this engine needs to get as low."""
    from engine import Interrupted, Options, Progress, stylize

    count = 0

    def stop_when_reached(progress: Progress) -> None:
        nonlocal count
        count = progress.evaluation
        if progress.loss <= options.target:
            raise Interrupted

    content, style = measure.samples(options.size)
    stylize(content, [style], Options(preset=options.preset, evaluations=10000), stop_when_reached)
    return count


def _timed(command: list[str]) -> tuple[float, str]:
    began = time.perf_counter()
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return time.perf_counter() - began, output.split()[-1]


if __name__ == "__main__":
    main()
