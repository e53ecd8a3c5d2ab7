"""What ONNX Runtime offers becomes devices with names for people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from engine import EngineError
from engine.runtime import devices
from engine.runtime.devices import BFLOAT16_TOLERANCE, CPU, FLOAT32_TOLERANCE, available
from engine.runtime.hardware import Card, Cuda
from engine.runtime.serial import SerialSession

CARD = Card("NVIDIA GeForce RTX 4070", 0x10DE, 0x2684)
CUDA, WEBGPU = "CUDAExecutionProvider", "WebGpuExecutionProvider"
OPENVINO = "OpenVINOExecutionProvider"
CACHED = (devices._plugin_devices, devices._built_in, devices.preload_cuda)


def handle(name: str, kind: str, card: Card | None = None, **facts: str) -> Any:
    """A device of a plug-in provider as ONNX Runtime describes it."""
    numbers = {"vendor_id": card.vendor if card else 0, "device_id": card.device if card else 0}
    device = SimpleNamespace(type=SimpleNamespace(name=kind), **numbers)
    return SimpleNamespace(ep_name=name, device=device, ep_metadata=facts)


class Runtime:
    """ONNX Runtime with these built-in providers and a plug-in package.

    Once the plug-in is registered it lists the plug-in's provider among its own. `works` has the providers that start;
    the others it replaces by the processor.
    """

    __version__ = "1.32.0"

    def __init__(self) -> None:
        self.providers, self.handles, self.registered = [CUDA, "CPUExecutionProvider"], [], 0
        self.works, self.convolutions, self.preloaded = {CUDA, WEBGPU}, "", 0
        self.options: list[Any] = []

    def get_available_providers(self) -> list[str]:
        return self.providers + [handle.ep_name for handle in self.handles if self.registered]

    def register_execution_provider_library(self, name: str, library: str) -> None:  # noqa: ARG002
        self.registered += 1

    def get_ep_devices(self) -> list[Any]:
        return self.handles

    def preload_dlls(self) -> None:
        self.preloaded += 1
        print("Failed to load libcudnn.so.9")

    def InferenceSession(self, path: Any, options: Any, providers: Any = ()) -> Any:  # noqa: ARG002, N802
        """A session on the first provider that was asked for, if it starts."""
        asked = [each if isinstance(each, str) else each[0] for each in providers] or [options.plugin]
        self.options = [*providers]
        started = [name for name in asked if name in self.works or name == "CPUExecutionProvider"]
        node = SimpleNamespace(op_type="Conv")
        parts = [SimpleNamespace(ep_name=self.convolutions or started[0], get_nodes=lambda: [node])]
        return SimpleNamespace(
            get_providers=lambda: started,
            get_provider_graph_assignment_info=lambda: parts,
            disable_fallback=lambda: None,
        )


class SessionOptions:
    """The settings of a session."""

    def __init__(self) -> None:
        self.plugin, self.settings, self.intra_op_num_threads = "", {}, 3

    def add_session_config_entry(self, name: str, value: str) -> None:
        self.settings[name] = value

    def add_provider_for_devices(self, handles: list[Any], settings: dict[str, str]) -> None:
        self.plugin, self.settings = handles[0].ep_name, {**self.settings, **settings}


@pytest.fixture(autouse=True)
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """A faked ONNX Runtime with the CUDA provider, on a machine with CARD."""
    fake = Runtime()
    monkeypatch.setattr(devices, "onnxruntime", fake)
    monkeypatch.setattr(devices, "PLUGINS", ("json",))
    monkeypatch.setattr(json, "get_library_path", lambda: "plug-in.so", raising=False)
    monkeypatch.setattr(devices.hardware, "vulkan_cards", lambda: (CARD,))
    monkeypatch.setattr(devices.hardware, "cards", lambda: (CARD,))
    monkeypatch.setattr(devices.hardware, "cuda", lambda: Cuda(13000, ("NVIDIA H100",)))
    for cached in CACHED:
        cached.cache_clear()
    yield fake
    for cached in CACHED:
        cached.cache_clear()


def test_the_processor_is_first() -> None:
    assert [device.name for device in available()] == ["cpu", "cuda"]
    assert available()[0] is CPU and CPU.label in CPU.description


def test_devices_have_the_names_of_their_makers(runtime: Runtime) -> None:
    runtime.handles += [handle(WEBGPU, "GPU", CARD, version="0.4.0")]
    _, cuda, webgpu = available()
    assert (cuda.name, cuda.label) == ("cuda", "NVIDIA H100")
    assert (webgpu.name, webgpu.label) == ("webgpu", CARD.name)
    assert webgpu.description == "NVIDIA GeForce RTX 4070, WebGPU 0.4.0"
    assert cuda.description == "NVIDIA H100, CUDA of ONNX Runtime 1.32.0"


def test_a_plugin_is_one_device_however_often_one_asks(runtime: Runtime) -> None:
    """Once it is registered, ONNX Runtime lists its provider among the built-in ones."""
    runtime.handles += [handle(WEBGPU, "GPU", CARD)]
    first = available()
    assert WEBGPU in runtime.get_available_providers()
    assert available() == first and [device.name for device in first] == ["cpu", "cuda", "webgpu"]
    devices._built_in.cache_clear()  # somebody else registered it before us
    assert available() == first


def test_two_cards_have_two_names(runtime: Runtime) -> None:
    runtime.handles += [handle(WEBGPU, "GPU", CARD), handle(WEBGPU, "GPU", Card("Intel UHD", 0x8086, 1))]
    assert [device.name for device in available()] == ["cpu", "cuda", "webgpu", "webgpu-2"]


def test_a_program_in_place_of_a_card_is_said(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices.hardware, "vulkan_cards", lambda: (Card("llvmpipe", 0x10005, 0, is_software=True),))
    monkeypatch.setattr(devices.hardware.sys, "platform", "linux")
    runtime.handles += [handle(WEBGPU, "GPU", CARD)]
    assert available()[-1].is_software and "computes on the processor" in available()[-1].description


def test_devices_of_plugin_packages(runtime: Runtime) -> None:
    runtime.handles += [
        handle("CPUExecutionProvider", "CPU"),
        handle("OpenVINOExecutionProvider", "GPU", version="1.8", FULL_DEVICE_NAME="Arc"),
        handle("OpenVINOExecutionProvider.AUTO", "GPU"),
        handle("OpenVINOExecutionProvider", "CPU", OPTIMIZATION_CAPABILITIES="FP32 BF16"),
        handle(WEBGPU, "CPU", OPTIMIZATION_CAPABILITIES="FP32"),
    ]
    found = available()[2:]
    assert [device.name for device in found] == ["openvino-gpu", "openvino-bf16", "webgpu-cpu"]
    assert [device.tolerance for device in found] == [FLOAT32_TOLERANCE, BFLOAT16_TOLERANCE, FLOAT32_TOLERANCE]
    assert found[0].description == "Arc, OpenVINO 1.8"
    assert "bf16" in found[1].settings[0][1]


@pytest.mark.parametrize(
    ("there", "name", "hint", "tolerance"),
    [(True, "openvino-bf16", "bf16", BFLOAT16_TOLERANCE), (False, "openvino-cpu", "f32", FLOAT32_TOLERANCE)],
)
def test_a_runtime_with_openvino_computes_on_the_processor(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, there: bool, name: str, hint: str, tolerance: float
) -> None:
    """In bfloat16 where the processor has it, with as many threads as the session may use."""
    monkeypatch.setattr(devices.hardware, "has_bfloat16", lambda: there)
    monkeypatch.setattr(devices.hardware, "processor_name", lambda: "AMD Ryzen")
    runtime.providers, runtime.works = [OPENVINO, "CPUExecutionProvider"], {OPENVINO}
    _, found = available()
    assert (found.name, found.label, found.tolerance) == (name, "AMD Ryzen", tolerance)
    assert found.description.startswith("AMD Ryzen, OpenVINO of ONNX Runtime 1.32.0")
    assert found.session("graph", SessionOptions()).get_providers()[0] == OPENVINO
    settings = runtime.options[0][1]
    assert settings["device_type"] == "CPU"
    assert json.loads(settings["load_config"]) == {
        "CPU": {"INFERENCE_PRECISION_HINT": hint, "INFERENCE_NUM_THREADS": 3}
    }


def test_a_session_runs_on_its_device(runtime: Runtime) -> None:
    runtime.handles += [handle(WEBGPU, "GPU", CARD)]
    _, cuda, webgpu = available()
    assert webgpu.session("graph", SessionOptions()).get_providers() == [WEBGPU]
    assert isinstance(webgpu.session("graph", SessionOptions()), SerialSession)
    fast = replace(cuda, settings=(("use_tf32", "1"),))
    assert fast.session("graph", SessionOptions()).get_providers()[0] == CUDA
    assert runtime.options == [(CUDA, {"use_tf32": "1"}), "CPUExecutionProvider"]
    assert CPU.session("graph", SessionOptions()).get_providers() == ["CPUExecutionProvider"]


@pytest.mark.parametrize("name", ["cuda", "webgpu"])
def test_a_device_without_its_libraries_is_found_out(runtime: Runtime, name: str) -> None:
    runtime.handles += [handle(WEBGPU, "GPU", CARD)]
    runtime.works = set()
    device = {each.name: each for each in available()}[name]
    if name == "webgpu":  # a plug-in's session has the processor beside it in any case
        runtime.works, runtime.convolutions = {WEBGPU}, "CPUExecutionProvider"
    with pytest.raises(EngineError, match="does not compute by itself") as caught:
        device.session("graph", SessionOptions())
    assert caught.value.code == "false-device"


def test_nvidias_libraries_are_loaded_once_and_quietly(runtime: Runtime, capsys: pytest.CaptureFixture[str]) -> None:
    _, cuda = available()
    for _ in range(2):
        cuda.session("graph", SessionOptions())
    assert runtime.preloaded == 1 and capsys.readouterr().out == ""


def test_packages_that_overwrite_each_other_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"onnxruntime": "1.32.0", "onnxruntime-gpu": "1.31.1"}

    def version(name: str) -> str:
        if name not in there:
            raise devices.importlib.metadata.PackageNotFoundError
        return there[name]

    monkeypatch.setattr(devices.importlib.metadata, "version", version)
    assert devices.installed_runtimes() == ["onnxruntime 1.32.0", "onnxruntime-gpu 1.31.1"]
