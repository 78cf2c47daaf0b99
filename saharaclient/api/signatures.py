"""Methods that are declared by their signature: a parameter is a field of the request."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from saharaclient.api.manager import BaseManager
from saharaclient.api.resource import NotUpdated

M = TypeVar("M", bound=BaseManager[Any])
P = ParamSpec("P")
T = TypeVar("T")


def creates(method: Callable[Concatenate[M, P], T]) -> Callable[Concatenate[M, P], T]:
    """Have a method create a resource from its parameters, without those that are None.

    :param method: a signature and a docstring.
    """
    signature = inspect.signature(method)

    @functools.wraps(method)
    def create(manager: M, /, *args: P.args, **kwargs: P.kwargs) -> T:
        _, *parameters = signature.bind(manager, *args, **kwargs).arguments.items()
        fields = {name: value for name, value in parameters if value is not None}
        created: T = manager.create_from(fields)
        return created

    return create


def updates(method: Callable[Concatenate[M, P], T]) -> Callable[Concatenate[M, P], T]:
    """Have a method update the resource of its first parameter with the others.

    None clears a field; ``NOT_UPDATED`` leaves it as it is.

    :param method: a signature and a docstring.
    """
    signature = inspect.signature(method)

    @functools.wraps(method)
    def update(manager: M, /, *args: P.args, **kwargs: P.kwargs) -> T:
        bound = signature.bind(manager, *args, **kwargs)
        _, (_, resource_id), *parameters = bound.arguments.items()
        fields = {name: value for name, value in parameters if not isinstance(value, NotUpdated)}
        updated: T = manager.update_from(resource_id, fields)
        return updated

    return update
