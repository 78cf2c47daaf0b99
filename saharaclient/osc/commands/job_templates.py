"""``dataprocessing job template ...``"""

from __future__ import annotations

from saharaclient.api.kinds import JOB_TEMPLATE as DECLARED
from saharaclient.api.kinds.jobs import JOB_TYPES
from saharaclient.osc.arguments.field_options import options_of, required_of, updatable
from saharaclient.osc.arguments.options import Value
from saharaclient.osc.output.views import JOB_TEMPLATE
from saharaclient.osc.verbs import create_update, delete, list_show

_OPTIONS = options_of(DECLARED, mains={"metavar": "<main>"}, libs={"metavar": "<lib>"})


class CreateJobTemplate(create_update.Create):
    """Create a job template from options, a file, or both."""

    examples = (
        "job template create --name count --type Pig --mains count.pig",
        "job template create --name count --type MapReduce --libs count.jar --or-show",
    )
    view = JOB_TEMPLATE
    options = _OPTIONS
    required = required_of(DECLARED)

    def finalize(self, fields: dict[str, object]) -> dict[str, object]:
        resolve = self.client.job_binaries.resolve
        binaries = {}
        for field in ("mains", "libs"):
            names = fields.get(field)
            if isinstance(names, (str, int)):  # a file may have a single one
                names = [names]
            if isinstance(names, list):
                binaries[field] = [resolve(str(name)).id for name in names]
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
    options = updatable(DECLARED, _OPTIONS)


class DeleteJobTemplate(delete.Delete):
    """Delete one or more job templates. Templates with jobs cannot be deleted."""

    examples = (
        "job template delete count",
        "job template delete count sort",
    )
    view = JOB_TEMPLATE
