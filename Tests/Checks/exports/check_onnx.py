"""Checks an exported ONNX model and runs it on the golden prompts in its metadata, which must agree to 1e-5.

check_onnx.py MODEL.onnx
"""

import json
import sys

import numpy
import onnx
import onnxruntime

model = onnx.load(sys.argv[1])
onnx.checker.check_model(model, full_check=True)
metadata = {entry.key: json.loads(entry.value) for entry in model.metadata_props}
golden = metadata["golden"]
assert golden, "no golden prompts"
session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
inputs = {entry.name: numpy.array([example[entry.name] for example in golden], numpy.float32) for entry in session.get_inputs()}
(probabilities,) = session.run(["probabilities"], inputs)
assert probabilities.shape == (len(golden), len(metadata["models"]))
difference = abs(probabilities - numpy.array([example["probabilities"] for example in golden])).max()
spread = probabilities.std()
assert spread > 1e-3, "every prompt has one answer: nothing is tested"
assert difference <= 1e-5, f"off by {difference:.1e}"
# The features matter: others give others.
moved = session.run(["probabilities"], {name: values + 1 for name, values in inputs.items()})[0]
assert abs(moved - probabilities).max() > 1e-3
print(f"full check passed; {len(golden)} golden prompts agree to {difference:.1e}")
