"""Errors: real clients raise the classes that they raise without the gateway."""

import anthropic
import openai

from checking import check, expect, expect_equal
from clients import ASKED, chat, claude, open_ai
from gateway import Gateway, configuration
from upstream import Upstream, failing, in_turn, stream
from upstream import chat as whole


def raises(kind, function, what, body=None):
    try:
        function()
    except kind as error:
        expect(type(error) is kind, f"{what}: {type(error).__name__}, expected {kind.__name__}")
        if body is not None:
            expect(body in str(error), f"{what}: {body!r} is not in {error}")
    except Exception as error:  # noqa: BLE001, another class is the fault
        raise AssertionError(f"{what}: {type(error).__name__}: {error}, expected {kind.__name__}") from None
    else:
        raise AssertionError(f"{what}: no error, expected {kind.__name__}")


def errors_of_status(call):
    """An error of the status that the model's name has, in the provider's form."""
    status = int(call.json["model"].split("-")[1])
    message = f"the provider says {status}"
    if "/messages" in call.path:
        call.reply(
            status,
            {"type": "error", "error": {"type": "api_error", "message": message}, "request_id": "req_1"},
            [("request-id", "req_1")],
        )
    else:
        call.reply(status, {"error": {"message": message, "type": "x", "param": None, "code": None}}, [("x-request-id", "req_1")])


STATUSES = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
    500: "InternalServerError",
    503: "InternalServerError",
}


@check("errors of the provider raise the classes that they raise without the gateway, with the provider's words")
def provider_errors():
    with Upstream(errors_of_status) as upstream:
        settings = configuration(upstream, fallbacks={"attempts": 1})
        settings["models"].update({f"status-{status}": {"upstream": "one"} for status in STATUSES})
        with Gateway(settings) as gateway:
            for status, name in STATUSES.items():
                model, words = f"status-{status}", f"the provider says {status}"
                raises(getattr(openai, name), lambda model=model: chat(open_ai(gateway), model=model), f"chat {status}", words)
                raises(
                    getattr(openai, name), lambda model=model: list(chat(open_ai(gateway), model=model, stream=True)), f"stream {status}", words
                )
                raises(
                    getattr(openai, name),
                    lambda model=model: open_ai(gateway).responses.create(model=model, input="x"),
                    f"responses {status}",
                    words,
                )
                kind = (
                    anthropic.ServiceUnavailableError
                    if status == 503 and hasattr(anthropic, "ServiceUnavailableError")
                    else getattr(anthropic, name)
                )
                raises(
                    kind,
                    lambda model=model: claude(gateway).messages.create(model=model, messages=ASKED, max_tokens=5),
                    f"messages {status}",
                    words,
                )


@check("errors of the gateway raise the right classes: key, policy, model, body, size, rate, upstream down, time-out")
def own_errors():
    upstream = Upstream()
    keys = [
        {"name": "a", "env": "A"},
        {"name": "slow", "env": "B", "rate": "1/min"},
        {"name": "none", "env": "C", "pass_models": False, "policies": ["most-likely"]},
    ]
    settings = configuration(
        upstream,
        keys=keys,
        limits={"body": "20KB"},
        fallbacks={"attempts": 1},
        upstream_settings={"timeouts": {"first_byte": "300ms"}},
    )
    with Gateway(settings, {"A": "ka", "B": "kb", "C": "kc"}) as gateway:

        def with_keys(key):
            return (
                openai.OpenAI(api_key=key, base_url=f"{gateway.url}/v1", max_retries=0),
                anthropic.Anthropic(api_key=key, base_url=gateway.url, max_retries=0),
            )

        def both(key, kinds, what, **options):
            one, two = with_keys(key)
            raises(kinds[0], lambda: chat(one, **options), f"openai, {what}")
            raises(
                kinds[1],
                lambda: two.messages.create(**{"model": "pointsman", "messages": ASKED, "max_tokens": 5, **options}),
                f"anthropic, {what}",
            )

        both("wrong", (openai.AuthenticationError, anthropic.AuthenticationError), "a wrong key")
        both("ka", (openai.NotFoundError, anthropic.NotFoundError), "a model that is not there", model="none")
        both("ka", (openai.BadRequestError, anthropic.BadRequestError), "a body without a model", model=None)
        large = [{"role": "user", "content": "x" * 30_000}]
        both(
            "ka",
            (
                openai.APIStatusError,
                anthropic.RequestTooLargeError if hasattr(anthropic, "RequestTooLargeError") else anthropic.APIStatusError,
            ),
            "a body too long",
            messages=large,
        )
        chat(with_keys("kb")[0])
        both("kb", (openai.RateLimitError, anthropic.RateLimitError), "a rate")
        upstream.answer = lambda call: call.time_of_close(2)
        late = (openai.InternalServerError, getattr(anthropic, "DeadlineExceededError", anthropic.InternalServerError))
        both("ka", late, "an upstream that is late", model="named")
        upstream.close()
        upstream.answer = lambda call: call.hang_up()
        both("ka", (openai.InternalServerError, anthropic.InternalServerError), "an upstream that is down", model="named")


@check("a client's own time-out, and an error within a stream, raise as without the gateway")
def late_errors():
    def slow(call):
        call.time_of_close(3)
        call.ends = True

    def dies(call):
        stream(2, 0, tail=False)(call)
        call.hang_up()

    with Upstream(slow) as upstream, Gateway(configuration(upstream)) as gateway:
        raises(openai.APITimeoutError, lambda: chat(open_ai(gateway, timeout=0.3)), "openai's time-out")
        raises(
            anthropic.APITimeoutError,
            lambda: claude(gateway, timeout=0.3).messages.create(model="pointsman", messages=ASKED, max_tokens=5),
            "anthropic's",
        )
        upstream.answer = dies
        raises(openai.APIError, lambda: list(chat(open_ai(gateway), stream=True)), "a stream that broke off", "closed")


@check("the clients' own retries do not multiply with the gateway's: an upstream that fails once is asked twice")
def retries():
    with Upstream(in_turn(failing(503, [("retry-after-ms", 10)]), whole)) as upstream, Gateway(configuration(upstream)) as gateway:
        chat(open_ai(gateway, retries=2), model="named")
        expect_equal(len(upstream.calls), 2, "calls")
