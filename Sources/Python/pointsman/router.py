"""Routers and their decisions."""

from __future__ import annotations

import ctypes
import json
import os
import weakref
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple, Union

from ._library import JSON, MOST_LIKELY, TEXT, THRESHOLD, WILLINGNESS_TO_PAY, Options, check, library, taken

#: One turn: {"role": "user", "content": "…"}.
Message = Mapping[str, str]
#: Turns, oldest first, as chat interfaces have them.
Conversation = Sequence[Message]


@dataclass(frozen=True)
class Decision:
    """Where a prompt goes, and on what grounds."""

    #: The chosen model.
    model: str
    #: For every model its probability.
    probabilities: Dict[str, float]
    #: By how much the model beats the next best, in what the policy compares.
    margin: float
    #: USD, the model's mean cost in training; None where costs were not recorded.
    expected_cost: Optional[float]
    #: One clause in words.
    reason: str


class Router:
    """A trained router. Immutable; may be used from any number of threads at once."""

    def __init__(self, source: Union[str, "os.PathLike[str]", bytes]) -> None:
        """Opens a router file, given by its path or its bytes, and checks all of it."""
        handle = ctypes.c_void_p()
        if isinstance(source, bytes):
            check(library().pm_open_bytes(source, len(source), ctypes.byref(handle)))
        else:
            check(library().pm_open(os.fsencode(source), ctypes.byref(handle)))
        self._handle = handle
        self._finalizer = weakref.finalize(self, library().pm_close, handle)
        count = library().pm_model_count(handle)
        #: The models' names, in alphabetical order.
        self.models: Tuple[str, ...] = tuple(library().pm_model_name(handle, k).decode() for k in range(count))
        #: 64 hexadecimal digits that name this very router in a log.
        self.digest: str = library().pm_digest(handle).decode()

    def route(
        self,
        prompt: Union[str, Conversation],
        *,
        threshold: Optional[float] = None,
        willingness_to_pay: Optional[float] = None,
        tags: Optional[Mapping[str, str]] = None,
    ) -> Decision:
        """Chooses a model for a prompt or conversation, and `tags` if the caller knows some.

        By default the model of highest probability; with `threshold`, for a router of a weak and a strong model, the
        strong one where P(strong) − P(weak) is at least that; with `willingness_to_pay`, what a success is worth in
        USD, the model of highest probability less cost.
        """
        options, text = _options(prompt, tags, threshold, willingness_to_pay)
        answer = ctypes.c_void_p()
        check(library().pm_route_json(self._handle, text, len(text), options, ctypes.byref(answer)))
        decision = json.loads(taken(answer))
        return Decision(
            decision["model"],
            decision["probabilities"],
            decision["margin"],
            decision["expected_cost"],
            decision["reason"],
        )

    def probabilities(
        self, prompt: Union[str, Conversation], *, tags: Optional[Mapping[str, str]] = None
    ) -> Dict[str, float]:
        """Every model's probability for a prompt or conversation."""
        options, text = _options(prompt, tags, None, None)
        values = (ctypes.c_double * len(self.models))()
        check(library().pm_probabilities(self._handle, text, len(text), options, values))
        return dict(zip(self.models, values))

    def explanation(
        self, prompt: Union[str, Conversation], *, tags: Optional[Mapping[str, str]] = None
    ) -> Dict[str, Any]:
        """What in a prompt moved every model's logit, as `pointsman explain --json` prints it."""
        options, text = _options(prompt, tags, None, None)
        answer = ctypes.c_void_p()
        check(library().pm_explain(self._handle, text, len(text), options, ctypes.byref(answer)))
        return json.loads(taken(answer))

    def route_batch(
        self,
        prompts: Sequence[str],
        *,
        threshold: Optional[float] = None,
        willingness_to_pay: Optional[float] = None,
    ) -> List[str]:
        """Chooses a model for each prompt, in one call without the GIL: other threads go on."""
        models, _ = self._batch(prompts, threshold, willingness_to_pay, with_probabilities=False)
        return [self.models[k] for k in models]

    def probabilities_batch(self, prompts: Sequence[str]) -> Any:
        """Every model's probability for each prompt, in one call without the GIL.

        A float64 NumPy array of shape (prompts, models) where NumPy is installed, else a list of lists.
        """
        _, values = self._batch(prompts, None, None, with_probabilities=True)
        try:
            import numpy
        except ImportError:
            width = len(self.models)
            return [list(values[k * width : (k + 1) * width]) for k in range(len(prompts))]
        return numpy.frombuffer(values, dtype=numpy.float64).reshape(len(prompts), len(self.models))

    def _batch(
        self,
        prompts: Sequence[str],
        threshold: Optional[float],
        willingness_to_pay: Optional[float],
        with_probabilities: bool,
    ) -> Tuple[Any, Any]:
        if isinstance(prompts, str):
            raise TypeError("a batch is a sequence of prompts, not one string")
        texts = [prompt.encode() for prompt in prompts]
        count = len(texts)
        options = _policy(threshold, willingness_to_pay)
        models = (ctypes.c_uint32 * count)()
        values = (ctypes.c_double * (count * len(self.models)))() if with_probabilities else None
        check(
            library().pm_route_batch(
                self._handle,
                (ctypes.c_char_p * count)(*texts),
                (ctypes.c_size_t * count)(*map(len, texts)),
                count,
                options,
                models,
                values,
            )
        )
        return models, values

    def verify(self) -> float:
        """Computes the file's SHA-256 and routes its golden prompts; by how much they are off, at most 1e-6."""
        difference = ctypes.c_double()
        check(library().pm_verify(self._handle, ctypes.byref(difference)))
        return difference.value

    @property
    def manifest(self) -> Dict[str, Any]:
        """What the router file says of itself."""
        answer = ctypes.c_void_p()
        check(library().pm_manifest(self._handle, ctypes.byref(answer)))
        return json.loads(taken(answer))

    def __repr__(self) -> str:
        return f"<Router {self.digest[:12]} of {', '.join(self.models)}>"


def version() -> str:
    """The C library's version."""
    return library().pm_version().decode()


def _policy(threshold: Optional[float], willingness_to_pay: Optional[float]) -> Options:
    if threshold is not None and willingness_to_pay is not None:
        raise ValueError("threshold and willingness_to_pay exclude each other")
    size = ctypes.sizeof(Options)
    if threshold is not None:
        return Options(size, TEXT, THRESHOLD, threshold)
    if willingness_to_pay is not None:
        return Options(size, TEXT, WILLINGNESS_TO_PAY, willingness_to_pay)
    return Options(size, TEXT, MOST_LIKELY, 0.0)


def _options(
    prompt: Union[str, Conversation],
    tags: Optional[Mapping[str, str]],
    threshold: Optional[float],
    willingness_to_pay: Optional[float],
) -> Tuple[Options, bytes]:
    options = _policy(threshold, willingness_to_pay)
    if isinstance(prompt, str) and not tags:
        return options, prompt.encode()
    options.input = JSON
    request: Dict[str, Any] = {"prompt": prompt} if isinstance(prompt, str) else {"messages": list(prompt)}
    return options, json.dumps({**request, "tags": dict(tags or {})}).encode()
