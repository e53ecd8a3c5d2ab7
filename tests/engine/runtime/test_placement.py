"""Where a session computes, by what ONNX Runtime itself says."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import onnxruntime
import pytest

from engine.runtime import placement
from engine.runtime.models import ensure_models
from engine.runtime.network import session_options

CPU, GPU = "CPUExecutionProvider", "WebGpuExecutionProvider"


def session(*providers: str, **placed: list[str]) -> Any:
    """A session with these providers, and the operators that each of them computes."""
    parts = [
        SimpleNamespace(ep_name=name, get_nodes=lambda kinds=kinds: [SimpleNamespace(op_type=kind) for kind in kinds])
        for name, kinds in placed.items()
    ]
    return SimpleNamespace(get_providers=lambda: [*providers], get_provider_graph_assignment_info=lambda: parts)


def test_a_session_on_its_device_may_leave_shapes_to_the_processor() -> None:
    placed = {GPU: ["Conv", "MatMul", "Relu"], CPU: ["Slice", "Gather", "Concat"]}
    assert placement.elsewhere(session(GPU, CPU, **placed), GPU) == ""


def test_a_provider_that_was_replaced_is_found_out() -> None:
    assert "takes the processor instead" in placement.elsewhere(
        session(CPU, **{CPU: ["Conv"]}), "CUDAExecutionProvider"
    )


@pytest.mark.parametrize("there", [[], ["Conv"], ["Relu"]])
def test_a_convolution_elsewhere_is_found_out(there: list[str]) -> None:
    said = placement.elsewhere(session(GPU, CPU, **{GPU: there, CPU: ["Conv", "MatMul"]}), GPU)
    assert said == f"2 of {2 + there.count('Conv')} convolutions and products are computed elsewhere"


def test_an_old_runtime_says_its_providers_alone() -> None:
    old = SimpleNamespace(get_providers=lambda: [GPU, CPU])
    assert placement.elsewhere(old, GPU) == ""
    assert placement.elsewhere(old, "CUDAExecutionProvider")


def test_the_real_runtime_tells() -> None:
    options = session_options(1)
    placement.record(options)
    real = onnxruntime.InferenceSession(ensure_models() / "dream_conv1_1.onnx", options, providers=[CPU])
    assert placement.elsewhere(real, CPU) == ""
    assert placement.elsewhere(real, GPU)
    if hasattr(real, "get_provider_graph_assignment_info"):
        kinds = [node.op_type for part in real.get_provider_graph_assignment_info() for node in part.get_nodes()]
        assert placement.HEAVY & set(kinds)
