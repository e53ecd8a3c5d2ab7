"""What ONNX Runtime offers becomes devices with names for people."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from engine.runtime import devices
from engine.runtime.devices import BFLOAT16_TOLERANCE, CPU, FLOAT32_TOLERANCE, available


def handle(name: str, kind: str, **facts: str) -> Any:
    """A device of a plug-in provider as ONNX Runtime describes it."""
    device = SimpleNamespace(type=SimpleNamespace(name=kind))
    return SimpleNamespace(ep_name=name, device=device, ep_metadata=facts)


@pytest.fixture(autouse=True)
def offered(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """The handles that ONNX Runtime offers, beside the CUDA provider; no package is imported."""
    handles: list[Any] = []
    fake = SimpleNamespace(
        get_available_providers=lambda: ["CUDAExecutionProvider", "CPUExecutionProvider"],
        register_execution_provider_library=lambda *_: None,
        get_ep_devices=lambda: handles,
    )
    monkeypatch.setattr(devices, "onnxruntime", fake)
    monkeypatch.setattr(devices, "PLUGINS", ())
    devices._plugin_devices.cache_clear()
    yield handles
    devices._plugin_devices.cache_clear()


def test_the_processor_is_first() -> None:
    assert [device.name for device in available()] == ["cpu", "cuda"]
    assert available()[0] is CPU


def test_devices_of_plugin_packages(offered: list[Any]) -> None:
    offered += [
        handle("CPUExecutionProvider", "CPU"),
        handle("OpenVINOExecutionProvider", "GPU", version="1.8", FULL_DEVICE_NAME="Arc"),
        handle("OpenVINOExecutionProvider.AUTO", "GPU"),
        handle("OpenVINOExecutionProvider", "CPU", OPTIMIZATION_CAPABILITIES="FP32 BF16"),
        handle("WebGpuExecutionProvider", "CPU", OPTIMIZATION_CAPABILITIES="FP32"),
    ]
    found = available()[2:]
    assert [device.name for device in found] == ["openvino-gpu", "openvino-bf16", "webgpu-cpu"]
    assert [device.tolerance for device in found] == [FLOAT32_TOLERANCE, BFLOAT16_TOLERANCE, FLOAT32_TOLERANCE]
    assert "OpenVINOExecutionProvider 1.8, Arc" in found[0].description
    assert "bf16" in found[1].settings[0][1]
