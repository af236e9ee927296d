"""OpenAI's responses: `POST /v1/responses`."""

import json

from asking import APIError, Ask, limit, member, text_of
from chat import CREATED, ROLES, error, forced, tools

__all__ = ["body", "error", "error_event", "events", "read"]


def read(body):
    if member(body, "previous_response_id", str):
        message = "This provider stores no response: send the conversation in 'input'."
        raise APIError(400, message, "previous_response_not_found", "previous_response_id")
    given = member(body, "input", (str, list), required=True)
    turns = [("user", given)] if isinstance(given, str) else [turn(item, index) for index, item in enumerate(given)]
    instructions = member(body, "instructions", str)
    if instructions:
        turns.insert(0, ("system", instructions))
    return Ask(
        model=member(body, "model", str, required=True),
        turns=turns,
        limit=limit(body, "max_output_tokens"),
        stream=member(body, "stream", bool) or False,
        include_usage=True,
        tools=tools(body, lambda tool: tool if tool.get("type") == "function" else None),
        forced=forced(body.get("tool_choice"), lambda choice: choice.get("name")),
        body=body,
    )


def turn(item, index):
    """One item of the input: a message, a call of a tool, or a tool's result."""
    place = f"input[{index}]"
    if isinstance(item, dict):
        kind = item.get("type", "message")
        if kind == "message" and item.get("role") in ROLES:
            return ROLES[item["role"]], text_of(item.get("content"), f"{place}.content")
        if kind == "function_call_output":
            return "tool", text_of(item.get("output"), f"{place}.output")
        if kind in ("function_call", "reasoning"):
            return "assistant", str(item.get("arguments", ""))
    raise APIError(400, f"Invalid '{place}': expected a message, a function call or its output.", "invalid_type", place)


def part(answer, text):
    """The answer as a part of a message."""
    if answer.finish == "refusal":
        return {"type": "refusal", "refusal": text}
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def item(answer, status, text):
    """The one item of the output, at the begin (no text, no arguments) and at the end."""
    if answer.tool:
        call = {"type": "function_call", "id": f"fc_{answer.id}", "call_id": f"call_{answer.id}", "name": answer.tool}
        return {**call, "status": status, "arguments": json.dumps(answer.arguments) if text else ""}
    content = [part(answer, text)] if text is not None else []
    return {"type": "message", "id": f"msg_{answer.id}", "role": "assistant", "status": status, "content": content}


def response(ask, answer, status, output):
    reasons = {"length": "max_output_tokens", "filter": "content_filter"}
    done = status != "in_progress"
    return {
        "id": f"resp_{answer.id}",
        "object": "response",
        "created_at": CREATED,
        "completed_at": CREATED + 1 if status == "completed" else None,
        "status": status,
        "background": False,
        "error": None,
        "incomplete_details": {"reason": reasons[answer.finish]} if status == "incomplete" else None,
        "instructions": ask.body.get("instructions"),
        "max_output_tokens": ask.limit,
        "max_tool_calls": None,
        "model": ask.model,
        "output": output,
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "reasoning": {"effort": None, "summary": None},
        "service_tier": "default",
        "store": False,
        "temperature": ask.body.get("temperature", 1.0),
        "text": {"format": {"type": "text"}, "verbosity": "medium"},
        "tool_choice": ask.body.get("tool_choice") or "auto",
        "tools": ask.body.get("tools") or [],
        "top_logprobs": 0,
        "top_p": ask.body.get("top_p", 1.0),
        "truncation": "disabled",
        "usage": usage(answer) if done else None,
        "user": None,
        "metadata": ask.body.get("metadata") or {},
    }


def usage(answer):
    return {
        "input_tokens": answer.input_tokens,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": answer.output_tokens,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": answer.input_tokens + answer.output_tokens,
    }


def final_status(answer):
    return "incomplete" if answer.finish in ("length", "filter") else "completed"


def body(ask, answer):
    status = final_status(answer)
    return response(ask, answer, status, [item(answer, status, answer.text)])


def event(kind, number, value):
    text = json.dumps({"type": kind, "sequence_number": number, **value}, ensure_ascii=False, separators=(",", ":"))
    return f"event: {kind}\ndata: {text}\n\n".encode("utf-8", "replace")


def events(ask, answer):
    """The stream's events, each with the number of tokens in it."""
    for number, (kind, value, count) in enumerate(parts(ask, answer)):
        yield event(kind, number, value), count


def parts(ask, answer):
    status, place = final_status(answer), {"output_index": 0}
    start = response(ask, answer, "in_progress", [])
    yield "response.created", {"response": start}, 0
    yield "response.in_progress", {"response": start}, 0
    yield "response.output_item.added", {**place, "item": item(answer, "in_progress", None)}, 0
    if answer.tool:
        place["item_id"] = f"fc_{answer.id}"
        for piece in answer.pieces:
            yield "response.function_call_arguments.delta", {**place, "delta": piece}, 1
        yield "response.function_call_arguments.done", {**place, "name": answer.tool, "arguments": answer.text}, 0
    else:
        place.update(item_id=f"msg_{answer.id}", content_index=0)
        yield "response.content_part.added", {**place, "part": part(answer, "")}, 0
        refused = answer.finish == "refusal"
        kind = "response.refusal" if refused else "response.output_text"
        extra = {} if refused else {"logprobs": []}
        for piece in answer.pieces:
            yield f"{kind}.delta", {**place, "delta": piece, **extra}, 1
        yield f"{kind}.done", {**place, "refusal" if refused else "text": answer.text, **extra}, 0
        yield "response.content_part.done", {**place, "part": part(answer, answer.text)}, 0
    last = item(answer, status, answer.text)
    yield "response.output_item.done", {"output_index": 0, "item": last}, 0
    yield f"response.{status}", {"response": response(ask, answer, status, [last])}, 0


def error_event(failure, number):
    value = {"code": failure.code or "server_error", "message": failure.message, "param": failure.param}
    return event("error", number, value)
