"""Windows' own box for a user's secrets (DPAPI): only the same Windows account on the same computer opens it again."""

from __future__ import annotations

import ctypes
from typing import Any

UI_FORBIDDEN = 0x1


class _Blob(ctypes.Structure):
    _fields_ = (("size", ctypes.c_uint32), ("data", ctypes.POINTER(ctypes.c_char)))


def protect(secret: bytes) -> bytes:
    """`secret` in a box for this Windows account; `OSError` when Windows refuses."""
    return _call("CryptProtectData", secret)


def unprotect(box: bytes) -> bytes:
    """What `protect` put in; `OSError` for another account, another computer or a damaged box."""
    return _call("CryptUnprotectData", box)


def _call(function: str, content: bytes) -> bytes:
    windows: Any = getattr(ctypes, "windll")  # noqa: B009 - exists on Windows only
    buffer = ctypes.create_string_buffer(content, len(content))
    given, made = _Blob(len(content), ctypes.cast(buffer, ctypes.POINTER(ctypes.c_char))), _Blob()
    done = getattr(windows.crypt32, function)(
        ctypes.byref(given), None, None, None, None, UI_FORBIDDEN, ctypes.byref(made)
    )
    if not done:
        raise OSError("DPAPI")
    try:
        return ctypes.string_at(made.data, made.size)
    finally:
        windows.kernel32.LocalFree(ctypes.cast(made.data, ctypes.c_void_p))
