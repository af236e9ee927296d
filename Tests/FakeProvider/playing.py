"""The models that are played: what they answer, and how fast."""

import json
from pathlib import Path

import judging
from asking import APIError, Answer, digest, draw, tokens

FOLDER = Path(__file__).resolve().parent
FILLER = "the answer depends on what is given here and so it is best to look at each part in turn before one decides".split()


class Players:
    """The models of a table (`played.json`) and the prompts whose answers they know (`prompts.jsonl`)."""

    def __init__(self, models=None, prompts=None, seed=0, speed=1.0):
        self.models = json.loads(Path(models or FOLDER / "played.json").read_text(encoding="utf-8"))
        lines = Path(prompts or FOLDER / "prompts.jsonl").read_text(encoding="utf-8").splitlines()
        self.known = {entry["prompt"].strip(): entry for entry in map(json.loads, filter(None, lines))}
        self.seed, self.speed = seed, speed

    def model(self, name):
        if name not in self.models:
            message = f"The model `{name}` does not exist or you do not have access to it."
            raise APIError(404, message, "model_not_found")
        return self.models[name]

    def first_token_s(self, name):
        return self.model(name).get("first_token_s", 0) / self.speed

    def token_s(self, name):
        """Seconds a token."""
        return 1 / (self.model(name).get("tokens_per_s", 1000) * self.speed)

    def answer(self, ask, fault=None):
        """What a model answers; the same for the same model, prompt and sample."""
        model = self.model(ask.model)
        identity = digest(self.seed, ask.model, ask.prompt, ask.sample).hex()[:24]
        call = self.call(ask) if fault is None else None
        if call:
            pieces = tokens(json.dumps(call[1]))
            return Answer(pieces, "tool", ask.input_tokens, identity, tool=call[0], arguments=call[1])
        text, finish, sequence = self.text(ask, model), "stop", None
        if fault == "refusal":
            text, finish = "I can't help with that.", "refusal"
        cuts = [(text.find(stop), stop) for stop in ask.stops if isinstance(stop, str) and stop and stop in text]
        if cuts and finish == "stop":
            place, sequence = min(cuts)
            text, finish = text[:place], "sequence"
        pieces = tokens(text)
        if ask.limit is not None and len(pieces) > ask.limit:
            pieces, finish, sequence = pieces[: ask.limit], "length", None
        if fault == "filter":
            pieces, finish, sequence = pieces[: len(pieces) // 2], "filter", None
        return Answer(pieces, finish, ask.input_tokens, identity, sequence=sequence)

    def text(self, ask, model):
        role, last = ask.turns[-1]
        if role == "tool":
            return f"The tool returned: {last[:200]}"
        question = next((text for role, text in reversed(ask.turns) if role == "user"), "").strip()
        if "judge" in model:
            return judging.verdict(ask, question, model["judge"], self.known, self.seed)
        entry = self.known.get(question)
        if entry is None:
            return self.filler(ask)
        right = draw(self.seed, "right", ask.model, question, ask.sample) < model["right"].get(entry["category"], 0.5)
        answer = entry["answer"] if right else entry["wrong"]
        return answer if model.get("style") == "terse" else f"Let us take it step by step. What is asked for is one value.\n\nIt is {answer}"

    def filler(self, ask):
        """An answer to a prompt that is not in the table, of 20 to 60 words."""
        count = 20 + int(40 * draw(self.seed, "words", ask.model, ask.prompt, ask.sample))
        start = int(len(FILLER) * draw(self.seed, "start", ask.model, ask.prompt, ask.sample))
        words = [FILLER[(start + index) % len(FILLER)] for index in range(count)]
        return f"{ask.model} says: {' '.join(words)}."

    def call(self, ask):
        """The call of the first tool, or of the one that is asked for, unless the last turn is a tool's result."""
        if not ask.tools or ask.turns[-1][0] == "tool":
            return None
        tool = next((tool for tool in ask.tools if tool.name == ask.forced), ask.tools[0])
        arguments = example(tool.schema, ask.prompt)
        return tool.name, arguments if isinstance(arguments, dict) else {}


def example(schema, text, depth=0):
    """A value of a JSON schema; a string is the begin of the prompt."""
    if not isinstance(schema, dict) or depth > 8:
        return None
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type", "object" if "properties" in schema else None)
    kind = kind[0] if isinstance(kind, list) and kind else kind
    if kind == "object":
        properties = schema.get("properties") or {}
        names = schema.get("required") or list(properties)
        return {name: example(properties.get(name), text, depth + 1) for name in names}
    if kind == "array":
        return [example(schema.get("items"), text, depth + 1)]
    return {"string": text[:40], "integer": 1, "number": 1.5, "boolean": True}.get(kind)
