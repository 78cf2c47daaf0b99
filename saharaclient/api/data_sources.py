"""Data sources: where jobs read and write, in Swift, HDFS, S3, Manila or MapR FS."""

from __future__ import annotations

from collections.abc import Mapping

from saharaclient.api import base
from saharaclient.api.types import S3Credentials


class DataSources(base.Resource):
    """A data source; the server does not send its credentials."""

    resource_name = "Data source"
    wrapping_key = "data_source"

    #: ``swift``, ``hdfs``, ``maprfs``, ``manila`` or ``s3``.
    type: str
    url: str
    description: str | None
    is_public: bool
    is_protected: bool


class BaseDataSourceManager(base.Listable[DataSources]):
    """The data sources of a project, in either version of the API."""

    resource_class = DataSources
    path = "data-sources"
    key = "data_source"
    plural_key = "data_sources"
    parameter_fields = {"data_source_type": "type"}

    def create(
        self,
        name: str,
        description: str | None,
        data_source_type: str,
        url: str,
        credential_user: str | None = None,
        credential_pass: str | None = None,
        is_public: bool | None = None,
        is_protected: bool | None = None,
        s3_credentials: S3Credentials | None = None,
    ) -> DataSources:
        """Register a data source: ``POST /data-sources``.

        :param data_source_type: ``swift``, ``hdfs``, ``maprfs``, ``manila`` or ``s3``.
        :param url: such as ``swift://container/path``; ``%JOB_EXEC_ID%`` and
            ``%RANDSTR(length)%`` in it are replaced when a job runs.
        :param credential_user: name of the user for Swift.
        :param credential_pass: password of the user for Swift.
        :param s3_credentials: ``accesskey``, ``secretkey``, ``endpoint``, ``ssl`` and
            ``bucket_in_path``; ignored with a user or password for Swift.
        :raises saharaclient.exceptions.Conflict: a data source of that name exists.
        :raises saharaclient.exceptions.BadRequest: the URL does not fit the type.
        """
        swift = {"user": credential_user, "password": credential_pass}
        credentials = {key: value for key, value in swift.items() if value is not None}
        fields = {
            "name": name,
            "description": description,
            "type": data_source_type,
            "url": url,
            "credentials": credentials or s3_credentials,
            "is_public": is_public,
            "is_protected": is_protected,
        }
        return self.create_from({key: value for key, value in fields.items() if value is not None})

    def get(self, data_source_id: str) -> DataSources:
        """Return a data source: ``GET /data-sources/<id>``."""
        return self._fetch(data_source_id)

    def update(self, data_source_id: str, update_data: Mapping[str, object]) -> DataSources:
        """Update the given fields: ``PATCH /data-sources/<id>``, in v1.1 ``PUT``.

        :param update_data: ``name``, ``description``, ``type``, ``url``, ``is_public``,
            ``is_protected``, ``credentials``.
        :raises saharaclient.exceptions.BadRequest: a job that has not started yet uses it.
        """
        return self.update_from(data_source_id, update_data)

    def delete(self, data_source_id: str) -> None:
        """Delete a data source, but not the data: ``DELETE /data-sources/<id>``."""
        self._delete(data_source_id)


class DataSourceManagerV1(BaseDataSourceManager):
    """The data sources of a project, in v1.1.

    Filters of a list: ``name`` and ``type``.
    """

    update_verb = "PUT"
    server_filters = frozenset({"name", "type"})


class DataSourceManagerV2(BaseDataSourceManager):
    """The data sources of a project, in v2.

    Filter of a list: ``type``. Sahara 19 refuses ``name`` (validate_request_params(['type']) in
    api/v2/data_sources.py).
    """

    server_filters = frozenset({"type"})


#: The name by which programs import it.
DataSourceManager = DataSourceManagerV1
