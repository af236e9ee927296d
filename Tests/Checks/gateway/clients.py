"""Real clients, with nothing but their base URL changed: openai, anthropic, litellm and llm, against the provider of the tests."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import anthropic
import openai

from checking import check, expect, expect_equal
from gateway import ROOT, Gateway, configuration, shared

ASKED = [{"role": "user", "content": "Which river flows through Paris? Answer with the name alone."}]
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}, "required": ["city", "days"]}
CHAT_TOOL = {"type": "function", "function": {"name": "forecast", "description": "The weather.", "parameters": SCHEMA}}
RESPONSES_TOOL = {"type": "function", "name": "forecast", "description": "The weather.", "parameters": SCHEMA, "strict": False}
MESSAGES_TOOL = {"name": "forecast", "description": "The weather.", "input_schema": SCHEMA}


class Provider:
    """Tests/FakeProvider with the router's models."""

    tls = None

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-B",
                str(ROOT / "Tests/FakeProvider/fake_provider.py"),
                "--port",
                "0",
                "--speed",
                "inf",
                "--until-eof",
                *arguments,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.port = int(self.process.stdout.readline().decode().rsplit(":", 1)[1])


def place():
    def make():
        provider = Provider()
        settings = configuration(provider, aliases={"gpt-*": "pointsman", "claude-*": "pointsman"})
        settings["models"]["chatgpt-5.5"]["model"] = "fast-coder"
        settings["models"]["codex-5.3-spark"]["model"] = "slow-generalist"
        settings["models"]["named"]["model"] = "fast-coder"
        return Gateway(settings), provider

    return shared("clients", make)[0]


def open_ai(gateway=None, retries=0, **options):
    return openai.OpenAI(api_key="key", base_url=f"{(gateway or place()).url}/v1", max_retries=retries, **options)


def claude(gateway=None, retries=0, **options):
    return anthropic.Anthropic(api_key="key", base_url=(gateway or place()).url, max_retries=retries, **options)


def chat(client, **options):
    return client.chat.completions.create(**{"model": "pointsman", "messages": ASKED, **options})


@check("openai, chat: answers, streams, the tokens where they were asked for and not elsewhere")
def openai_chat():
    client = open_ai()
    answer = chat(client)
    text = answer.choices[0].message.content
    expect(text and answer.choices[0].finish_reason == "stop", f"{answer}")
    expect("".join(chunk.choices[0].delta.content or "" for chunk in chat(client, stream=True)) == text, "the stream's text")
    chunks = list(chat(client, stream=True, stream_options={"include_usage": True}))
    expect(chunks[-1].choices == [] and chunks[-1].usage == answer.usage, f"{chunks[-1]}")
    raw = client.chat.completions.with_raw_response.create(model="pointsman/most-likely", messages=ASKED)
    expect(raw.headers["x-pointsman-decision"].startswith("dec_") and raw.parse().choices, f"{raw.headers}")
    expect_equal(raw.headers["x-pointsman-policy"], "most-likely", "policy")
    named = client.chat.completions.with_raw_response.create(model="named", messages=ASKED)
    expect_equal((named.parse().model, named.headers["x-pointsman-model"]), ("fast-coder", "named"), "the named model")
    with client.chat.completions.with_streaming_response.create(model="pointsman", messages=ASKED, stream=True) as response:
        expect(b"".join(response.iter_bytes()).endswith(b"data: [DONE]\n\n"), "the bytes' end")


@check("openai, chat: a tool is called, streamed and not, and its result goes to the same model")
def openai_tools():
    client = open_ai()
    raw = client.chat.completions.with_raw_response.create(model="pointsman", messages=ASKED, tools=[CHAT_TOOL])
    calling = raw.parse().choices[0]
    call = calling.message.tool_calls[0]
    expect_equal((calling.finish_reason, call.function.name), ("tool_calls", "forecast"), "the call")
    parts = [chunk.choices[0] for chunk in chat(client, tools=[CHAT_TOOL], stream=True)]
    arguments = "".join(part.function.arguments for chunk in parts for part in chunk.delta.tool_calls or [])
    expect_equal(arguments, call.function.arguments, "the arguments, streamed")
    result = {"role": "tool", "tool_call_id": call.id, "content": "sun"}
    messages = [*ASKED, calling.message.model_dump(include={"role", "tool_calls"}), result]
    again = client.chat.completions.with_raw_response.create(model="pointsman", messages=messages, tools=[CHAT_TOOL])
    expect_equal(again.parse().choices[0].message.content, "The tool returned: sun", "the answer to the result")
    expect_equal(again.headers["x-pointsman-model"], raw.headers["x-pointsman-model"], "the model of the tool's turn")


@check("openai, responses: answers, streams, tools and successors")
def openai_responses():
    client = open_ai()
    answer = client.responses.create(model="pointsman", input=ASKED[0]["content"], instructions="Be brief.")
    expect(answer.status == "completed" and answer.output_text, f"{answer}")
    events = list(client.responses.create(model="pointsman", input=ASKED[0]["content"], instructions="Be brief.", stream=True))
    expect_equal(events[-1].type, "response.completed", "the last event")
    expect_equal(events[-1].response.output_text, answer.output_text, "the stream's text")
    calling = client.responses.create(model="pointsman", input=ASKED[0]["content"], tools=[RESPONSES_TOOL])
    expect(any(item.type == "function_call" for item in calling.output), f"{calling.output}")
    with client.responses.stream(model="pointsman", input="hello") as streamed:
        expect_equal(streamed.get_final_response().status, "completed", "the helper's answer")


@check("anthropic, messages: answers, the streaming helper, tools and their results")
def anthropic_messages():
    client = claude()
    answer = client.messages.create(model="pointsman", messages=ASKED, max_tokens=100)
    text = answer.content[0].text
    expect(text and answer.stop_reason and answer.usage.output_tokens, f"{answer}")
    with client.messages.stream(model="pointsman", messages=ASKED, max_tokens=100) as streamed:
        expect_equal("".join(streamed.text_stream), text, "the stream's text")
        expect_equal(streamed.get_final_message().usage.output_tokens, answer.usage.output_tokens, "tokens")
    calling = client.messages.create(model="pointsman", messages=ASKED, max_tokens=100, tools=[MESSAGES_TOOL])
    use = next(block for block in calling.content if block.type == "tool_use")
    result = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": use.id, "content": "sun"}]}
    history = [*ASKED, {"role": "assistant", "content": [block.model_dump() for block in calling.content]}, result]
    again = client.messages.create(model="pointsman", messages=history, max_tokens=100, tools=[MESSAGES_TOOL])
    expect("sun" in again.content[0].text, f"{again}")
    expect(
        client.beta.messages.create(model="pointsman", messages=ASKED, max_tokens=9, betas=["context-1m-2025-08-07"]).content,
        "beta",
    )
    expect(client.messages.create(model="claude-sonnet-4-5", messages=ASKED, max_tokens=9).content, "an alias")


@check("anthropic, count_tokens")
def count_tokens():
    counted = claude().messages.count_tokens(model="pointsman", messages=ASKED)
    expect(counted.input_tokens > 0, f"{counted}")


@check("both list models: pointsman, its policies and the named ones")
def models():
    names = [model.id for model in open_ai().models.list()]
    expect({"pointsman", "pointsman/most-likely", "named"} <= set(names), f"{names}")
    expect_equal(open_ai().models.retrieve("pointsman").id, "pointsman", "one model")
    try:
        open_ai().models.retrieve("none")
    except openai.NotFoundError:
        pass
    else:
        raise AssertionError("a model that is not there was found")
    expect("pointsman" in [model.id for model in claude().models.list()], "Anthropic's list")


@check("twelve clients of both kinds at once, streams among them, get their own answers")
def at_once():
    faults = []

    def one(index):
        try:
            text = f"question number {index}: what is {index} + {index}?"
            asked = [{"role": "user", "content": text}]
            for _ in range(4):
                if index % 2:
                    whole = chat(open_ai(), messages=asked, model="named").choices[0].message.content
                    parts = "".join(
                        chunk.choices[0].delta.content or ""
                        for chunk in chat(open_ai(), messages=asked, model="named", stream=True)
                    )
                else:
                    whole = claude().messages.create(model="named", messages=asked, max_tokens=200).content[0].text
                    with claude().messages.stream(model="named", messages=asked, max_tokens=200) as streamed:
                        parts = "".join(streamed.text_stream)
                expect_equal(parts, whole, f"client {index}")
        except Exception as error:  # noqa: BLE001, counted below
            faults.append(repr(error))

    threads = [threading.Thread(target=one, args=(index,)) for index in range(12)]
    place()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expect_equal(faults, [], "faults")


LITELLM = """
import json, sys
import litellm
litellm.telemetry = False
url, asked = sys.argv[1], [{"role": "user", "content": "Which river flows through Paris?"}]
tool = json.loads(sys.argv[2])
found = {}
chat = dict(model="openai/pointsman", api_base=url + "/v1", api_key="key", messages=asked, num_retries=0)
claude = dict(model="anthropic/claude-sonnet-4-5", api_base=url, api_key="key", messages=asked, max_tokens=50, num_retries=0)
for name, options in (("openai", chat), ("anthropic", claude)):
    whole = litellm.completion(**options).choices[0].message.content
    parts = "".join(chunk.choices[0].delta.content or "" for chunk in litellm.completion(**options, stream=True))
    found[name] = bool(whole) and whole == parts
    found[name + " tools"] = litellm.completion(**options, tools=[tool]).choices[0].message.tool_calls[0].function.name
try:
    litellm.completion(**{**chat, "model": "openai/none"})
except litellm.NotFoundError:
    found["error"] = "NotFoundError"
print(json.dumps(found))
"""


@check("litellm as a client, of both protocols")
def litellm():
    tool = json.dumps(CHAT_TOOL)
    # Its list of prices is within the package; without this it would ask for a newer one.
    environment = {**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True", "DO_NOT_TRACK": "1"}
    done = subprocess.run(
        [sys.executable, "-c", LITELLM, place().url, tool], capture_output=True, text=True, timeout=90, env=environment
    )
    expect(done.returncode == 0, done.stderr[-600:])
    wanted = {
        "openai": True,
        "openai tools": "forecast",
        "anthropic": True,
        "anthropic tools": "forecast",
        "error": "NotFoundError",
    }
    expect_equal(json.loads(done.stdout.strip().splitlines()[-1]), wanted, "litellm's findings")


@check("llm, a tool of the command line, with only its base URL changed")
def llm():
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "LLM_USER_PATH": folder, "OPENAI_API_KEY": "key", "OPENAI_BASE_URL": f"{place().url}/v1"}
        program = str(Path(sys.executable).parent / "llm")
        texts = []
        for options in ([], ["--no-stream"]):
            done = subprocess.run(
                [program, "-m", "gpt-4o-mini", *options, "Which river flows through Paris?"],
                capture_output=True,
                text=True,
                timeout=60,
                env=environment,
                stdin=subprocess.DEVNULL,
            )
            expect(done.returncode == 0 and done.stdout.strip(), f"{done.stdout[-300:]} {done.stderr[-300:]}")
            texts.append(done.stdout.strip())
        expect_equal(texts[0], texts[1], "streamed and not")
        done = subprocess.run(
            [program, "-m", "gpt-4o-mini", "-c", "And through Rome?"],
            capture_output=True,
            text=True,
            timeout=60,
            env=environment,
            stdin=subprocess.DEVNULL,
        )
        expect(done.returncode == 0, f"a second turn: {done.stderr[-300:]}")
