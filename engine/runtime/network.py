"""ONNX Runtime: sessions over the exported graphs, with the threads and memory settings measured to be best.

In: a graph's name and its input arrays. Out: its output arrays.
"""

from __future__ import annotations

import functools
import mmap
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from ..arrays import Array
from ..errors import EngineError, Interrupted
from . import serial
from .devices import CPU, Device
from .limits import available_cores, total_memory
from .models import shared_constants

WINOGRAD, HALF = "_winograd", "_half"
"""The ends of the names of graphs with Winograd convolutions (export/winograd.py) and in float16 (precision.py)."""
SIDES = ("height", "width")
"""What the graphs call the sides of the picture."""
LARGEST_REGION = 2047 << 20


class Network:
    """The exported graphs on one device; sessions are opened when first used, or before that by `open`.

    Parameters
    ----------
    folder : where `python -m export` wrote the graphs
    device : what computes
    threads : number of threads, 0 for one on each physical core this process may use
    winograd : on the processor take the graphs with Winograd convolutions, whose rounding is one digit worse
    """

    def __init__(self, folder: Path, device: Device = CPU, threads: int = 0, *, winograd: bool = False) -> None:
        self.folder = folder
        self.threads = threads or available_cores()
        self._opener = ThreadPoolExecutor(1, "open-session")
        self._run_options = onnxruntime.RunOptions()
        self._use(device, winograd=winograd)

    def _use(self, device: Device, *, winograd: bool = False) -> None:
        """Compute on a device from now on."""
        self.device = device
        self._kind = WINOGRAD if winograd and device is CPU else HALF if device.half else ""
        self._sessions: dict[str, Future[Any]] = {}
        self._bindings: dict[str, _Binding] = {}
        self._sizes: dict[str, tuple[int, ...]] = {}

    def leave(self, error: EngineError) -> bool:  # noqa: ARG002 - see fallback.LastingNetwork
        """Go on on another device, if the error is the device's and there is one; whether that was done."""
        return False

    @property
    def settings(self) -> tuple[Path, str, int, str]:
        """What makes two networks interchangeable: folder, device, threads, kind of graphs."""
        return self.folder, self.device.name, self.threads, self._kind

    def open(self, *graphs: str) -> None:
        """Begin to open sessions in the background; `run` waits for its own."""
        for graph in graphs:
            if graph not in self._sessions:
                self._sessions[graph] = self._opener.submit(self._opened, graph)

    def interrupt(self) -> None:
        """Make the running evaluation, and every later one until `resume`, raise Interrupted; from any thread."""
        self._run_options.terminate = True

    def resume(self) -> None:
        """Undo `interrupt`."""
        self._run_options.terminate = False

    @property
    def is_interrupted(self) -> bool:
        """Whether `interrupt` was called, and `resume` was not."""
        return bool(self._run_options.terminate)

    def inputs(self, graph: str) -> dict[str, list[int | str]]:
        """The names of a graph's inputs, and their shapes; a dimension that is not fixed has a name."""
        return {each.name: each.shape for each in self._session(graph).get_inputs()}

    def outputs(self, graph: str) -> list[str]:
        """The names of a graph's outputs."""
        return [output.name for output in self._session(graph).get_outputs()]

    def run(
        self,
        graph: str,
        inputs: Mapping[str, Array],
        outputs: Sequence[str] | None = None,
        *,
        repeated: bool = False,  # noqa: ARG002 - see compiling.CompilingNetwork
    ) -> dict[str, Array]:
        """A graph's outputs by name, all if none are named.

        Parameters
        ----------
        repeated : pictures of the same size will follow, for which a device may compile the graph

        Raises
        ------
        Interrupted
            `interrupt` was called.
        EngineError
            Not enough memory, or another failure of ONNX Runtime.
        """
        session, names = self._session(graph), outputs or self.outputs(graph)
        if self.device is not CPU:
            return self._run_bound(graph, inputs, names, ())
        with self._failures(graph):
            values = session.run(names, dict(inputs), self._run_options)
        # Copies: an output that is held while the next graph runs would fragment the arena (260 MiB more at 1024 px).
        return {name: np.array(value) for name, value in zip(names, values, strict=True)}

    def run_there(self, graph: str, inputs: Mapping[str, Any], there: Sequence[str]) -> dict[str, Any]:
        """The same, where inputs may lie on the device, and the outputs `there` stay on it: ONNX Runtime's OrtValue."""
        return self._run_bound(graph, inputs, self.outputs(graph), there)

    def _run_bound(
        self, graph: str, inputs: Mapping[str, Any], names: Sequence[str], there: Sequence[str]
    ) -> dict[str, Any]:
        """Run with inputs and outputs bound to the device's memory.

        An input array that cannot be written to is sent once: it stays on the device until another takes its place.
        """
        with self._failures(graph):
            binding = self._bindings.get(graph) or self._bindings.setdefault(graph, _Binding(self._session(graph)))
            return binding.run(inputs, names, there, self.device.memory, self._run_options)

    def there(self, array: Array) -> Any:
        """An array on the device, which must have memory of a name (`Device.memory`)."""
        return onnxruntime.OrtValue.ortvalue_from_numpy(np.ascontiguousarray(array), self.device.memory, 0)

    @contextmanager
    def _failures(self, graph: str) -> Iterator[None]:
        """Turn what ONNX Runtime raises, its own unrelated classes, into the engine's errors."""
        try:
            yield
        except EngineError:
            raise
        except Exception as error:
            if self._run_options.terminate:
                raise Interrupted from error
            if _is_memory_error(error):
                raise out_of_memory() from error
            raise self._failure(graph, error) from error

    def _failure(self, graph: str, error: Exception) -> EngineError:
        """The error for a device that failed on a graph."""
        values = {"device": self.device.name, "graph": graph, "reason": str(error)}
        if self.device is CPU:
            return EngineError("The device {device} failed on {graph}: {reason}", code="processor-failed", **values)
        return EngineError(
            "The device {device} failed on {graph}: {reason}", "Use --device cpu.", code="device-failed", **values
        )

    @functools.cached_property
    def _shared(self) -> dict[str, Any]:
        """The constants that all sessions share; without that, each session would hold a copy."""
        constants = shared_constants(self.folder) if self._kind == WINOGRAD else {}
        return {name: onnxruntime.OrtValue.ortvalue_from_numpy(value) for name, value in constants.items()}

    def _session(self, graph: str) -> Any:
        """The session of a graph, when it is open; one that could not be opened is tried anew the next time."""
        self.open(graph)
        try:
            return self._sessions[graph].result()
        except EngineError:
            del self._sessions[graph]
            raise

    def _file(self, graph: str) -> Path:
        """The file of a graph; the optimiser's come in one kind, and dreams not in float16."""
        is_plain = graph.startswith("descent_") or (self._kind == HALF and graph.startswith("dream_"))
        return self.folder / f"{graph}{'' if is_plain else self._kind}.onnx"

    def _opened(self, graph: str) -> Any:
        path = self._file(graph)
        try:
            _share_memory()
            options = session_options(self.threads)
            for name, value in self._shared.items():
                options.add_initializer(name, value)
            for name, side in zip(SIDES, self._sizes.get(graph, ()), strict=False):  # by default any size
                options.add_free_dimension_override_by_name(name, side)
            return self.device.session(path, options)
        except Exception as error:
            if getattr(error, "code", "") == "false-device":
                raise
            raise EngineError(
                "Cannot load {path}: {reason}",
                "Run python -m export again.",
                code="unusable-graph",
                path=str(path),
                reason=str(error),
            ) from error


class _Binding:
    """A session's inputs and outputs, bound to memory of its device."""

    def __init__(self, session: Any) -> None:
        self._session, self._binding = session, session.io_binding()
        self._sent: dict[str, Array] = {}

    def run(
        self, inputs: Mapping[str, Any], names: Sequence[str], there: Sequence[str], memory: str | None, options: Any
    ) -> dict[str, Any]:
        """See `Network.run_there`."""
        with serial.alone(self._session):  # sending copies to the device, too
            for name, value in inputs.items():
                self._send(name, value)
            self._binding.clear_binding_outputs()
            for name in names:
                self._binding.bind_output(name, *((memory, 0) if name in there else ()))
            self._session.run_with_iobinding(self._binding, options)
            values = zip(names, self._binding.get_outputs(), strict=True)
            return {name: value if name in there else value.numpy() for name, value in values}

    def _send(self, name: str, value: Any) -> None:
        if not isinstance(value, np.ndarray):
            self._binding.bind_ortvalue_input(name, value)
        elif self._sent.get(name) is not value:
            self._binding.bind_cpu_input(name, np.ascontiguousarray(value))
            self._sent.pop(name, None)
            if not value.flags.writeable:
                self._sent[name] = value


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
    """Make one arena for all sessions of the process, so that each graph reuses what another one has freed.

    An arena grows in regions, and adjacent free blocks are merged only within a region; with the default small regions
    a picture of 1024 px takes 700 MiB more. Reserved memory that is not touched takes none; where that much cannot be
    reserved, the regions stay small. (The binding takes 32-bit numbers.)
    """
    place = onnxruntime.OrtMemoryInfo(
        "Cpu", onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, onnxruntime.OrtMemType.DEFAULT
    )
    region = min(LARGEST_REGION, total_memory() // 4)
    sizes = {"initial_chunk_size_bytes": region, "initial_growth_chunk_size_bytes": region}
    settings = onnxruntime.OrtArenaCfg({**sizes, "max_dead_bytes_per_chunk": 1 << 20})
    onnxruntime.create_and_register_allocator(place, settings if _can_reserve(2 * region) else None)


def _can_reserve(size: int) -> bool:
    """Whether the system lets this process have so many bytes more, if it never touches them."""
    try:
        mmap.mmap(-1, size).close()
    except OSError:
        return False
    return True


def out_of_memory() -> EngineError:
    """The error for a job that needs more memory than there is."""
    return EngineError(
        "There is not enough memory for this size.", "Choose a smaller working size.", code="out-of-memory"
    )


def _is_memory_error(error: Exception) -> bool:
    text = str(error).lower()
    return isinstance(error, MemoryError) or "bad_alloc" in text or "failed to allocate" in text
