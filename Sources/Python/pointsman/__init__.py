"""Which language model should get a prompt, by a router that `pointsman train` wrote.

    from pointsman import Router
    router = Router("my.router")
    router.route("Write a unit test for the date parser").model

The work is done by the C library (`Sources/PointsmanABI/install PREFIX`), found by its path in POINTSMAN_LIBRARY or by
the system's loader. It is called with the GIL released, and one router serves any number of threads.
"""

from ._library import PointsmanError
from .router import Conversation, Decision, Message, Router, version

__all__ = ["Conversation", "Decision", "Message", "PointsmanError", "Router", "version"]
