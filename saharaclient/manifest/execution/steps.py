"""How each step of a plan is carried out, for all kinds but clusters."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TypeAlias

from saharaclient.api.base import Resource
from saharaclient.api.kinds import CLUSTER_TEMPLATE, IMAGE, NODE_GROUP_TEMPLATE
from saharaclient.api.resource import objects_in, texts_in
from saharaclient.exceptions import APIException, Conflict
from saharaclient.manifest.changes import Action, Plan, Step
from saharaclient.manifest.execution.writes import Writer
from saharaclient.manifest.plans.templates import overrides

#: Returns what there is still to do about a resource.
Replan: TypeAlias = Callable[[Step], "Step | None"]


class Steps:
    """Carries out steps.

    :param writer: sends the requests.
    :param plan: the plan that they are of.
    :param replan: returns what there is still to do about a resource.
    """

    def __init__(self, writer: Writer, plan: Plan, replan: Replan) -> None:
        self.writer = writer
        self.plan = plan
        self.replan = replan
        # Two updates of node group templates may rewrite the same cluster template.
        self._rewriting = threading.Lock()

    def run(self, step: Step) -> Resource | None:
        """Carry out a step, the second half of a replacement, and return the resource.

        :raises saharaclient.exceptions.APIException: the server refuses it, or does not answer.
        """
        if step.action in (Action.CREATE, Action.REPLACE):
            return self.create(step)
        if step.action is Action.NONE:
            return step.existing
        return self.update(step)

    def delete(self, step: Step) -> None:
        """Carry out the first half of a replacement."""
        if step.existing is not None:
            self.writer.delete(step.kind.key, step.existing, unprotect=True)

    # Create

    def create(self, step: Step) -> Resource:
        """Create what does not exist, or find that somebody else has done so."""
        body = self.writer.body(step.body)
        # An image can be registered again, and half of a registration is none.
        look = self._updated if step.kind is IMAGE else self._made
        return self.writer.write(lambda: self._send_create(step, body), lambda: look(step))

    def _send_create(self, step: Step, body: Mapping[str, object]) -> Resource:
        if step.kind is IMAGE:
            return self._register(str(body["id"]), body)
        manager = self.writer.manager(step.kind.key)
        created = manager.create_from(body)
        manager.created_ids(created)
        return created

    def _made(self, step: Step) -> Resource | None:
        """Return the resource if it is there as declared.

        :raises Conflict: it is there, and differs.
        """
        found = self.writer.find(step.kind.key, step.name)
        if found is None:
            return None
        left = self.replan(step)
        if left is not None and left.action is not Action.NONE:
            what = left.reason or ", ".join(change.field for change in left.changes)
            raise Conflict(error_message=f"It was created meanwhile, but differs: {what}.")
        return found

    def _register(self, id: str, body: Mapping[str, object]) -> Resource:
        """Register an image, or change its registration."""
        images = self.writer.client.images
        done: Resource | None = None
        if "username" in body:
            description = body.get("description")
            done = images.update_image(
                id, str(body["username"]), None if description is None else str(description)
            )
        if "tags" in body:
            done = images.update_tags(id, texts_in(body["tags"]))
        return self.complete(IMAGE.key, id, done)

    # Update

    def update(self, step: Step) -> Resource:
        """Update what exists."""
        body = self.writer.body(step.body)
        if step.kind is NODE_GROUP_TEMPLATE:
            with self._rewriting:
                self._unprotect_users(step)
                return self._update(step, body, lambda: self._update_apart(step, body))
        return self._update(step, body)

    def _update(
        self,
        step: Step,
        body: Mapping[str, object],
        again: Callable[[], Resource] | None = None,
    ) -> Resource:
        return self.writer.write(
            lambda: self._send_update(step, body), lambda: self._updated(step), again
        )

    def _send_update(self, step: Step, body: Mapping[str, object]) -> Resource:
        id = str(step.resource_id)
        if step.kind is IMAGE:
            return self._register(id, body)
        updated = self.writer.manager(step.kind.key).update_from(id, body)
        return self.complete(step.kind.key, id, updated)

    def complete(self, kind: str, id: str, answer: Resource | None) -> Resource:
        """Return a resource as an answer has it; get it if the answer has something else."""
        if answer is not None and getattr(answer, "id", None) == id:
            return answer
        found: Resource = self.writer.manager(kind).get(id)
        return found

    def _updated(self, step: Step) -> Resource | None:
        if any(one.write_only and one.name in step.body for one in step.kind):
            return None  # nobody can see whether it was done, and it can be done twice
        left = self.replan(step)
        return left.existing if left is not None and left.action is Action.NONE else None

    # Node group templates

    def _unprotect_users(self, step: Step) -> None:
        """Unprotect cluster templates that are declared so: Sahara rewrites no protected one."""
        for one in self.plan.steps:
            if self._is_made_from(one, step) and one.body.get("is_protected") is False:
                self._unprotect(str(one.resource_id))

    def _unprotect(self, id: str) -> None:
        manager = self.writer.manager(CLUSTER_TEMPLATE.key)

        def is_unprotected() -> Resource | None:
            found = manager.get(id)
            return None if getattr(found, "is_protected", False) else found

        self.writer.write(lambda: manager.update_from(id, {"is_protected": False}), is_unprotected)

    def _update_apart(self, step: Step, body: Mapping[str, object]) -> Resource:
        """Update a node group template while no cluster template has node groups of it.

        On SQLite, Sahara answers 500 when it has rewritten the cluster templates and not yet the
        node group template: the two wait for each other (node_group_template_update in
        sahara/db/sqlalchemy/api.py, 19.0.0).
        """
        users = [one for one in self.plan.steps if self._is_made_from(one, step)]
        manager = self.writer.manager(CLUSTER_TEMPLATE.key)
        in_files = {one.resource_id for one in users}
        others = [
            one
            for one in manager.list_all()
            if one.id not in in_files and self._has_group(one, step)
        ]
        if others or not users:
            return self._send_update(step, body)
        try:
            for one in users:
                manager.update_from(str(one.resource_id), {"node_groups": []})
            return self._send_update(step, body)
        finally:
            for one in users:
                manager.update_from(str(one.resource_id), {"node_groups": self._groups(one)})

    def _is_made_from(self, user: Step, step: Step) -> bool:
        is_template = user.kind is CLUSTER_TEMPLATE and user.existing is not None
        return is_template and step.ref in user.needs and self._has_group(user.existing, step)

    @staticmethod
    def _has_group(template: Resource | None, step: Step) -> bool:
        groups = objects_in(getattr(template, "node_groups", None))
        return any(group.get("node_group_template_id") == step.resource_id for group in groups)

    def _groups(self, user: Step) -> list[dict[str, object]]:
        """Return the node groups as they were; the step of the cluster template changes them."""
        by_id = {
            one.resource_id: one.existing
            for one in self.plan.steps
            if one.kind is NODE_GROUP_TEMPLATE
        }
        return [
            overrides(group, by_id.get(str(group.get("node_group_template_id"))))
            for group in objects_in(getattr(user.existing, "node_groups", None))
        ]


def refusal(message: str) -> APIException:
    """Return the error of a step that cannot be carried out now."""
    return APIException(0, "NOT_NOW", message)
