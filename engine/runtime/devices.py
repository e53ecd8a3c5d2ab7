"""What can compute here: ONNX Runtime's execution providers, built in or as plug-in packages.

A device is only described here; selection.py decides whether it may be used.
"""

from __future__ import annotations

import functools
import importlib
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import onnxruntime

log = logging.getLogger(__name__)

FLOAT32_TOLERANCE = 0.01
BFLOAT16_TOLERANCE = 0.12
"""Largest relative error of a gradient against the processor's: rounding moves ReLU kinks; bfloat16 is 6 % off."""

BUILT_IN = {
    "CUDAExecutionProvider": "cuda",
    "ROCMExecutionProvider": "rocm",
    "MIGraphXExecutionProvider": "migraphx",
    "DmlExecutionProvider": "directml",
    "CoreMLExecutionProvider": "coreml",
    "WebGpuExecutionProvider": "webgpu",
}
PLUGINS = ("onnxruntime_ep_openvino", "onnxruntime_ep_webgpu", "onnxruntime_ep_cuda")
"""Packages with a provider as a library; each has get_library_path()."""


SETTINGS = {"CUDAExecutionProvider": (("cudnn_conv_algo_search", "HEURISTIC"), ("use_tf32", "1"))}
"""Options of built-in providers. An exhaustive search for algorithms takes half a second for each new size of picture, and
found none that were faster."""
MEMORY = {"CUDAExecutionProvider": "cuda"}


@dataclass(frozen=True)
class Device:
    """One way to compute.

    Attributes
    ----------
    name : what `--device` takes
    description : for people
    tolerance : largest relative error its gradient may have
    provider : name of a provider that is built in, or None
    plugin : ONNX Runtime's handle of a plug-in provider's device, or None
    settings : the provider's options
    half : it computes the graphs in float16
    memory : ONNX Runtime's name for its memory, if arrays can be kept there
    """

    name: str
    description: str
    tolerance: float = FLOAT32_TOLERANCE
    provider: str | None = None
    plugin: Any = None
    settings: tuple[tuple[str, str], ...] = ()
    half: bool = False
    memory: str | None = None

    def session(self, path: Any, options: Any) -> Any:
        """An inference session of a graph on this device."""
        if self.plugin is not None:
            options.add_provider_for_devices([self.plugin], dict(self.settings))
            return onnxruntime.InferenceSession(path, options)
        providers = ["CPUExecutionProvider"]
        if self is not CPU:
            providers.insert(0, (self.provider, dict(self.settings)))
        return onnxruntime.InferenceSession(path, options, providers=providers)


CPU = Device("cpu", "the processor, float32", provider="CPUExecutionProvider", memory="cpu")


def available() -> list[Device]:
    """Everything that ONNX Runtime offers here, the processor first."""
    there = onnxruntime.get_available_providers()
    built_in = [Device(name, provider, provider=provider, settings=SETTINGS.get(provider, ()), memory=MEMORY.get(provider)) for provider, name in BUILT_IN.items() if provider in there]
    return [CPU, *built_in, *_plugin_devices()]


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
    return tuple(device for handle in onnxruntime.get_ep_devices() for device in _of_handle(handle))


def _of_handle(handle: Any) -> Iterator[Device]:
    """The devices to offer for one of ONNX Runtime's handles; a processor with bfloat16 is offered with that alone."""
    if handle.ep_name == "CPUExecutionProvider" or "." in handle.ep_name:
        return
    kind, facts = handle.device.type.name.lower(), dict(handle.ep_metadata)
    maker = handle.ep_name.removesuffix("ExecutionProvider").lower()
    what = f"{handle.ep_name} {facts.get('version', '')}, {facts.get('FULL_DEVICE_NAME', kind)}"
    if kind != "cpu":
        yield Device(f"{maker}-{kind}", what, plugin=handle)
    elif "BF16" in facts.get("OPTIMIZATION_CAPABILITIES", "").split():
        config = (("load_config", json.dumps({"CPU": {"INFERENCE_PRECISION_HINT": "bf16"}})),)
        yield Device(f"{maker}-bf16", f"{what}, bfloat16", BFLOAT16_TOLERANCE, plugin=handle, settings=config)
    else:
        yield Device(f"{maker}-cpu", f"{what}, float32", plugin=handle)
