"""A request and an answer apart from any protocol, the tokenizer, and seeded draws."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any, List, Optional

TOKEN = re.compile(r"\s*(?:\w{1,6}|[^\w\s])|\s+")


class APIError(Exception):
    """An answer that is an error. Each protocol gives it its own shape."""

    def __init__(self, status, message, code=None, param=None, kind=None):
        super().__init__(message)
        self.status, self.message, self.code, self.param, self.kind = status, message, code, param, kind


@dataclass
class Tool:
    """A function that the caller offers: its name and the JSON schema of its arguments."""

    name: str
    schema: dict


@dataclass
class Ask:
    """A request: `turns` are pairs of role and text, the system's first. A tool's result has the role `tool`."""

    model: str
    turns: List[tuple]
    limit: Optional[int] = None
    stream: bool = False
    include_usage: bool = False
    tools: List[Tool] = field(default_factory=list)
    forced: Optional[str] = None
    stops: List[str] = field(default_factory=list)
    sample: str = ""
    body: dict = field(default_factory=dict)

    @property
    def prompt(self):
        """Everything that the user said, turns joined by an empty line."""
        return "\n\n".join(text for role, text in self.turns if role == "user")

    @property
    def digest(self):
        """The first 16 digits of SHA-256 of the prompt in UTF-8."""
        return hashlib.sha256(self.prompt.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def input_tokens(self):
        tools = sum(len(tokens(tool.name + json.dumps(tool.schema))) for tool in self.tools)
        return 3 + tools + sum(3 + len(tokens(text)) for _, text in self.turns)


@dataclass
class Answer:
    """Text in pieces of one token each, or a call of a tool. `finish`: stop, length, sequence, tool, filter or refusal."""

    pieces: List[str]
    finish: str
    input_tokens: int
    id: str
    tool: Optional[str] = None
    arguments: Optional[dict] = None
    sequence: Optional[str] = None

    @property
    def text(self):
        return "".join(self.pieces)

    @property
    def output_tokens(self):
        return max(1, len(self.pieces))


def tokens(text):
    """The tokens of a text; joined, they are the text again."""
    return TOKEN.findall(text)


def draw(*parts):
    """A number in [0, 1) that depends on the parts alone."""
    return int.from_bytes(digest(*parts)[:8], "big") / 2**64


def digest(*parts):
    return hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).digest()


def member(body, key, kinds, required=False) -> Any:
    """A member of the request's body, checked; an absent or null one is None."""
    value = body.get(key)
    if value is None:
        if required:
            raise APIError(400, f"Missing required parameter: '{key}'.", "missing_required_parameter", key)
        return None
    kinds = kinds if isinstance(kinds, tuple) else (kinds,)
    if not isinstance(value, kinds) or isinstance(value, bool) and bool not in kinds:
        names = " or ".join(kind.__name__ for kind in kinds)
        raise APIError(400, f"Invalid type for '{key}': expected {names}, got {type(value).__name__}.", "invalid_type", key)
    return value


def limit(body, *keys):
    """The largest number of output tokens, of the first key that is present."""
    for key in keys:
        value = member(body, key, int)
        if value is not None:
            if value < 1:
                raise APIError(400, f"'{key}' must be at least 1.", "invalid_value", key)
            return value
    return None


def text_of(content, key):
    """The text of a message's content: a string, or parts. A part without text (an image, a file) counts as a mark."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if not isinstance(content, list) or not all(isinstance(part, dict) and isinstance(part.get("type"), str) for part in content):
        raise APIError(400, f"Invalid content in '{key}': expected a string or a list of parts with a type.", "invalid_type", key)
    return "\n".join(part["text"] if isinstance(part.get("text"), str) else f"[{part['type']}]" for part in content)
