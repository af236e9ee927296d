"""Routing in a proxy: pick the deployment with Pointsman, then call it the way LiteLLM is called.

  python litellm_router.py my.router                  offline: the completion is simulated
  python litellm_router.py my.router --call           with `pip install litellm` and the providers' keys

A gateway has one function to call, `completion(model=…, messages=…)`. `RoutedCompletion` is called in its place: the
caller names no model, and the answer says which was chosen.
"""

from __future__ import annotations

import sys
from typing import Any, Callable, Mapping, Sequence

from pointsman import Message, Router


class RoutedCompletion:
    """Calls `completion` with the model that the router chooses."""

    def __init__(self, router: Router, completion: Callable[..., Any], deployments: Mapping[str, str]) -> None:
        """`deployments` maps the router's models to the names by which the gateway calls them."""
        missing = [model for model in router.models if model not in deployments]
        if missing:
            raise ValueError(f"no deployment for {', '.join(missing)}; the router may choose any of its models")
        self._router, self._completion, self._deployments = router, completion, dict(deployments)

    def __call__(self, messages: Sequence[Message], **arguments: Any) -> Any:
        decision = self._router.route(messages)
        return self._completion(model=self._deployments[decision.model], messages=list(messages), **arguments)


def offline(model: str, messages: Sequence[Message], **_: Any) -> str:
    """What LiteLLM would send, in place of an answer."""
    return f"{model} <- {messages[-1]['content']}"


def main() -> None:
    router = Router(sys.argv[1])
    completion: Callable[..., Any] = offline
    if "--call" in sys.argv[2:]:
        import litellm

        completion = litellm.completion
    ask = RoutedCompletion(router, completion, {model: f"openai/{model}" for model in router.models})
    for prompt in ("Write unit tests for the date parser", "Checkout hangs sometimes since Monday, no idea why"):
        print(ask([{"role": "user", "content": prompt}]))


if __name__ == "__main__":
    main()
