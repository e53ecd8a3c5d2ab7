"""What can compute here: ONNX Runtime's execution providers, built in or as plug-in packages.

A device is only described here; selection.py decides whether it may be used.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import importlib.metadata
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import onnxruntime

from ..errors import EngineError
from . import hardware, placement
from .serial import SerialSession

log = logging.getLogger(__name__)

FLOAT32_TOLERANCE = 0.01
FLOAT16_TOLERANCE = 0.03
BFLOAT16_TOLERANCE = 0.12
"""Largest relative error of a gradient against the processor's: rounding moves ReLU kinks. TF32, CUDA's default, is
0.3 % off, float16 0.4 to 2 %, bfloat16 6 %."""

CUDA, WEBGPU = "CUDAExecutionProvider", "WebGpuExecutionProvider"
OPENVINO = "OpenVINOExecutionProvider"
BUILT_IN = {
    CUDA: "cuda",
    "ROCMExecutionProvider": "rocm",
    "MIGraphXExecutionProvider": "migraphx",
    "DmlExecutionProvider": "directml",
    "CoreMLExecutionProvider": "coreml",
    WEBGPU: "webgpu",
}
WORDS = {
    CUDA: "CUDA",
    "CoreMLExecutionProvider": "Core ML",
    "DmlExecutionProvider": "DirectML",
    "NvTensorRTRTXExecutionProvider": "TensorRT RTX",
    OPENVINO: "OpenVINO",
    WEBGPU: "WebGPU",
}
"""What people call a provider."""
PLUGINS = ("onnxruntime_ep_openvino", "onnxruntime_ep_webgpu", "onnxruntime_ep_cuda")
"""Packages with a provider as a library; each has get_library_path()."""
SETTINGS = {CUDA: (("cudnn_conv_algo_search", "HEURISTIC"), ("use_tf32", "1"))}
"""Options of built-in providers. On an H100 an exhaustive search for algorithms takes half a second for each new size
of picture, and finds none that are faster; fused biases compute wrong gradients."""
CARDS = (CUDA, "ROCMExecutionProvider", "MIGraphXExecutionProvider", "DmlExecutionProvider", "WebGpuExecutionProvider")
"""Built-in providers of graphics cards."""
OPENVINO_PIXELS, OPENVINO_BYTES = 820_000, 6500
"""On Intel's processors: for pictures of any size it uses no part of its memory twice, and a session keeps 2.8 KB for a
pixel, of which two or three are open."""
COMPILED_PIXELS, COMPILED_BYTES = 2_000_000, 3200
"""For pictures of one size (compiling.py), measured on Zen 4; what the processor keeps of the targets is in it. The
product of 2^21 positions takes 29 s instead of 0.04 (HALVED in export/losses.py)."""
CONFIG = "load_config"
BFLOAT16, FLOAT32 = (((CONFIG, json.dumps({"CPU": {"INFERENCE_PRECISION_HINT": kind}})),) for kind in ("bf16", "f32"))
"""OpenVINO's settings for a processor."""
MEMORY = {CUDA: "cuda"}
"""ONNX Runtime's name for the memory of built-in providers in which arrays can be kept."""
RUNTIMES = ("onnxruntime", "onnxruntime-gpu", "onnxruntime-directml", "onnxruntime-openvino", "onnxruntime-rocm")
"""Packages that write the same files: the last one installed wins, and parts of the others stay."""


@dataclass(frozen=True)
class Device:
    """One way to compute.

    Attributes
    ----------
    name : what `--device` takes
    description : for people: what its maker calls it, what computes on it, in which precision
    tolerance : largest relative error its gradient may have
    provider : name of a provider that is built in, or None
    plugin : ONNX Runtime's handle of a plug-in provider's device, or None
    settings : the provider's options
    label : what its maker calls it
    is_software : it imitates a graphics card on the processor
    half : it computes the graphs in float16
    memory : ONNX Runtime's name for its memory, if arrays can be kept there
    capacity : bytes of the card's memory; 0 where nothing says it
    most_pixels : that it should evaluate at once; 0 for any number
    evaluation_bytes : the least that each of them takes of the machine's memory
    compiles : it is fast for many pictures of one size; others and larger ones are the processor's: see compiling.py
    """

    name: str
    description: str
    tolerance: float = FLOAT32_TOLERANCE
    provider: str | None = None
    plugin: Any = None
    settings: tuple[tuple[str, str], ...] = ()
    label: str = ""
    is_software: bool = False
    half: bool = False
    memory: str | None = None
    capacity: int = 0
    most_pixels: int = 0
    evaluation_bytes: int = 0
    compiles: bool = False

    @property
    def is_card(self) -> bool:
        """Whether it is a graphics card, which may compute in float16, too."""
        if self.plugin is not None:
            return bool(self.plugin.device.type.name == "GPU")
        return self.provider in CARDS

    def computes(self, pixels: int, *, repeated: bool) -> bool:
        """Whether it evaluates pictures of so many pixels, many of one size or not, or leaves them to the processor."""
        return not self.compiles or (repeated and pixels <= self.most_pixels)

    def in_half(self) -> Device:
        """The same in float16; the sums stay float32."""
        return replace(self, half=True, tolerance=FLOAT16_TOLERANCE)

    def session(self, path: Any, options: Any) -> Any:
        """An inference session of a graph on this device, and nowhere else.

        Raises
        ------
        EngineError
            ONNX Runtime would compute it, or its convolutions, somewhere else.
        """
        if self is CPU:
            return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        placement.record(options)
        if self.plugin is not None:
            options.add_provider_for_devices([self.plugin], self._settings(options))
            provider = self.plugin.ep_name
            one_at_a_time = SerialSession if provider == WEBGPU else _opened
            session = one_at_a_time(lambda: onnxruntime.InferenceSession(path, options))
        else:
            provider = self.provider
            if provider == CUDA:
                preload_cuda()
            providers = [(provider, self._settings(options)), "CPUExecutionProvider"]
            session = onnxruntime.InferenceSession(path, options, providers=providers)
            session.disable_fallback()  # a run that fails must fail, not go on somewhere else
        reason = placement.elsewhere(session, provider)
        if reason:
            raise EngineError(
                "The device {device} does not compute by itself: {reason}.",
                "Use --device cpu.",
                code="false-device",
                device=self.name,
                reason=reason,
            )
        return session

    def _settings(self, options: Any) -> dict[str, str]:
        """The provider's options for a session's; OpenVINO has threads of its own."""
        settings = dict(self.settings)
        if CONFIG in settings:
            config = json.loads(settings[CONFIG])
            config["CPU"]["INFERENCE_NUM_THREADS"] = options.intra_op_num_threads
            settings[CONFIG] = json.dumps(config)
        return settings


CPU = Device(
    "cpu", f"{hardware.processor_name()}, float32", provider="CPUExecutionProvider", label=hardware.processor_name()
)


def _opened(make: Callable[[], Any]) -> Any:
    return make()


def available() -> list[Device]:
    """Everything that ONNX Runtime offers here, the processor first; each device once, under one name."""
    built_in = _built_in()  # first: ONNX Runtime lists a plug-in's provider among its own once it is registered
    plugins = _plugin_devices()
    with_plugin = {device.plugin.ep_name for device in plugins}
    return [CPU, *(device for device in built_in if device.provider not in with_plugin), *plugins]


def installed_runtimes() -> list[str]:
    """The packages of ONNX Runtime that are installed, with their versions; more than one overwrite each other."""
    found = []
    for name in RUNTIMES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found.append(f"{name} {importlib.metadata.version(name)}")
    return found


@functools.cache
def preload_cuda() -> None:
    """Load NVIDIA's libraries from their packages, where ONNX Runtime does not look; what it prints is logged."""
    preload = getattr(onnxruntime, "preload_dlls", None)
    if preload is not None:
        with contextlib.redirect_stdout(_Log()):
            preload()


class _Log:
    """A text file whose lines go to the log."""

    def write(self, text: str) -> int:
        if text.strip():
            log.info("CUDA: %s", text.strip())
        return len(text)

    def flush(self) -> None:
        """Nothing is kept back."""


@functools.cache
def _built_in() -> tuple[Device, ...]:
    """Devices of the providers that ONNX Runtime itself has, as long as no plug-in is registered."""
    there = onnxruntime.get_available_providers()
    found = [_of_provider(provider, name) for provider, name in BUILT_IN.items() if provider in there]
    return (*found, *([_of_openvino()] if OPENVINO in there else []))


def _of_openvino() -> Device:
    """OpenVINO as a part of ONNX Runtime: on other processors than Intel's the plug-in offers nothing."""
    named, place = hardware.processor_name(), ("device_type", "CPU")
    what = f"{named}, {WORDS[OPENVINO]} of ONNX Runtime {onnxruntime.__version__}"
    if not hardware.has_bfloat16():
        plain = Device("openvino-cpu", f"{what}, float32", settings=(place, *FLOAT32))
    else:
        plain = Device("openvino-bf16", f"{what}, bfloat16", BFLOAT16_TOLERANCE, settings=(place, *BFLOAT16))
    limited = replace(plain, most_pixels=COMPILED_PIXELS, evaluation_bytes=COMPILED_BYTES, compiles=True)
    return replace(limited, provider=OPENVINO, label=named)


def _within_limits(device: Device) -> Device:
    """OpenVINO on a processor, with what it should not be given."""
    return replace(device, most_pixels=OPENVINO_PIXELS, evaluation_bytes=OPENVINO_BYTES)


def _of_provider(provider: str, name: str) -> Device:
    words, card, capacity = WORDS.get(provider, provider), "", 0
    if provider == CUDA:
        driver = hardware.cuda()
        card = driver.cards[0] if driver and driver.cards else ""
        capacity = driver.memory[0] if driver and driver.memory else 0
    elif len(hardware.cards()) == 1:
        card, capacity = hardware.cards()[0].name, hardware.cards()[0].memory
    what = f"{words} of ONNX Runtime {onnxruntime.__version__}"
    description = f"{card}, {what}" if card else what
    return Device(
        name,
        description,
        provider=provider,
        settings=SETTINGS.get(provider, ()),
        label=card,
        memory=MEMORY.get(provider),
        capacity=capacity,
    )


@functools.cache
def _plugin_devices() -> tuple[Device, ...]:
    """Devices of the plug-in packages that are installed; a library that cannot be loaded is noted and left out."""
    if not hasattr(onnxruntime, "register_execution_provider_library"):
        return ()
    for package in PLUGINS:
        try:
            library = importlib.import_module(package).get_library_path()
            onnxruntime.register_execution_provider_library(package, library)
        except ModuleNotFoundError:
            continue
        except Exception as error:
            log.warning("The provider package %s cannot be used: %s", package, error)
    found = [device for handle in onnxruntime.get_ep_devices() for device in _of_handle(handle)]
    return tuple(_with_number(device, found[:index]) for index, device in enumerate(found))


def _with_number(device: Device, before: list[Device]) -> Device:
    """The device under a name of its own: of several cards the second is `webgpu-2`."""
    same = sum(other.name == device.name for other in before)
    return replace(device, name=f"{device.name}-{same + 1}") if same else device


def _of_handle(handle: Any) -> Iterator[Device]:
    """The devices to offer for one of ONNX Runtime's handles; a processor with bfloat16 is offered with that alone."""
    if handle.ep_name == "CPUExecutionProvider" or "." in handle.ep_name:
        return
    kind, facts = handle.device.type.name.lower(), dict(handle.ep_metadata)
    maker = handle.ep_name.removesuffix("ExecutionProvider").lower()
    words = " ".join(filter(None, (WORDS.get(handle.ep_name, handle.ep_name), facts.get("version"))))
    if kind != "cpu":
        card = hardware.card_of(handle.device.vendor_id, handle.device.device_id)
        named = facts.get("FULL_DEVICE_NAME") or (card.name if card else "")
        software = card is not None and card.is_software
        what = f"{words}, a program that computes on the processor" if software else words
        name = maker if maker in BUILT_IN.values() else f"{maker}-{kind}"
        description = f"{named}, {what}" if named else what
        capacity = card.memory if card and not software else 0
        yield Device(name, description, plugin=handle, label=named, is_software=software, capacity=capacity)
    elif "BF16" in facts.get("OPTIMIZATION_CAPABILITIES", "").split():
        named = facts.get("FULL_DEVICE_NAME") or hardware.processor_name()
        device = Device(f"{maker}-bf16", f"{named}, {words}, bfloat16", BFLOAT16_TOLERANCE, settings=BFLOAT16)
        yield _within_limits(replace(device, plugin=handle, label=named))
    else:
        named = facts.get("FULL_DEVICE_NAME") or hardware.processor_name()
        device = Device(f"{maker}-cpu", f"{named}, {words}, float32", plugin=handle, label=named)
        yield _within_limits(replace(device, settings=FLOAT32)) if handle.ep_name == OPENVINO else device
