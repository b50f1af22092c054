"""Arrays of the caller's, as the engine takes them."""

from __future__ import annotations

from typing import Any

import numpy as np

CPU = (1, 3)  # DLPack's numbers of a device: the CPU, and pinned memory of the host


def given(name: str, value: Any) -> np.ndarray[Any, Any]:
    """Returns an array that the engine can read: a view of `value` where that is possible."""
    if isinstance(value, np.ndarray):
        return checked(name, value)
    if hasattr(value, "__dlpack__"):
        if int(value.__dlpack_device__()[0]) not in CPU:
            raise ValueError(f"{name}: found an array on a device, expected one on the CPU")
        try:
            return checked(name, np.from_dlpack(value))
        except (BufferError, RuntimeError, TypeError) as error:
            raise ValueError(f"{name}: found an array that cannot be read: {str(error).splitlines()[0]}") from None
    try:
        array = np.asarray(value)
    except (TypeError, ValueError, OverflowError):
        array = np.empty(0, dtype=object)
    if array.dtype.kind not in "iubfc":
        raise ValueError(f"{name}: found {type(value).__name__}, expected an array of numbers")
    return checked(name, array)


def checked(name: str, value: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Refuses numbers of other types than float32 and float64; whole ones and those of other machines are converted."""
    if value.dtype.kind in "iub" or (value.dtype.kind == "f" and not value.dtype.isnative):
        return value.astype(np.float64)
    if value.dtype not in (np.float32, np.float64):
        raise ValueError(f"{name}: found numbers of type {value.dtype}, expected float32 or float64")
    return value


def matrix(name: str, value: Any, dimension: int) -> np.ndarray[Any, Any]:
    """Returns the identity for None."""
    return np.eye(dimension) if value is None else given(name, value)
