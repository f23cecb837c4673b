"""The trained network -> `encoder.onnx` (8-bit) and `heads.npz`, as `dateline/extract/encoder.py` loads them."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from training.encoder.network import HEADS, WIDE, Heads, MiniLM


def export(model: MiniLM, heads: Heads, folder: Path) -> None:
    """Write both files. Quantised by channel: cosine 0.99 to the full network, by tensor only 0.96."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        onnx.save(graph(model), full)
        quantize_dynamic(
            full, folder / "encoder.onnx", per_channel=True, weight_type=QuantType.QInt8,
            extra_options={"MatMulConstBOnly": True},
        )  # fmt: skip
    np.savez_compressed(
        folder / "heads.npz",
        **{name: value.detach().numpy().astype(np.float16) for name, value in heads.state_dict().items()},
    )


def graph(model: MiniLM) -> onnx.ModelProto:
    """The network as ONNX operations, written out: ids (1, n) -> vectors (1, n, WIDE)."""
    nodes: list[onnx.NodeProto] = []
    weights: list[onnx.TensorProto] = []

    def keep(name: str, value: torch.Tensor | np.ndarray) -> str:
        array = value.detach().numpy() if isinstance(value, torch.Tensor) else value
        weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(kind: str, *inputs: str, **attributes: object) -> str:
        name = f"{kind}{len(nodes)}"
        nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def linear(x: str, layer: torch.nn.Linear, name: str) -> str:
        product = add("MatMul", x, keep(f"{name}.weight", layer.weight.T))
        return add("Add", product, keep(f"{name}.bias", layer.bias))

    def norm(x: str, layer: torch.nn.LayerNorm, name: str) -> str:
        return add(
            "LayerNormalization", x, keep(f"{name}.weight", layer.weight), keep(f"{name}.bias", layer.bias),
            epsilon=1e-12,
        )  # fmt: skip

    def gelu(x: str) -> str:
        half = add("Erf", add("Div", x, "sqrt2"))  # in this form the runtime knows it and runs it as one
        return add("Mul", add("Mul", x, add("Add", half, "one")), "half")

    keep("sqrt2", np.array(2**0.5, dtype=np.float32))
    keep("one", np.array(1, dtype=np.float32))
    keep("half", np.array(0.5, dtype=np.float32))
    keep("scale", np.array((WIDE // HEADS) ** -0.5, dtype=np.float32))
    keep("split", np.array([0, 0, HEADS, WIDE // HEADS], dtype=np.int64))
    keep("joined", np.array([0, 0, WIDE], dtype=np.int64))
    for name, value in (("zero", 0), ("first", 1), ("second", 2)):
        keep(name, np.array([value], dtype=np.int64))
    length = add("Slice", add("Shape", "ids"), "first", "second")
    # the kind of segment is always the same one: added to the positions once
    places = keep("places", model.places.weight + model.kind)
    x = add(
        "Add", add("Gather", keep("words", model.words.weight), "ids"), add("Slice", places, "zero", length)
    )
    x = norm(x, model.norm, "embedded")
    for n, layer in enumerate(model.layers):
        parts = add("Split", linear(x, layer.qkv, f"{n}.qkv"), axis=2, num_outputs=3)
        nodes[-1].output[:] = [f"{parts}.{i}" for i in range(3)]
        q, k, v = (add("Reshape", f"{parts}.{i}", "split") for i in range(3))
        q, v = (add("Transpose", t, perm=[0, 2, 1, 3]) for t in (q, v))
        k = add("Transpose", k, perm=[0, 2, 3, 1])
        attention = add("Softmax", add("MatMul", add("Mul", q, "scale"), k), axis=-1)
        seen = add("Transpose", add("MatMul", attention, v), perm=[0, 2, 1, 3])
        seen = linear(add("Reshape", seen, "joined"), layer.out, f"{n}.out")
        x = norm(add("Add", x, seen), layer.norm1, f"{n}.norm1")
        inner = linear(gelu(linear(x, layer.up, f"{n}.up")), layer.down, f"{n}.down")
        x = norm(add("Add", x, inner), layer.norm2, f"{n}.norm2")
    nodes[-1].output[:] = ["vectors"]
    made = helper.make_graph(
        nodes, "minilm",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "n"])],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, [1, "n", WIDE])],
        weights,
    )  # fmt: skip
    model_proto = helper.make_model(made, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(model_proto)
    return model_proto
