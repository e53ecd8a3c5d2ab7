"""ONNX Runtime: sessions over the exported graphs, with the threads and memory settings measured to be best.

In: a graph's name and its input arrays. Out: its output arrays.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import psutil
from numpy.typing import NDArray

from .devices import CPU, Device
from .errors import EngineError, Interrupted

Array = NDArray[np.float32]


class Network:
    """The exported graphs on one device; sessions are opened when first used, or before that by `open`.

    Parameters
    ----------
    folder : where `python -m export` wrote the graphs
    device : what computes
    threads : number of threads, 0 for one on each physical core this process may use
    """

    def __init__(self, folder: Path, device: Device = CPU, threads: int = 0) -> None:
        self.folder = folder
        self.device = device
        self.threads = threads or available_cores()
        self._sessions: dict[str, Future[Any]] = {}
        self._opener = ThreadPoolExecutor(1, "open-session")
        self._run_options = _run_options(shrink=False)
        self._shrinking = _run_options(shrink=device is CPU)  # other providers may have no arena to shrink

    @property
    def settings(self) -> tuple[Path, str, int]:
        """What makes two networks interchangeable: folder, device, threads."""
        return self.folder, self.device.name, self.threads

    def open(self, *graphs: str) -> None:
        """Begin to open sessions in the background; `run` waits for its own."""
        for graph in graphs:
            if graph not in self._sessions:
                self._sessions[graph] = self._opener.submit(self._opened, graph)

    def interrupt(self) -> None:
        """Make the running evaluation, and every later one until `resume`, raise Interrupted; from any thread."""
        self._run_options.terminate = self._shrinking.terminate = True

    def resume(self) -> None:
        """Undo `interrupt`."""
        self._run_options.terminate = self._shrinking.terminate = False

    def outputs(self, graph: str) -> list[str]:
        """The names of a graph's outputs."""
        return [output.name for output in self._session(graph).get_outputs()]

    def run(
        self, graph: str, inputs: Mapping[str, Array], outputs: Sequence[str] | None = None, *, shrink: bool = False
    ) -> dict[str, Array]:
        """A graph's outputs by name, all if none are named; `shrink` gives unused memory back afterwards (slow).

        Raises
        ------
        Interrupted
            `interrupt` was called.
        EngineError
            Not enough memory, or another failure of ONNX Runtime.
        """
        session, names = self._session(graph), outputs or self.outputs(graph)
        try:
            values = session.run(names, dict(inputs), self._shrinking if shrink else self._run_options)
        except Exception as error:  # ONNX Runtime raises its own unrelated classes
            if self._run_options.terminate:
                raise Interrupted from error
            if _is_memory_error(error):
                raise EngineError("There is not enough memory for this size.", "Choose a smaller size.") from error
            hint = "" if self.device is CPU else "Use --device cpu."
            raise EngineError(f"The device {self.device.name} failed on {graph}: {error}", hint) from error
        return dict(zip(names, values, strict=True))

    def _session(self, graph: str) -> Any:
        """The session of a graph, when it is open; one that could not be opened is tried anew the next time."""
        self.open(graph)
        try:
            return self._sessions[graph].result()
        except EngineError:
            del self._sessions[graph]
            raise

    def _opened(self, graph: str) -> Any:
        path = self.folder / f"{graph}.onnx"
        try:
            _share_memory()
            return self.device.session(path, session_options(self.threads))
        except Exception as error:
            raise EngineError(f"Cannot load {path}: {error}", "Run python -m export again.") from error


def _run_options(*, shrink: bool) -> Any:
    options = onnxruntime.RunOptions()
    if shrink:
        options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options


def session_options(threads: int) -> Any:
    """Settings for every session; the pattern planner would double the memory and gain no time."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    options.add_session_config_entry("session.use_env_allocators", "1")
    return options


@functools.cache
def _share_memory() -> None:
    """One arena for all sessions of the process: what one graph has freed the next one uses."""
    place = onnxruntime.OrtMemoryInfo(
        "Cpu", onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, onnxruntime.OrtMemType.DEFAULT
    )
    onnxruntime.create_and_register_allocator(place, None)


def available_cores() -> int:
    """Physical cores that this process may run on; at least 1."""
    physical = psutil.cpu_count(logical=False) or 1
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else physical
    return max(1, min(physical, allowed))


def _is_memory_error(error: Exception) -> bool:
    text = str(error).lower()
    return isinstance(error, MemoryError) or "bad_alloc" in text or "failed to allocate" in text
