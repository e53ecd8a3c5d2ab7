"""What is installed for which machine, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from installer.devices import choose
from installer.errors import InstallError
from installer.machine import Machine
from tests.install.conftest import CHECKOUT, FakeCommands, Run
from tests.install.test_machine import GEFORCE, printed
from tests.test_locks import locked

RUNTIMES = ("onnxruntime", "onnxruntime-gpu", "onnxruntime-openvino")
BARE = Machine(processor="Xeon")
VULKAN = replace(BARE, cards=("AMD Radeon RX 7600",))
NVIDIA = replace(BARE, cards=("NVIDIA GeForce RTX 4070",), cuda_cards=("NVIDIA GeForce RTX 4070",), cuda=(13, 0))
IDLE_NVIDIA = replace(BARE, idle_cards=("NVIDIA graphics card",))
AMX = replace(BARE, bfloat16=True)
ZEN = replace(AMX, processor="Ryzen", intel=False)
MAC = Machine("darwin", "arm64", cards=("Apple M2 GPU",))
ALL = (BARE, VULKAN, NVIDIA, IDLE_NVIDIA, AMX, ZEN, MAC)


@pytest.mark.parametrize(
    ("machine", "locks", "said"),
    [
        (BARE, ("engine",), "no graphics card"),
        (VULKAN, ("engine", "webgpu"), "WebGPU for the graphics card (7 MB)"),
        (
            NVIDIA,
            ("engine", "webgpu"),
            "NVIDIA GeForce RTX 4070: `install.py --device cuda` is the faster way on it (1.7 GB",
        ),
        (replace(NVIDIA, cuda=(12, 4)), ("engine", "webgpu"), "runs CUDA 12.4, and 13.0 is needed"),
        (IDLE_NVIDIA, ("engine",), "NVIDIA graphics card: no driver offers it to programs"),
        (AMX, ("engine", "openvino"), "Xeon with bfloat16"),
        (replace(AMX, cards=VULKAN.cards), ("engine", "webgpu", "openvino"), "OpenVINO for bfloat16 (53 MB)"),
        (ZEN, ("openvino-runtime",), "the engine with OpenVINO for bfloat16 (280 MB)"),
        (replace(ZEN, cards=VULKAN.cards), ("engine", "webgpu"), "280 MB to download"),
        (replace(ZEN, python=(3, 14)), ("engine",), "Ryzen with bfloat16"),
        (replace(VULKAN, python=(3, 10)), ("engine",), "the WebGPU plug-in needs Python 3.11 or newer"),
        (MAC, ("engine", "webgpu"), "Apple M2 GPU"),
        (replace(MAC, kind="x86_64"), ("engine",), "no package of the WebGPU plug-in for darwin x86_64"),
    ],
)
def test_auto_takes_what_is_there_and_small(machine: Machine, locks: tuple[str, ...], said: str) -> None:
    choice = choose("auto", machine)
    assert choice.locks == locks
    assert said in "\n".join(choice.lines)
    assert choice.lines[0].startswith("Devices: found") and "the one ONNX Runtime is onnxruntime" in choice.lines[-1]


@pytest.mark.parametrize("machine", ALL)
def test_cpu_is_nothing_else(machine: Machine) -> None:
    assert choose("cpu", machine).locks == ("engine",)


def test_cuda_takes_the_place_of_the_plain_runtime() -> None:
    choice = choose("cuda", NVIDIA)
    assert choice.locks == ("cuda",)
    assert "NVIDIA's libraries (1.7 GB); the one ONNX Runtime is onnxruntime-gpu" in choice.lines[-1]


@pytest.mark.parametrize(
    ("device", "machine", "why"),
    [
        ("cuda", BARE, "NVIDIA's driver is not installed"),
        ("cuda", IDLE_NVIDIA, "NVIDIA's driver is not installed"),
        ("cuda", replace(NVIDIA, cuda_cards=()), "finds no card"),
        ("cuda", replace(NVIDIA, cuda=(12, 8)), "install a newer driver"),
        ("cuda", replace(NVIDIA, kind="aarch64"), "no package of ONNX Runtime for CUDA for linux arm64"),
        ("openvino", MAC, "no package of the OpenVINO plug-in"),
        ("openvino", replace(ZEN, python=(3, 14)), "OpenVINO has no package for Python 3.14"),
        ("openvino", replace(ZEN, system="win32"), "no package of ONNX Runtime with OpenVINO for win32 x86_64"),
        ("webgpu", replace(BARE, kind="riscv64"), "no package of the WebGPU plug-in for linux riscv64"),
    ],
)
def test_what_cannot_work_is_refused_in_words(device: str, machine: Machine, why: str) -> None:
    with pytest.raises(InstallError, match=f"--device {device} cannot work here: .*{why}.*--device auto"):
        choose(device, machine)


@pytest.mark.parametrize(("device", "note"), [("webgpu", "will find it when one does"), ("openvino", "no faster")])
def test_what_may_be_of_no_use_is_said(device: str, note: str) -> None:
    choice = choose(device, BARE)
    assert choice.locks == ("engine", device) and note in "\n".join(choice.lines)


def test_another_makers_processor_takes_a_build_of_the_runtime() -> None:
    choice = choose("openvino", ZEN)
    assert choice.locks == ("openvino-runtime",)
    assert "OpenVINO for bfloat16 (280 MB); the one ONNX Runtime is onnxruntime-openvino" in choice.lines[-1]
    assert "no faster" in "\n".join(choose("openvino", replace(ZEN, bfloat16=False)).lines)


@pytest.mark.parametrize("machine", ALL)
@pytest.mark.parametrize("device", ["auto", "cpu", "webgpu", "cuda", "openvino"])
def test_every_choice_has_one_onnx_runtime(device: str, machine: Machine) -> None:
    try:
        locks = choose(device, machine).locks
    except InstallError:
        assert device in ("cuda", "openvino")
        return
    packages = [name for lock in locks for name in locked(CHECKOUT / f"locks/{lock}.txt", "3.12")]
    assert len([name for name in packages if name in RUNTIMES]) == 1


def test_the_plug_in_is_installed_and_tried(
    setup: Run, commands: FakeCommands, capsys: pytest.CaptureFixture[str]
) -> None:
    commands.hardware = printed(GEFORCE)
    setup()
    packages = next(argv for argv in commands.argvs if "--require-hashes" in argv)
    assert [argv.rpartition("/")[2] for argv in packages if argv.endswith(".txt")] == ["engine.txt", "webgpu.txt"]
    assert commands.argvs[-1][2:] == ["engine", "devices"]
    assert "found Xeon, NVIDIA GeForce RTX 4070" in capsys.readouterr().out


def test_what_was_asked_for_by_name_stays(setup: Run, commands: FakeCommands) -> None:
    commands.hardware = printed(GEFORCE, cuda={"version": 13000, "cards": ["NVIDIA GeForce RTX 4070"]})
    setup(device="cuda")
    commands.ran.clear()
    setup()
    assert commands.ran == []
    setup(device="auto")
    assert commands.ran[:3] == ["venv", "pip", "pip"]  # anew: two packages of ONNX Runtime write the same files
