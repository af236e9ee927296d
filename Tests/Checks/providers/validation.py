#!/usr/bin/env python3
"""Checks recorded requests against the types of the official clients; `run` beside it calls this.

    validation.py DIR       DIR is what the fake provider wrote with --record
"""

import json
import sys
import typing
from pathlib import Path

from anthropic.types.message_count_tokens_params import MessageCountTokensParams
from anthropic.types.message_create_params import MessageCreateParams
from openai.types.chat.completion_create_params import CompletionCreateParams
from openai.types.responses.response_create_params import ResponseCreateParams
from pydantic import ConfigDict, TypeAdapter, ValidationError
from typing_extensions import is_typeddict

TYPES = {
    "/v1/chat/completions": CompletionCreateParams,
    "/v1/responses": ResponseCreateParams,
    "/v1/messages": MessageCreateParams,
    "/v1/messages/count_tokens": MessageCountTokensParams,
}


def forbid_unknown_members():
    """A member that the clients' types do not name is a fault; pydantic ignores it by default."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("openai.types", "anthropic.types")):
            for value in list(vars(module).values()):
                if is_typeddict(value):
                    value.__pydantic_config__ = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


forbid_unknown_members()


def exhaust(value):
    """Reads a value to its ends: pydantic checks the elements of an `Iterable` only as they are read."""
    if isinstance(value, dict):
        for element in value.values():
            exhaust(element)
    elif not isinstance(value, (str, bytes)) and isinstance(value, typing.Iterable):
        for element in value:
            exhaust(element)


def validate_requests(log):
    """The faults of recorded requests: `log` is an iterable of pairs of path and body. Each fault has its request's number from 1."""
    adapters, faults = {}, []
    for number, (path, body) in enumerate(log, 1):
        if path not in TYPES:
            faults.append(f"{number}: no request goes to {path}")
            continue
        if path not in adapters:
            adapters[path] = TypeAdapter(TYPES[path])
        # A union of types tries the streamed form and the other: the one that the body has gives the clearer fault.
        try:
            exhaust(adapters[path].validate_python(body, strict=True))
        except ValidationError as error:
            faults += [f"{number} {path}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors(include_url=False)]
    return faults


def recorded(folder):
    """The requests of a folder that the provider wrote, in order."""
    for path in sorted(Path(folder).glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        yield record["path"], record["body"]


if __name__ == "__main__":
    requests = list(recorded(sys.argv[1]))
    found = validate_requests(requests)
    if found or not requests:
        # A union has a fault for each of its types; their names are long.
        lines = [line if len(line) < 200 else line[:60] + "…" + line[-130:] for line in found[:20]]
        sys.exit("\n".join(lines) or f"{sys.argv[1]}: no request")
    print(f"{len(requests)} requests are of the clients' types")
