"""Failures on demand: which request fails, and how."""

from asking import APIError, draw

# What a request may meet beside a status: a slow first byte, no answer at all, a connection closed before the answer or half-way
# through it, an error within the stream, an answer held back by a filter, a refusal, an empty account, and too long a prompt.
NAMED = ["slow", "hang", "reset", "cut", "error", "filter", "refusal", "quota", "context", "overloaded"]
MESSAGES = {
    400: "The request is not valid.",
    401: "Incorrect API key provided.",
    403: "Your API key does not have permission to use the specified resource.",
    404: "The requested resource could not be found.",
    408: "The request timed out.",
    409: "The request conflicts with another one.",
    413: "Request exceeds the maximum allowed number of bytes.",
    422: "The request could not be processed.",
    429: "Rate limit reached. Please try again later.",
    500: "The server had an error while processing your request.",
    502: "Bad gateway.",
    503: "The engine is currently overloaded, please try again later.",
    504: "The request timed out at the server.",
    529: "Overloaded",
}


def check(name):
    """The name of a fault, if it is one."""
    if name in NAMED or name.isdigit() and int(name) in MESSAGES:
        return name
    raise ValueError(f"no fault {name!r}; the faults are {', '.join([*map(str, MESSAGES), *NAMED])}")


def parse_rates(text):
    """The rates of `429:0.05,cut:0.01`, each in [0, 1], at most 1 in all."""
    rates = []
    for entry in filter(None, text.split(",")):
        name, _, rate = entry.partition(":")
        try:
            rates.append((check(name.strip()), float(rate)))
        except ValueError as error:
            raise ValueError(f"--fail {entry}: {error}; write it as NAME:RATE") from None
        if not 0 <= rates[-1][1] <= 1:
            raise ValueError(f"--fail {entry}: a rate is between 0 and 1")
    if sum(rate for _, rate in rates) > 1 + 1e-9:
        raise ValueError("--fail: the rates add up to more than 1")
    return rates


def choose(rates, header, key, attempt, seed):
    """The fault of a request, or None. `x-fake-fault: NAME` is for this request, and `NAME:2` for its first two attempts.

    The draw is of the request (model and prompt) and the number of the attempt, so that it does not depend on the order of arrival.
    """
    if header:
        name, _, times = header.partition(":")
        try:
            return check(name.strip()) if not times or attempt <= int(times) else None
        except ValueError as error:
            raise APIError(400, f"x-fake-fault: {error}") from None
    left = draw(seed, "fault", key, attempt)
    for name, rate in rates:
        if left < rate:
            return name
        left -= rate
    return None


def failure(fault, anthropic):
    """The error that a fault is in a protocol, or None if the fault is not an answer with an error's status."""
    if fault == "overloaded":
        fault = "529" if anthropic else "503"
    if fault == "quota":
        if anthropic:
            return APIError(400, "Your credit balance is too low to access the API. Please go to Plans & Billing.")
        message = "You exceeded your current quota, please check your plan and billing details."
        return APIError(429, message, "insufficient_quota", kind="insufficient_quota")
    if fault == "context":
        if anthropic:
            return APIError(400, "prompt is too long: 200001 tokens > 200000 maximum")
        message = "Your input exceeds the context window of this model. Please adjust your input and try again."
        return APIError(400, message, "context_length_exceeded", "messages")
    return APIError(int(fault), MESSAGES[int(fault)]) if fault and fault.isdigit() else None
