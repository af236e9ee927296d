"""The functions of pointsman.h by ctypes."""

from __future__ import annotations

import ctypes
import ctypes.util
import functools
import os


class PointsmanError(Exception):
    """A call failed; the message says why and what to do."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        #: One of the PM_ constants of pointsman.h.
        self.status = status


class Options(ctypes.Structure):
    """pm_options."""

    _fields_ = [
        ("size", ctypes.c_size_t),
        ("input", ctypes.c_int32),
        ("policy", ctypes.c_int32),
        ("value", ctypes.c_double),
        ("rules", ctypes.c_void_p),
        ("current", ctypes.c_char_p),
    ]


TEXT, JSON = 0, 1
MOST_LIKELY, THRESHOLD, WILLINGNESS_TO_PAY = 0, 1, 2

_router = ctypes.c_void_p
_policy = ctypes.c_void_p
_options = ctypes.POINTER(Options)
_double = ctypes.POINTER(ctypes.c_double)
_size = ctypes.POINTER(ctypes.c_size_t)
# Name, result, arguments. A `char **` that the caller frees is a pointer to an address, not to a string.
_FUNCTIONS = [
    ("pm_version", ctypes.c_char_p, []),
    ("pm_last_error", ctypes.c_char_p, []),
    ("pm_open", ctypes.c_int32, [ctypes.c_char_p, ctypes.POINTER(_router)]),
    ("pm_open_bytes", ctypes.c_int32, [ctypes.c_char_p, ctypes.c_size_t, ctypes.POINTER(_router)]),
    ("pm_close", None, [_router]),
    ("pm_model_count", ctypes.c_size_t, [_router]),
    ("pm_model_name", ctypes.c_char_p, [_router, ctypes.c_size_t]),
    ("pm_digest", ctypes.c_char_p, [_router]),
    ("pm_manifest", ctypes.c_int32, [_router, ctypes.POINTER(ctypes.c_void_p)]),
    ("pm_verify", ctypes.c_int32, [_router, _double]),
    (
        "pm_probabilities",
        ctypes.c_int32,
        [_router, ctypes.c_char_p, ctypes.c_size_t, _options, _double],
    ),
    (
        "pm_route_json",
        ctypes.c_int32,
        [_router, ctypes.c_char_p, ctypes.c_size_t, _options, ctypes.POINTER(ctypes.c_void_p)],
    ),
    (
        "pm_explain",
        ctypes.c_int32,
        [_router, ctypes.c_char_p, ctypes.c_size_t, _options, ctypes.POINTER(ctypes.c_void_p)],
    ),
    (
        "pm_route_batch",
        ctypes.c_int32,
        [
            _router,
            ctypes.POINTER(ctypes.c_char_p),
            _size,
            ctypes.c_size_t,
            _options,
            ctypes.POINTER(ctypes.c_uint32),
            _double,
        ],
    ),
    (
        "pm_route_batch_within",
        ctypes.c_int32,
        [
            _router,
            ctypes.POINTER(ctypes.c_char_p),
            _size,
            ctypes.c_size_t,
            _options,
            ctypes.c_double,
            ctypes.POINTER(ctypes.c_uint32),
            _double,
        ],
    ),
    (
        "pm_policy_named",
        ctypes.c_int32,
        [_router, ctypes.c_char_p, ctypes.c_char_p, ctypes.POINTER(_policy)],
    ),
    (
        "pm_policy_json",
        ctypes.c_int32,
        [_router, ctypes.c_char_p, ctypes.c_char_p, ctypes.POINTER(_policy)],
    ),
    ("pm_policy_free", None, [_policy]),
    ("pm_free", None, [ctypes.c_void_p]),
]


@functools.lru_cache(maxsize=None)
def library() -> ctypes.CDLL:
    """The C library, loaded at first use."""
    path = os.environ.get("POINTSMAN_LIBRARY") or ctypes.util.find_library("pointsman") or "libpointsman.so.0"
    try:
        loaded = ctypes.CDLL(path)
    except OSError as error:
        raise ImportError(
            f"the Pointsman library cannot be loaded ({error}); install it with Sources/PointsmanABI/install, "
            "or name its path in POINTSMAN_LIBRARY"
        ) from None
    for name, result, arguments in _FUNCTIONS:
        function = getattr(loaded, name)
        function.restype, function.argtypes = result, arguments
    return loaded


def check(status: int) -> None:
    """Raises what the last call failed with, if it failed."""
    if status != 0:
        raise PointsmanError(library().pm_last_error().decode(), status)


def taken(string: ctypes.c_void_p) -> str:
    """The text of a string that the library handed over, which is freed."""
    try:
        return ctypes.string_at(string.value or 0).decode()
    finally:
        library().pm_free(string)
