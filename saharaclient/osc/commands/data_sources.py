"""``dataprocessing data source ...``"""

from __future__ import annotations

from saharaclient.api.kinds import DATA_SOURCE as DECLARED
from saharaclient.osc.arguments.field_options import options_of
from saharaclient.osc.arguments.options import Value
from saharaclient.osc.output.views import DATA_SOURCE
from saharaclient.osc.verbs import create_update, delete, list_show

_TYPES = DECLARED["type"].choices
_LISTED = ", ".join(_TYPES)


class CreateDataSource(create_update.Create):
    """Create a data source: a place where jobs read or write data."""

    examples = (
        "data source create words --type hdfs --url hdfs://namenode:8020/words",
        "data source create words --type swift --url swift://words/input --username ann "
        "--password-prompt",
    )
    view = DATA_SOURCE
    takes_json = False
    options = options_of(
        DECLARED, name={"flag": "name"}, type={"required": True}, url={"required": True}
    )


class ListDataSources(list_show.List):
    """List data sources."""

    view = DATA_SOURCE
    filters = (
        Value("--type", "type", f"List only data sources of this type: {_LISTED}", choices=_TYPES),
    )


class ShowDataSource(list_show.Show):
    """Show a data source, without its credentials."""

    view = DATA_SOURCE


class UpdateDataSource(create_update.Update):
    """Update a data source."""

    examples = (
        "data source update words --url hdfs://namenode:8020/more-words",
        'data source update words --name old-words --description ""',
    )
    view = DATA_SOURCE
    takes_json = False
    options = options_of(
        DECLARED,
        name={"help": "New name of the data source"},
        url={"help": "URL of the data, such as swift://container/path"},
    )


class DeleteDataSource(delete.Delete):
    """Delete one or more data sources. The data itself is kept."""

    examples = (
        "data source delete words",
        "data source delete words counts",
    )
    view = DATA_SOURCE
