"""Routers and their decisions."""

from __future__ import annotations

import ctypes
import json
import os
import weakref
from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple, Union

from ._library import JSON, MOST_LIKELY, TEXT, Options, check, library, taken
from .policy import Policy, Prices, Rules, rules_of

#: One turn: {"role": "user", "content": "…"}.
Message = Mapping[str, str]
#: Turns, oldest first, as chat interfaces have them; or the whole request that a provider takes.
Conversation = Union[Sequence[Message], Mapping[str, Any]]
#: Numbers that go with a prompt, as the line of a request has them: {"values": […], "name": "…"} or the values alone.
Vector = Union[Sequence[float], Mapping[str, Any]]


@dataclass(frozen=True)
class Decision:
    """Where a prompt goes, and on what grounds."""

    #: The chosen model.
    model: str
    #: For every model its probability.
    probabilities: Dict[str, float]
    #: By how much the model beats the next best, in what the policy compares.
    margin: float
    #: USD, the chosen model's forecast; None where costs are not known.
    expected_cost: Optional[float]
    #: One clause in words.
    reason: str
    #: The rule that decided: "objective", "override", "guard", "stays" or, of a prompt without text, "default".
    rule: str = "objective"
    #: The calibration error of the margin, the two models' errors taken as independent; None where it is not known.
    margin_error: Optional[float] = None
    #: For every model the calibration error of probabilities like its own; None where it is not known.
    calibration_errors: Dict[str, Optional[float]] = field(default_factory=dict)
    #: For every model USD, as forecast for this prompt; None where costs are not known.
    costs: Dict[str, Optional[float]] = field(default_factory=dict)
    #: For every model seconds, as forecast for this prompt; None where they are not known.
    latencies: Dict[str, Optional[float]] = field(default_factory=dict)
    #: For every model seconds until the first token, as forecast for this prompt; None where they are not known.
    first_token_times: Dict[str, Optional[float]] = field(default_factory=dict)
    #: For every model tokens a second after the first, as forecast for this prompt; None where they are not known.
    output_speeds: Dict[str, Optional[float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Contribution:
    """One thing about a prompt, and what it adds to every model's logit."""

    #: The part of the prompt: "baseline", "words", "spelling", "form", "meaning", "category", "vector", "neighbours", "tag".
    source: str
    #: A piece of the prompt, or a phrase about it.
    text: str
    #: For every model, in nats of odds.
    logits: Dict[str, float]


@dataclass(frozen=True)
class Explanation:
    """Why a router rates a prompt as it does: for each model the contributions add up to the logit."""

    #: For every model its probability.
    probabilities: Dict[str, float]
    #: For every model its logit.
    logits: Dict[str, float]
    #: The baseline first, then block by block in the order of the text.
    contributions: List[Contribution]
    #: The change that each known tag makes afterwards.
    corrections: List[Contribution]


class Router:
    """A trained router. Immutable; may be used from any number of threads at once, and by forked processes.

    A copy is the router itself. It cannot be pickled: give another process the file's path or its bytes.
    """

    def __init__(self, source: Union[str, "os.PathLike[str]", bytes]) -> None:
        """Opens a router file, given by its path or its bytes, and checks all of it."""
        handle = ctypes.c_void_p()
        if isinstance(source, bytes):
            check(library().pm_open_bytes(source, len(source), ctypes.byref(handle)))
        else:
            path = os.fsencode(source)
            if b"\0" in path:
                raise ValueError("a path has no NUL")
            check(library().pm_open(path, ctypes.byref(handle)))
        self._handle = handle
        self._finalizer = weakref.finalize(self, library().pm_close, handle)
        # At exit other objects may still route; the system takes the memory back.
        self._finalizer.atexit = False
        count = library().pm_model_count(handle)
        #: The models' names, in alphabetical order.
        self.models: Tuple[str, ...] = tuple(library().pm_model_name(handle, k).decode() for k in range(count))
        #: 64 hexadecimal digits that name this very router in a log.
        self.digest: str = library().pm_digest(handle).decode()

    def policy(self, rules: Union[str, Rules], *, prices: Optional[Prices] = None) -> Policy:
        """Rules for `route` and `route_batch`, checked once.

        `rules` is the name of a policy in the router's file, or a policy as a policy file has it:

            router.policy("keep")
            router.policy({"choose": {"worth": {"usd": 0.05}}, "allowed": ["small", "large"], "guard": True})

        `prices` are USD a million tokens by model, in place of the costs recorded in training.
        """
        return Policy(self, rules, prices)

    def route(
        self,
        prompt: Union[str, Conversation],
        *,
        policy: Union[str, Rules, Policy, None] = None,
        threshold: Optional[float] = None,
        willingness_to_pay: Optional[float] = None,
        willingness_to_wait: Optional[float] = None,
        willingness_to_wait_for_first_token: Optional[float] = None,
        quality: Optional[float] = None,
        maximum_cost: Optional[float] = None,
        maximum_latency: Optional[float] = None,
        maximum_first_token: Optional[float] = None,
        allow: Optional[Sequence[str]] = None,
        guard: bool = False,
        default: Optional[str] = None,
        prices: Optional[Prices] = None,
        current: Optional[str] = None,
        tags: Optional[Mapping[str, str]] = None,
        vector: Optional[Vector] = None,
    ) -> Decision:
        """Chooses a model for a prompt or conversation, by default the model of highest probability.

        policy: a policy of the router's file by its name, rules, or what `Router.policy` made: it states all there is to
            state of a choice, but for `prices`.
        threshold: for a router of a weak and a strong model, the strong one where P(strong) − P(weak) is at least this.
        willingness_to_pay, willingness_to_wait, willingness_to_wait_for_first_token: the worth of a success in USD, in
            seconds until the answer is there, and in seconds until its first token is.
        quality: the cheapest model of this probability or more.
        maximum_cost: USD that the answer may be forecast to cost.
        maximum_latency, maximum_first_token: seconds that the answer, and its first token, may be forecast to take.
        allow: the only models to choose among.
        guard: takes `default`, or else the best model in training, where the evidence is weak.
        prices: USD a million tokens by model.
        current: the model that the conversation is with.
        tags, vector: what the caller knows of the prompt, for routers that read it.
        """
        bound = self._bound(
            policy,
            prices,
            rules_of(
                threshold=threshold,
                willingness_to_pay=willingness_to_pay,
                willingness_to_wait=willingness_to_wait,
                willingness_to_wait_for_first_token=willingness_to_wait_for_first_token,
                quality=quality,
                maximum_cost=maximum_cost,
                maximum_latency=maximum_latency,
                maximum_first_token=maximum_first_token,
                allow=allow,
                guard=guard,
                default=default,
            ),
        )
        options, text = _request(prompt, tags, vector)
        _apply(options, bound, current)
        answer = ctypes.c_void_p()
        check(library().pm_route_json(self._handle, text, len(text), options, ctypes.byref(answer)))
        decision = json.loads(taken(answer))
        return Decision(**{name: decision[name] for name in Decision.__dataclass_fields__})

    def probabilities(
        self,
        prompt: Union[str, Conversation],
        *,
        tags: Optional[Mapping[str, str]] = None,
        vector: Optional[Vector] = None,
    ) -> Dict[str, float]:
        """Every model's probability for a prompt or conversation."""
        options, text = _request(prompt, tags, vector)
        values = (ctypes.c_double * len(self.models))()
        check(library().pm_probabilities(self._handle, text, len(text), options, values))
        return dict(zip(self.models, values))

    def explanation(
        self,
        prompt: Union[str, Conversation],
        *,
        tags: Optional[Mapping[str, str]] = None,
        vector: Optional[Vector] = None,
    ) -> Dict[str, Any]:
        """What in a prompt moved every model's logit, as `pointsman explain --json` prints it."""
        options, text = _request(prompt, tags, vector)
        answer = ctypes.c_void_p()
        check(library().pm_explain(self._handle, text, len(text), options, ctypes.byref(answer)))
        return json.loads(taken(answer))

    def explain(
        self,
        prompt: Union[str, Conversation],
        *,
        tags: Optional[Mapping[str, str]] = None,
        vector: Optional[Vector] = None,
    ) -> Explanation:
        """What in a prompt moved every model's logit, as objects."""
        found = self.explanation(prompt, tags=tags, vector=vector)
        return Explanation(
            found["probabilities"],
            found["logits"],
            [Contribution(**entry) for entry in found["contributions"]],
            [Contribution(**entry) for entry in found["corrections"]],
        )

    def route_batch(
        self,
        prompts: Sequence[Union[str, Conversation]],
        *,
        policy: Union[str, Rules, Policy, None] = None,
        threshold: Optional[float] = None,
        willingness_to_pay: Optional[float] = None,
        willingness_to_wait: Optional[float] = None,
        willingness_to_wait_for_first_token: Optional[float] = None,
        quality: Optional[float] = None,
        maximum_cost: Optional[float] = None,
        maximum_latency: Optional[float] = None,
        maximum_first_token: Optional[float] = None,
        allow: Optional[Sequence[str]] = None,
        guard: bool = False,
        default: Optional[str] = None,
        prices: Optional[Prices] = None,
        current: Optional[str] = None,
        budget: Optional[float] = None,
        tags: Optional[Mapping[str, str]] = None,
    ) -> List[str]:
        """Chooses a model for each prompt, in one call without the GIL: other threads go on.

        The options are those of `route`; `tags` go with every prompt. Under `budget` the batch costs at most so many USD,
        spent where they gain most.
        """
        bound = self._bound(
            policy,
            prices,
            rules_of(
                threshold=threshold,
                willingness_to_pay=willingness_to_pay,
                willingness_to_wait=willingness_to_wait,
                willingness_to_wait_for_first_token=willingness_to_wait_for_first_token,
                quality=quality,
                maximum_cost=maximum_cost,
                maximum_latency=maximum_latency,
                maximum_first_token=maximum_first_token,
                allow=allow,
                guard=guard,
                default=default,
            ),
        )
        models, _ = self._batch(prompts, bound, current, budget, tags, with_probabilities=False)
        return [self.models[k] for k in models]

    def probabilities_batch(
        self, prompts: Sequence[Union[str, Conversation]], *, tags: Optional[Mapping[str, str]] = None
    ) -> Any:
        """Every model's probability for each prompt, in one call without the GIL.

        A float64 NumPy array of shape (prompts, models) where NumPy is installed, else a list of lists.
        """
        _, values = self._batch(prompts, None, None, None, tags, with_probabilities=True)
        try:
            import numpy
        except ImportError:
            width = len(self.models)
            return [list(values[k * width : (k + 1) * width]) for k in range(len(prompts))]
        return numpy.frombuffer(values, dtype=numpy.float64).reshape(len(prompts), len(self.models))

    def _batch(
        self,
        prompts: Sequence[Union[str, Conversation]],
        bound: Optional[Policy],
        current: Optional[str],
        budget: Optional[float],
        tags: Optional[Mapping[str, str]],
        with_probabilities: bool,
    ) -> Tuple[Any, Any]:
        if isinstance(prompts, str):
            raise TypeError("a batch is a sequence of prompts, not one string")
        is_json = bool(tags) or not all(isinstance(prompt, str) for prompt in prompts)
        texts = [_json(prompt, tags, None) if is_json else prompt.encode() for prompt in prompts]  # type: ignore
        count = len(texts)
        options = Options(ctypes.sizeof(Options), JSON if is_json else TEXT, MOST_LIKELY, 0.0)
        _apply(options, bound, current)
        models = (ctypes.c_uint32 * count)()
        values = (ctypes.c_double * (count * len(self.models)))() if with_probabilities else None
        batch = ((ctypes.c_char_p * count)(*texts), (ctypes.c_size_t * count)(*map(len, texts)), count, options)
        if budget is None:
            check(library().pm_route_batch(self._handle, *batch, models, values))
        else:
            check(library().pm_route_batch_within(self._handle, *batch, float(budget), models, values))
        return models, values

    def _bound(
        self, policy: Union[str, Rules, Policy, None], prices: Optional[Prices], rules: Dict[str, Any]
    ) -> Optional[Policy]:
        """The policy that the options name or make; None for the most likely model at recorded costs."""
        if policy is None:
            return self.policy(rules, prices=prices) if rules or prices is not None else None
        if rules:
            raise ValueError(f"policy states all there is to state of a choice: leave {', '.join(rules)} out")
        if not isinstance(policy, Policy):
            return self.policy(policy, prices=prices)
        if prices is not None:
            raise ValueError("the policy was made with or without prices: give them to Router.policy")
        return policy

    def verify(self) -> float:
        """Computes the file's SHA-256 and routes its golden prompts; by how much they are off, at most 1e-6."""
        difference = ctypes.c_double()
        check(library().pm_verify(self._handle, ctypes.byref(difference)))
        return difference.value

    @property
    def manifest(self) -> Dict[str, Any]:
        """The contents of the router file."""
        answer = ctypes.c_void_p()
        check(library().pm_manifest(self._handle, ctypes.byref(answer)))
        return json.loads(taken(answer))

    def __copy__(self) -> Router:
        return self

    def __deepcopy__(self, memo: Dict[int, Any]) -> Router:
        return self

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError("a Router cannot be pickled: pass the router file's path, or its bytes, and open it there")

    def __repr__(self) -> str:
        return f"<Router {self.digest[:12]} of {', '.join(self.models)}>"


def version() -> str:
    """The C library's version."""
    return library().pm_version().decode()


def _apply(options: Options, bound: Optional[Policy], current: Optional[str]) -> None:
    """Adds rules and the current model to the options of a call."""
    if bound is not None:
        options.rules = bound._handle
    if current is not None:
        if "\0" in current:
            raise ValueError("a model's name has no NUL")
        options.current = current.encode()


def _json(
    prompt: Union[str, Conversation], tags: Optional[Mapping[str, str]], vector: Optional[Vector]
) -> bytes:
    request: Dict[str, Any]
    if isinstance(prompt, str):
        request = {"prompt": prompt}
    elif isinstance(prompt, Mapping):
        request = dict(prompt)
    else:
        request = {"messages": list(prompt)}
    # The request's own tags go before.
    request["tags"] = {**(tags or {}), **request.get("tags", {})}
    if vector is not None:
        request["vector"] = dict(vector) if isinstance(vector, Mapping) else [float(value) for value in vector]
    return json.dumps(request).encode()


def _request(
    prompt: Union[str, Conversation], tags: Optional[Mapping[str, str]], vector: Optional[Vector]
) -> Tuple[Options, bytes]:
    is_text = isinstance(prompt, str) and not tags and vector is None
    options = Options(ctypes.sizeof(Options), TEXT if is_text else JSON, MOST_LIKELY, 0.0)
    return options, prompt.encode() if is_text else _json(prompt, tags, vector)  # type: ignore
