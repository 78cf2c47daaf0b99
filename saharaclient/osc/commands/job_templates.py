"""``dataprocessing job template ...``"""

from __future__ import annotations

from typing import Any

from saharaclient.osc.arguments import options, types
from saharaclient.osc.arguments.options import Document, Value
from saharaclient.osc.commands.job_types import JOB_TYPES
from saharaclient.osc.output.views import JOB_TEMPLATE
from saharaclient.osc.verbs import create_update, delete, list_show

_NAME = Value("--name", "name", "Name of the job template")
_DESCRIPTION = Value(
    "--description", "description", "Description of the job template", type=types.free_text
)


class CreateJobTemplate(create_update.Create):
    """Create a job template from options, a file, or both."""

    examples = (
        "job template create --name count --type Pig --mains count.pig",
        "job template create --name count --type MapReduce --libs count.jar --or-show",
    )
    view = JOB_TEMPLATE
    options = (
        _NAME,
        Value("--type", "type", f"Type of the jobs: {', '.join(JOB_TYPES)}", choices=JOB_TYPES),
        Value(
            "--mains",
            "mains",
            "Job binaries (name or ID) that the jobs run; none for Java and MapReduce jobs",
            "<main>",
            several=True,
        ),
        Value(
            "--libs",
            "libs",
            "Job binaries (name or ID) that the jobs use as libraries; must not repeat --mains",
            "<lib>",
            several=True,
        ),
        _DESCRIPTION,
        *options.sharing("job template"),
        Document(
            "--interface",
            "interface",
            "File with a list of the arguments of the jobs, {name, mapping_type, location, ...}",
            list,
        ),
    )
    required = {"name": "--name", "type": "--type"}

    def finalize(self, fields: dict[str, Any]) -> dict[str, Any]:
        resolve = self.client.job_binaries.resolve
        binaries = {
            field: [resolve(name).id for name in fields[field]]
            for field in ("mains", "libs")
            if fields.get(field)
        }
        return {**fields, **binaries}


class ListJobTemplates(list_show.List):
    """List job templates."""

    view = JOB_TEMPLATE
    filters = (
        Value(
            "--type",
            "type",
            f"List only templates of this type: {', '.join(JOB_TYPES)}",
            choices=JOB_TYPES,
        ),
    )
    contains = (
        Value(
            "--name",
            "name",
            "List only templates whose name contains this text",
            "<name-substring>",
        ),
    )


class ShowJobTemplate(list_show.Show):
    """Show a job template."""

    view = JOB_TEMPLATE


class UpdateJobTemplate(create_update.Update):
    """Update a job template."""

    examples = (
        "job template update count --name count-words",
        "job template update count --public --protected",
    )
    view = JOB_TEMPLATE
    takes_json = False
    options = (_NAME, _DESCRIPTION, *options.sharing("job template"))


class DeleteJobTemplate(delete.Delete):
    """Delete one or more job templates. Templates with jobs cannot be deleted."""

    examples = (
        "job template delete count",
        "job template delete count sort",
    )
    view = JOB_TEMPLATE
