#!/usr/bin/env python3
"""Talks to the fake provider with the official clients; `run` beside it calls this.

    clients.py ADDRESS REQUESTS     REQUESTS is the folder where the provider writes the bodies of requests
"""

import json
import sys
import urllib.request

import anthropic
import openai
from validation import recorded, validate_requests

ADDRESS = sys.argv[1]
PARIS = "Which river flows through Paris? Answer with the name alone."
ASKED = [{"role": "user", "content": PARIS}]
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}, "required": ["city", "days"]}
CHAT_TOOL = {"type": "function", "function": {"name": "forecast", "description": "The weather.", "parameters": SCHEMA}}
RESPONSES_TOOL = {"type": "function", "name": "forecast", "description": "The weather.", "parameters": SCHEMA, "strict": False}
MESSAGES_TOOL = {"name": "forecast", "description": "The weather.", "input_schema": SCHEMA}


def open_ai(retries=0, **options):
    return openai.OpenAI(api_key="key", base_url=f"{ADDRESS}/v1", max_retries=retries, **options)


def claude(retries=0, **options):
    return anthropic.Anthropic(api_key="key", base_url=ADDRESS, max_retries=retries, **options)


def fault(name):
    return {"x-fake-fault": name}


def chat(client, **options):
    return client.chat.completions.create(**{"model": "fast-coder", "messages": ASKED, **options})


def respond(client, **options):
    return client.responses.create(**{"model": "fast-coder", "input": PARIS, **options})


def message(client, **options):
    return client.messages.create(**{"model": "fast-coder", "messages": ASKED, "max_tokens": 100, **options})


def check_chat():
    answer = chat(open_ai())
    text = answer.choices[0].message.content
    assert answer.choices[0].finish_reason == "stop" and text
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens
    chunks = list(chat(open_ai(), stream=True, stream_options={"include_usage": True}))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks[:-1]) == text
    assert chunks[-1].choices == [] and chunks[-1].usage == answer.usage
    assert all(chunk.choices for chunk in chat(open_ai(), stream=True)), "usage that nobody asked for"
    cut = chat(open_ai(), model="slow-generalist", max_completion_tokens=4).choices[0]
    assert cut.finish_reason == "length" and cut.message.content == "Let us take it"
    assert chat(open_ai(), model="slow-generalist", stop=["take"]).choices[0].message.content == "Let us "


def check_chat_tools():
    calling = chat(open_ai(), tools=[CHAT_TOOL]).choices[0]
    assert calling.finish_reason == "tool_calls"
    call = calling.message.tool_calls[0]
    assert call.function.name == "forecast" and json.loads(call.function.arguments) == {"city": PARIS[:40], "days": 1}
    parts = [chunk.choices[0] for chunk in chat(open_ai(), tools=[CHAT_TOOL], stream=True)]
    calls = [call for part in parts for call in part.delta.tool_calls or []]
    assert calls[0].id == call.id and "".join(part.function.arguments for part in calls) == call.function.arguments
    assert parts[-1].finish_reason == "tool_calls"
    result = {"role": "tool", "tool_call_id": call.id, "content": "sun"}
    again = chat(open_ai(), tools=[CHAT_TOOL], messages=[*ASKED, calling.message.model_dump(include={"role", "tool_calls"}), result])
    assert again.choices[0].message.content == "The tool returned: sun"
    assert chat(open_ai(), tools=[CHAT_TOOL], tool_choice="none").choices[0].finish_reason == "stop"


def check_responses():
    answer = respond(open_ai(), instructions="Be brief.")
    assert answer.status == "completed" and answer.output_text == chat(open_ai()).choices[0].message.content
    events = list(respond(open_ai(), stream=True))
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert events[0].type == "response.created" and events[-1].type == "response.completed"
    assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == answer.output_text
    assert events[-1].response.usage.output_tokens == answer.usage.output_tokens
    with open_ai().responses.stream(model="fast-coder", input=PARIS) as stream:
        assert stream.get_final_response().output_text == answer.output_text
    cut = respond(open_ai(), model="slow-generalist", max_output_tokens=4)
    assert cut.status == "incomplete" and cut.incomplete_details.reason == "max_output_tokens"
    calling = respond(open_ai(), tools=[RESPONSES_TOOL]).output[0]
    assert calling.type == "function_call" and json.loads(calling.arguments) == {"city": PARIS[:40], "days": 1}
    done = [event for event in respond(open_ai(), tools=[RESPONSES_TOOL], stream=True) if event.type == "response.output_item.done"]
    assert done[0].item.arguments == calling.arguments
    result = {"type": "function_call_output", "call_id": calling.call_id, "output": "sun"}
    given = [*ASKED, calling.model_dump(exclude_none=True), result]
    assert respond(open_ai(), input=given, tools=[RESPONSES_TOOL]).output_text == "The tool returned: sun"


def check_messages():
    answer = message(claude())
    assert answer.stop_reason == "end_turn" and answer.content[0].text == chat(open_ai()).choices[0].message.content
    with claude().messages.stream(model="fast-coder", messages=ASKED, max_tokens=100) as stream:
        streamed = stream.get_final_message()
    assert streamed.content[0].text == answer.content[0].text and streamed.usage == answer.usage
    kinds = [event.type for event in message(claude(), stream=True)]
    assert kinds[0] == "message_start" and kinds[-2:] == ["message_delta", "message_stop"], kinds
    assert claude().messages.count_tokens(model="fast-coder", messages=ASKED).input_tokens == answer.usage.input_tokens
    cut = message(claude(), model="slow-generalist", max_tokens=4)
    assert cut.stop_reason == "max_tokens" and cut.usage.output_tokens == 4
    stopped = message(claude(), model="slow-generalist", stop_sequences=["take"], system="Be brief.")
    assert stopped.stop_reason == "stop_sequence" and stopped.stop_sequence == "take"
    calling = message(claude(), tools=[MESSAGES_TOOL])
    assert calling.stop_reason == "tool_use" and calling.content[0].input == {"city": PARIS[:40], "days": 1}
    with claude().messages.stream(model="fast-coder", messages=ASKED, max_tokens=100, tools=[MESSAGES_TOOL]) as stream:
        assert stream.get_final_message().content[0].input == calling.content[0].input
    result = {"type": "tool_result", "tool_use_id": calling.content[0].id, "content": "sun"}
    turns = [*ASKED, {"role": "assistant", "content": calling.content}, {"role": "user", "content": [result]}]
    assert message(claude(), messages=turns, tools=[MESSAGES_TOOL]).content[0].text == "The tool returned: sun"


def check_models():
    names = [entry.id for entry in open_ai().models.list()]
    assert "fast-coder" in names and names == [entry.id for entry in claude().models.list()]
    assert open_ai().models.retrieve("judge").id == claude().models.retrieve("judge").id == "judge"


def check_errors():
    """Each failure in each protocol is of the class that the client documents."""
    classes = {
        "400": "BadRequestError",
        "401": "AuthenticationError",
        "403": "PermissionDeniedError",
        "404": "NotFoundError",
        "409": "ConflictError",
        "422": "UnprocessableEntityError",
        "429": "RateLimitError",
        "500": "InternalServerError",
        "503": "InternalServerError",
        "529": "InternalServerError",
        "context": "BadRequestError",
        "reset": "APIConnectionError",
        "cut": "APIConnectionError",
        "slow": "APITimeoutError",
        "hang": "APITimeoutError",
    }
    for name, kind in classes.items():
        for ask in [chat, respond]:
            expect(getattr(openai, kind), ask, open_ai(timeout=0.5), extra_headers=fault(name))
        # Anthropic's client has narrower classes for some statuses.
        expect(getattr(anthropic, kind), message, claude(timeout=0.5), extra_headers=fault(name))
    expect(openai.AuthenticationError, chat, open_ai(), extra_headers={"Authorization": ""})
    expect(anthropic.AuthenticationError, message, claude(), extra_headers={"Authorization": anthropic.Omit()})
    expect(openai.NotFoundError, chat, open_ai(), model="nobody")
    expect(anthropic.NotFoundError, message, claude(), model="nobody")
    quota = expect(openai.RateLimitError, chat, open_ai(), extra_headers=fault("quota"))
    assert quota.code == "insufficient_quota" and "retry-after" not in quota.response.headers
    limited = expect(anthropic.RateLimitError, message, claude(), extra_headers=fault("429"))
    assert limited.body["error"]["type"] == "rate_limit_error" and limited.response.headers["retry-after-ms"] == "50"
    overloaded = expect(anthropic.InternalServerError, message, claude(), extra_headers=fault("overloaded"))
    assert overloaded.status_code == 529 and overloaded.body["error"]["type"] == "overloaded_error"
    # The clients try again by themselves, and then succeed.
    for ask, client in [(chat, open_ai), (respond, open_ai), (message, claude)]:
        for name in ["429:2", "overloaded:2", "reset:1"]:
            prompt = [{"role": "user", "content": f"{PARIS} {ask.__name__} {name}"}]
            key = "input" if ask is respond else "messages"
            assert ask(client(retries=3), **{key: prompt}, extra_headers=fault(name)).id


def check_streams_that_fail():
    for ask, client in [(chat, open_ai()), (respond, open_ai()), (message, claude())]:
        expect((openai.APIConnectionError, anthropic.APIConnectionError, Exception), read, ask, client, "cut")
    expect(openai.APIError, read, chat, open_ai(), "error")
    failed = expect(anthropic.APIStatusError, read, message, claude(), "error")
    assert failed.body["error"]["type"] == "overloaded_error"
    assert [event.type for event in respond(open_ai(), stream=True, extra_headers=fault("error"))][-1] == "error"


def check_filters():
    def finish(name):
        return {"extra_headers": fault(name), "model": "slow-generalist"}

    assert chat(open_ai(), **finish("filter")).choices[0].finish_reason == "content_filter"
    assert chat(open_ai(), **finish("refusal")).choices[0].message.refusal
    held = respond(open_ai(), **finish("filter"))
    assert held.status == "incomplete" and held.incomplete_details.reason == "content_filter"
    assert respond(open_ai(), **finish("refusal")).output[0].content[0].type == "refusal"
    kinds = [event.type for event in respond(open_ai(), stream=True, **finish("refusal"))]
    assert "response.refusal.delta" in kinds
    assert message(claude(), **finish("filter")).stop_reason == message(claude(), **finish("refusal")).stop_reason == "refusal"


def check_log():
    """The log counts answers that went out twice, and not those that failed."""
    before = counts()
    for _ in range(3):
        chat(open_ai(), messages=[{"role": "user", "content": "Count me."}])
    expect(openai.RateLimitError, chat, open_ai(), messages=[{"role": "user", "content": "Not me."}], extra_headers=fault("429"))
    after = counts()
    assert after["requests"] - before["requests"] == 4 and after["delivered"] - before["delivered"] == 3
    assert after["delivered_again"] - before["delivered_again"] == 2


def check_requests():
    """The clients' own requests are of the clients' types, and a wrong one is not."""
    paths = ["/v1/chat/completions", "/v1/responses", "/v1/messages", "/v1/messages/count_tokens"]
    sent = [(path, body) for path, body in recorded(sys.argv[2]) if path in paths]
    assert {path for path, _ in sent} == set(paths)
    assert validate_requests(sent) == []
    for path, body in [
        (paths[0], {"model": "m", "messages": ASKED, "max_token": 3}),
        (paths[0], {"model": "m", "messages": [{"role": "user", "content": [{"type": "txt", "text": "a"}]}]}),
        (paths[1], {"model": "m", "input": PARIS, "max_output_tokens": "3"}),
        (paths[2], {"model": "m", "messages": ASKED}),
    ]:
        assert validate_requests([(path, body)]), body


def read(ask, client, name):
    return list(ask(client, stream=True, extra_headers=fault(name)))


def counts():
    with urllib.request.urlopen(f"{ADDRESS}/fake/log") as answer:
        return json.load(answer)


def expect(kind, call, *values, **options):
    """The error of a call, which is of a kind."""
    try:
        call(*values, **options)
    except kind as error:
        return error
    raise AssertionError(f"{call.__name__} {values} {options}: no {kind}")


def main():
    checks = [value for name, value in globals().items() if name.startswith("check_")]
    for check in checks:
        check()
        print(f"{check.__name__.removeprefix('check_').replace('_', ' ')}: holds")
    print(f"{len(checks)} checks hold for openai {openai.__version__} and anthropic {anthropic.__version__}")


main()
