"""Which language model should get a prompt, by a router that `pointsman train` wrote.

    from pointsman import Router
    router = Router("my.router")
    router.route("Write a unit test for the date parser").model

The work is done by the C library (`Sources/PointsmanABI/install PREFIX`), found by its path in POINTSMAN_LIBRARY or by
the system's loader. It is called with the GIL released, and one router serves any number of threads.
"""

from ._library import PointsmanError
from .policy import Policy
from .router import Contribution, Conversation, Decision, Explanation, Message, Router, version

__all__ = [
    "Contribution",
    "Conversation",
    "Decision",
    "Explanation",
    "Message",
    "PointsmanError",
    "Policy",
    "Router",
    "version",
]
