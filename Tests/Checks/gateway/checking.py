"""The list of checks, and the words that they are written in."""

import collections
import time

Entry = collections.namedtuple("Entry", "part sentence function is_long")
CHECKS = []


def check(sentence, long=False):
    """Marks a function as a check. A long one runs with --full alone. What it returns is printed behind its line."""

    def add(function):
        CHECKS.append(Entry(function.__module__, sentence, function, long))
        return function

    return add


def expect(condition, message):
    """Fails with the message unless the condition holds."""
    if not condition:
        raise AssertionError(message)


def expect_equal(found, wanted, what):
    expect(found == wanted, f"{what}: found {shortened(found)}, expected {shortened(wanted)}")


def shortened(value):
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:150]}… ({len(text)} characters)"


def wait_until(condition, seconds, what):
    """Waits for a condition; returns the seconds that it took."""
    start = time.monotonic()
    while not condition():
        expect(time.monotonic() - start < seconds, f"after {seconds} s still not: {what}")
        time.sleep(0.005)
    return time.monotonic() - start
