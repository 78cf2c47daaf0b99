"""``dataprocessing data source ...``"""

from __future__ import annotations

from saharaclient.osc.arguments import options, types
from saharaclient.osc.arguments.credentials import Credentials
from saharaclient.osc.arguments.options import Value
from saharaclient.osc.output.views import DATA_SOURCE
from saharaclient.osc.verbs import create_update, delete, list_show

_TYPES = ("swift", "hdfs", "maprfs", "manila", "s3")
_OPTIONS: tuple[options.FieldOption, ...] = (
    Credentials("credentials", "data source", with_switches=True),
    Value("--description", "description", "Description of the data source", type=types.free_text),
    *options.sharing("data source"),
)


class CreateDataSource(create_update.Create):
    """Register a data source: where jobs read or write."""

    view = DATA_SOURCE
    takes_json = False
    options = (
        Value("name", "name", "Name of the data source"),
        Value("--type", "type", "Where the data are", choices=_TYPES, required=True),
        Value(
            "--url",
            "url",
            "URL of the data, such as swift://container/path or s3://bucket/path",
            required=True,
        ),
        *_OPTIONS,
    )


class ListDataSources(list_show.List):
    """List data sources."""

    view = DATA_SOURCE
    filters = (Value("--type", "type", "List only those of this type", choices=_TYPES),)


class ShowDataSource(list_show.Show):
    """Show a data source; its credentials stay on the server."""

    view = DATA_SOURCE


class UpdateDataSource(create_update.Update):
    """Update a data source."""

    view = DATA_SOURCE
    takes_json = False
    options = (
        Value("--name", "name", "New name of the data source"),
        Value("--type", "type", "Where the data are", choices=_TYPES),
        Value("--url", "url", "URL of the data"),
        *_OPTIONS,
    )


class DeleteDataSource(delete.Delete):
    """Delete one or more data sources; the data stay where they are."""

    view = DATA_SOURCE
