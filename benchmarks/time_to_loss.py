"""Wall time to the loss that the field's way reaches: process start to the end, both in float32, from the content.

gatys: torch.optim.LBFGS (history 100, lr 1), eager, its loss after N evaluations.
classic: the script's way, L-BFGS restarted every 20 evaluations, three pictures in one batch, its loss after N.

python -m benchmarks.time_to_loss gatys|classic [--size 256] [--evaluations 150 300] [--plot FILE.png]
"""

from __future__ import annotations

import argparse
import itertools
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from . import measure

Trace = list[tuple[float, float]]
"""Seconds since the process was started, and loss, of each evaluation."""
Record = Callable[[float], None]


def main() -> None:
    """Run both and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("preset", choices=["gatys", "classic"])
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--evaluations", type=int, nargs="+", default=[150])
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--part", choices=["peer", "impasto"], help=argparse.SUPPRESS)
    parser.add_argument("--began", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--target", type=float, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        print(json.dumps(_traced(run_peer if options.part == "peer" else run_impasto, options)))
        return
    theirs = _run("peer", options)
    ours = _run("impasto", options, "--target", str(_lowest(theirs, max(options.evaluations))))
    print(measure.machine() + "\n")
    rows = [_row(theirs, ours, count) for count in options.evaluations]
    head = ["evaluations", "loss", "peer, s", "impasto, s", "its evaluations", "times faster"]
    print(f"{options.preset}, {options.size} px\n\n{measure.table(head, rows)}")
    if options.plot:
        series = {"the field's way (torch)": _best(theirs), "Impasto": _best(ours)}
        measure.plot(options.plot, f"{options.preset}, {options.size} px", "seconds since start", "loss", series)


def run_peer(options: argparse.Namespace, record: Record) -> None:
    """The field's way, for the largest of the given numbers of evaluations."""
    import scipy.optimize
    import torch

    from . import peer

    most = max(options.evaluations)
    content, style = (peer.tensor(one) for one in measure.samples(options.size))
    if options.preset == "gatys":
        losses, picture = peer.Gatys(peer.network(), content, style), content.clone().requires_grad_()
        optimiser = torch.optim.LBFGS(
            [picture], lr=1, max_iter=most, max_eval=most, history_size=100, tolerance_grad=-1, tolerance_change=-1
        )

        def closure() -> torch.Tensor:
            optimiser.zero_grad()
            loss = losses.loss(picture)
            loss.backward()
            record(float(loss.detach()))
            return loss

        optimiser.step(closure)
        return
    style = torch.nn.functional.interpolate(style, content.shape[2:], mode="bicubic", antialias=True)
    script = peer.ClassicScript(peer.network(), content, style)

    def evaluate(values: np.ndarray) -> tuple[float, np.ndarray]:
        picture = torch.from_numpy(values.astype(np.float32)).reshape(content.shape)
        loss, gradient = peer.evaluation(script.loss, picture)
        record(loss)
        return loss, gradient.numpy().ravel().astype(np.float64)

    values = content.numpy().ravel().astype(np.float64)
    for _ in range(most // 20):
        values = scipy.optimize.fmin_l_bfgs_b(evaluate, values, maxfun=20)[0]


def run_impasto(options: argparse.Namespace, record: Record) -> None:
    """This engine, until it is as low as the field's way gets."""
    from engine import Interrupted, Options, Progress, stylize

    def stop_when_reached(progress: Progress) -> None:
        record(progress.loss)
        if progress.loss <= options.target:
            raise Interrupted

    content, style = measure.samples(options.size)
    stylize(content, [style], Options(preset=options.preset, evaluations=10000), stop_when_reached)


def _traced(run: Callable[[argparse.Namespace, Record], None], options: argparse.Namespace) -> Trace:
    trace: Trace = []
    run(options, lambda loss: trace.append((time.time() - options.began, loss)))
    return trace


def _run(part: str, options: argparse.Namespace, *more: str) -> Trace:
    """One side in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.time_to_loss",
        options.preset,
        "--size",
        str(options.size),
        "--evaluations",
        *map(str, options.evaluations),
        *more,
        "--part",
        part,
        "--began",
        str(time.time()),
    ]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [(seconds, loss) for seconds, loss in json.loads(output.splitlines()[-1])]


def _lowest(trace: Trace, evaluations: int) -> float:
    return min(loss for _, loss in trace[:evaluations])


def _row(theirs: Trace, ours: Trace, evaluations: int) -> Sequence[object]:
    """What the field's way reached after some evaluations, and when both were there."""
    target = _lowest(theirs, evaluations)
    spent = theirs[min(evaluations, len(theirs)) - 1][0]
    count = next(number for number, (_, loss) in enumerate(ours, 1) if loss <= target)
    own = ours[count - 1][0]
    return [evaluations, f"{target:.5g}", f"{spent:.1f}", f"{own:.1f}", count, f"{spent / own:.2f}"]


def _best(trace: Trace) -> Trace:
    """The best loss so far over time."""
    losses = itertools.accumulate((loss for _, loss in trace), min)
    return [(seconds, loss) for (seconds, _), loss in zip(trace, losses, strict=True)]


if __name__ == "__main__":
    main()
