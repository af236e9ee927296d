"""Anthropic's messages: `POST /v1/messages` and `POST /v1/messages/count_tokens`."""

import json

from asking import APIError, Ask, Tool, limit, member, text_of

FINISH = {
    "stop": "end_turn",
    "length": "max_tokens",
    "sequence": "stop_sequence",
    "tool": "tool_use",
    "filter": "refusal",
    "refusal": "refusal",
}
KINDS = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    504: "timeout_error",
    529: "overloaded_error",
}


def read(body, counting=False):
    turns = []
    system = member(body, "system", (str, list))
    if system is not None:
        turns.append(("system", text_of(system, "system")))
    for index, message in enumerate(member(body, "messages", list, required=True)):
        role = message.get("role") if isinstance(message, dict) else None
        if role not in ("user", "assistant"):
            raise APIError(400, f"messages.{index}.role: Input should be 'user' or 'assistant'")
        turns += blocks(message.get("content"), role, f"messages.{index}.content")
    if not turns or turns[-1][0] == "system":
        raise APIError(400, "messages: at least one message is required")
    most = limit(body, "max_tokens")
    if most is None and not counting:
        raise APIError(400, "max_tokens: Field required")
    choice = body.get("tool_choice") or {}
    tools = []
    for index, tool in enumerate(member(body, "tools", list) or []):
        if not isinstance(tool, dict) or not isinstance(tool.get("name"), str):
            raise APIError(400, f"tools.{index}.name: Field required")
        tools.append(Tool(tool["name"], tool.get("input_schema") or {}))
    return Ask(
        model=member(body, "model", str, required=True),
        turns=turns,
        limit=most,
        stream=member(body, "stream", bool) or False,
        include_usage=True,
        tools=[] if choice.get("type") == "none" else tools,
        forced=choice.get("name"),
        stops=member(body, "stop_sequences", list) or [],
        body=body,
    )


def blocks(content, role, place):
    """The turns of one message: a tool's result within a user's message is a turn of the tool."""
    if not isinstance(content, list):
        return [(role, text_of(content, place))]
    results = [block for block in content if isinstance(block, dict) and block.get("type") == "tool_result"]
    others = [block for block in content if block not in results]
    turns = [("tool", text_of(block.get("content"), place)) for block in results]
    return turns + ([(role, text_of(others, place))] if others or not turns else [])


def usage(answer, output_tokens):
    return {
        "input_tokens": answer.input_tokens,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "cache_creation": {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0},
        "output_tokens": output_tokens,
        "service_tier": "standard",
    }


def message(ask, answer):
    """The message without its end, as a stream begins it."""
    return {
        "id": f"msg_{answer.id}",
        "type": "message",
        "role": "assistant",
        "model": ask.model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": usage(answer, 1),
    }


def stop(answer):
    value = {"stop_reason": FINISH[answer.finish], "stop_sequence": answer.sequence}
    if value["stop_reason"] == "refusal":
        value["stop_details"] = {"type": "refusal", "category": None, "explanation": None}
    return value


def body(ask, answer):
    content = [{"type": "text", "text": answer.text}] if answer.pieces else []
    if answer.tool:
        content = [{"type": "tool_use", "id": f"toolu_{answer.id}", "name": answer.tool, "input": answer.arguments}]
    return {**message(ask, answer), "content": content, **stop(answer), "usage": usage(answer, answer.output_tokens)}


def event(kind, value):
    text = json.dumps({"type": kind, **value}, ensure_ascii=False, separators=(",", ":"))
    return f"event: {kind}\ndata: {text}\n\n".encode("utf-8", "replace")


def events(ask, answer):
    """The stream's events, each with the number of tokens in it."""
    yield event("message_start", {"message": message(ask, answer)}), 0
    block, kind, key = {"type": "text", "text": ""}, "text_delta", "text"
    if answer.tool:
        block = {"type": "tool_use", "id": f"toolu_{answer.id}", "name": answer.tool, "input": {}}
        kind, key = "input_json_delta", "partial_json"
    if answer.pieces:
        yield event("content_block_start", {"index": 0, "content_block": block}), 0
        yield event("ping", {}), 0
        for piece in answer.pieces:
            yield event("content_block_delta", {"index": 0, "delta": {"type": kind, key: piece}}), 1
        yield event("content_block_stop", {"index": 0}), 0
    yield event("message_delta", {"delta": stop(answer), "usage": {"output_tokens": answer.output_tokens}}), 0
    yield event("message_stop", {}), 0


def error(failure):
    kind = KINDS.get(failure.status, "api_error" if failure.status >= 500 else "invalid_request_error")
    return {"type": "error", "error": {"type": kind, "message": failure.message}, "request_id": None}


def error_event(failure, number):
    return event("error", {"error": error(failure)["error"]})
