"""v1.1's parameter names for methods that are written once, with v2's."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from saharaclient.api.resource import V1_NAMES

R = TypeVar("R")


def in_v1(method: Callable[..., R], *, without: tuple[str, ...] = ()) -> Callable[..., R]:
    """Return a method under the parameter names of v1.1.

    :param method: the method as v2 has it.
    :param without: parameters that v1.1 does not have.
    """
    original = inspect.signature(method)
    parameters = original.parameters
    signature = original.replace(
        parameters=[
            parameter.replace(name=V1_NAMES.get(name, name))
            for name, parameter in parameters.items()
            if name not in without
        ]
    )
    v2_names = {V1_NAMES[name]: name for name in parameters if name in V1_NAMES}

    @functools.wraps(method)
    def renamed(*args: Any, **kwargs: Any) -> R:
        bound = signature.bind(*args, **kwargs)
        named = {v2_names.get(name, name): value for name, value in bound.kwargs.items()}
        return method(*bound.args, **named)

    # inspect follows __wrapped__ to the other version's names where it finds no signature.
    renamed.__signature__ = signature  # type: ignore[attr-defined]
    return renamed
