"""The rules by which a router chooses."""

from __future__ import annotations

import ctypes
import json
import weakref
from typing import Any, Dict, Mapping, Optional, Sequence, Union

from ._library import check, library

#: USD a million tokens: {"model": {"input": 1.25, "output": 10}}.
Prices = Mapping[str, Mapping[str, float]]
#: A policy as a policy file has it: {"choose": "most_likely", "allowed": ["small"]}.
Rules = Mapping[str, Any]


class Policy:
    """Rules checked against one router, for any number of prompts and threads. `Router.policy` makes it.

    A copy is the policy itself. It cannot be pickled.
    """

    def __init__(self, router: Any, rules: Union[str, Rules], prices: Optional[Prices]) -> None:
        handle = ctypes.c_void_p()
        make = library().pm_policy_named if isinstance(rules, str) else library().pm_policy_json
        text = rules if isinstance(rules, str) else _json(rules)
        if "\0" in text:
            raise ValueError("a policy's name has no NUL")
        list_text = None if prices is None else _json(prices).encode()
        check(make(router._handle, text.encode(), list_text, ctypes.byref(handle)))
        self._handle = handle
        self._finalizer = weakref.finalize(self, library().pm_policy_free, handle)
        self._finalizer.atexit = False
        self._router = router
        self._name = text

    def __copy__(self) -> Policy:
        return self

    def __deepcopy__(self, memo: Dict[int, Any]) -> Policy:
        return self

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError("a Policy cannot be pickled: pass its rules, and make it from a Router there")

    def __repr__(self) -> str:
        return f"<Policy {self._name} of {self._router!r}>"


def rules_of(
    *,
    threshold: Optional[float],
    willingness_to_pay: Optional[float],
    willingness_to_wait: Optional[float],
    willingness_to_wait_for_first_token: Optional[float] = None,
    quality: Optional[float],
    maximum_cost: Optional[float],
    maximum_latency: Optional[float] = None,
    maximum_first_token: Optional[float] = None,
    allow: Optional[Sequence[str]],
    guard: bool,
    default: Optional[str],
) -> Dict[str, Any]:
    """The rules that these options make, as a policy file has them; empty for the defaults."""
    worth = {
        key: float(value)
        for key, value in (
            ("usd", willingness_to_pay),
            ("seconds", willingness_to_wait),
            ("first_token_seconds", willingness_to_wait_for_first_token),
        )
        if value is not None
    }
    ways: Dict[str, Any] = {}
    if threshold is not None:
        ways["threshold"] = float(threshold)
    if quality is not None:
        ways["quality"] = float(quality)
    if worth:
        ways["worth"] = worth
    if len(ways) > 1:
        raise ValueError("threshold, quality and willingness_to_pay (or _to_wait) exclude each other")
    if isinstance(allow, str):
        raise TypeError("allow is a sequence of models' names, not one string")
    rules: Dict[str, Any] = {"choose": ways} if ways else {}
    for key, bound in (
        ("maximum_cost", maximum_cost),
        ("maximum_latency", maximum_latency),
        ("maximum_first_token", maximum_first_token),
    ):
        if bound is not None:
            rules[key] = float(bound)
    if allow is not None:
        rules["allowed"] = list(allow)
    if guard:
        rules["guard"] = True
    if default is not None:
        rules["default"] = default
    return rules


def _json(value: Any) -> str:
    """JSON that the library reads: no NaN and no Infinity."""
    try:
        return json.dumps(value, allow_nan=False, sort_keys=True)
    except ValueError:
        raise ValueError("a number of the rules or prices is not finite") from None
