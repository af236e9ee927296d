"""OpenAI's chat completions: `POST /v1/chat/completions`."""

import json

from asking import APIError, Ask, Tool, limit, member, text_of

FINISH = {"stop": "stop", "length": "length", "sequence": "stop", "tool": "tool_calls", "filter": "content_filter", "refusal": "stop"}
ROLES = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant", "tool": "tool", "function": "tool"}
KINDS = {401: "invalid_request_error", 403: "permission_error", 429: "requests"}
CODES = {401: "invalid_api_key", 429: "rate_limit_exceeded"}
CREATED = 1_767_225_600


def read(body):
    turns = []
    for index, message in enumerate(member(body, "messages", list, required=True)):
        role = message.get("role") if isinstance(message, dict) else None
        if role not in ROLES:
            raise APIError(400, f"Invalid value for 'messages[{index}].role': {role!r}.", "invalid_value", f"messages[{index}].role")
        turns.append((ROLES[role], text_of(message.get("content"), f"messages[{index}].content")))
    if not turns:
        raise APIError(400, "Invalid 'messages': empty array.", "empty_array", "messages")
    if member(body, "n", int) not in (None, 1):
        raise APIError(400, "This provider gives one choice: leave out 'n'.", "unsupported_value", "n")
    stream = member(body, "stream", bool) or False
    options = member(body, "stream_options", dict)
    if options is not None and not stream:
        message = "The 'stream_options' parameter is only allowed when 'stream' is enabled."
        raise APIError(400, message, "invalid_value", "stream_options")
    stop = member(body, "stop", (str, list))
    return Ask(
        model=member(body, "model", str, required=True),
        turns=turns,
        limit=limit(body, "max_completion_tokens", "max_tokens"),
        stream=stream,
        include_usage=bool((options or {}).get("include_usage")),
        tools=tools(body, lambda tool: tool.get("function")),
        forced=forced(body.get("tool_choice"), lambda choice: (choice.get("function") or {}).get("name")),
        stops=[stop] if isinstance(stop, str) else stop or [],
        sample=str(member(body, "seed", int) or ""),
        body=body,
    )


def tools(body, function):
    """The functions that are offered, less all if the caller forbids calls."""
    found = []
    for index, tool in enumerate(member(body, "tools", list) or []):
        declared = function(tool) if isinstance(tool, dict) else None
        if not isinstance(declared, dict) or not isinstance(declared.get("name"), str):
            raise APIError(400, f"Invalid 'tools[{index}]': expected a function with a name.", "invalid_type", f"tools[{index}]")
        found.append(Tool(declared["name"], declared.get("parameters") or {}))
    return [] if body.get("tool_choice") == "none" else found


def forced(choice, name):
    """The function that the caller insists on."""
    return name(choice) if isinstance(choice, dict) else None


def usage(answer):
    return {
        "prompt_tokens": answer.input_tokens,
        "completion_tokens": answer.output_tokens,
        "total_tokens": answer.input_tokens + answer.output_tokens,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": 0,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def body(ask, answer):
    message = {"role": "assistant", "content": answer.text, "refusal": None, "annotations": []}
    if answer.finish == "refusal":
        message.update(content=None, refusal=answer.text)
    if answer.tool:
        function = {"name": answer.tool, "arguments": json.dumps(answer.arguments)}
        message.update(content=None, tool_calls=[{"id": f"call_{answer.id}", "type": "function", "function": function}])
    return {
        "id": f"chatcmpl-{answer.id}",
        "object": "chat.completion",
        "created": CREATED,
        "model": ask.model,
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": FINISH[answer.finish]}],
        "usage": usage(answer),
        "service_tier": "default",
        "system_fingerprint": "fp_fake",
    }


def events(ask, answer):
    """The stream's events, each with the number of tokens in it."""

    def chunk(delta, finish=None):
        value = {
            "id": f"chatcmpl-{answer.id}",
            "object": "chat.completion.chunk",
            "created": CREATED,
            "model": ask.model,
            "service_tier": "default",
            "system_fingerprint": "fp_fake",
            "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}],
        }
        return {**value, "usage": None} if ask.include_usage else value

    if answer.tool:
        function = {"name": answer.tool, "arguments": ""}
        call = {"index": 0, "id": f"call_{answer.id}", "type": "function", "function": function}
        yield data(chunk({"role": "assistant", "content": None, "tool_calls": [call], "refusal": None})), 0
        for piece in answer.pieces:
            yield data(chunk({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})), 1
    else:
        member = "refusal" if answer.finish == "refusal" else "content"
        yield data(chunk({"role": "assistant", "content": "", "refusal": None})), 0
        for piece in answer.pieces:
            yield data(chunk({member: piece})), 1
    yield data(chunk({}, FINISH[answer.finish])), 0
    if ask.include_usage:
        yield data({**chunk({}), "choices": [], "usage": usage(answer)}), 0
    yield b"data: [DONE]\n\n", 0


def data(value):
    return b"data: " + json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n\n"


def error(failure):
    kind = failure.kind or KINDS.get(failure.status, "server_error" if failure.status >= 500 else "invalid_request_error")
    code = failure.code or CODES.get(failure.status)
    return {"error": {"message": failure.message, "type": kind, "param": failure.param, "code": code}}


def error_event(failure, number):
    return data(error(failure))
