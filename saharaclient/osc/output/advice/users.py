"""What uses a resource that cannot be deleted."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator

from saharaclient.api.resource import Resource, objects_in
from saharaclient.osc.output.advice.refusals import Attempt
from saharaclient.osc.output.names import VIEWS

#: How many users a sentence lists.
_LISTED = 5
#: What Sahara 19 says of a resource that is in use (db/sqlalchemy/api.py): it does not say by what.
_IN_USE = re.compile(r"is referenced and cannot be deleted|deletion failed|foreign key")


def _in_binaries(template: Resource, binary_id: str) -> bool:
    binaries = [*objects_in(template.mains), *objects_in(template.libs)]
    return any(binary.get("id") == binary_id for binary in binaries)


#: Kind of resource: kind of what uses it, and whether one of them uses an ID.
_USERS: dict[str, tuple[str, Callable[[Resource, str], bool]]] = {
    "job binary": ("job template", _in_binaries),
    "job template": ("job", lambda job, one: job.job_template_id == one),
    "data source": ("job", lambda job, one: one in (job.input_id, job.output_id)),
}


def advice(attempt: Attempt) -> Iterator[str]:
    """Yield what uses the resource of a DELETE that was refused."""
    error = attempt.error
    if error.method != "DELETE" or not _IN_USE.search(error.error_message or ""):
        return
    if attempt.view.name not in _USERS:
        return
    kind, uses = _USERS[attempt.view.name]
    view = VIEWS[kind]
    resources = getattr(attempt.client, view.manager).list_all()
    found = [one for one in resources if uses(one, attempt.resource_id)]
    if not found:
        return
    labels = [str(getattr(one, "name", None) or one.id) for one in found]
    shown = ", ".join(itertools.islice(labels, _LISTED))
    more = f" and {len(labels) - _LISTED} more" if len(labels) > _LISTED else ""
    noun = view.name if len(labels) == 1 else view.plural
    yield f"It is used by the {noun} {shown}{more}."
