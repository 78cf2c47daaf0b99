"""Fields that several kinds of resources have."""

from __future__ import annotations

from saharaclient.osc.output.columns import DateColumn, DurationColumn, Field, StatusColumn
from saharaclient.osc.output.times import seconds_since

NAME_AND_ID = (Field("name"), Field("id"))
DESCRIPTION = Field("description")
SHARING = (Field("is_protected"), Field("is_public"))
TYPE = Field("type")
STATUS = Field("status", column=StatusColumn)
#: When a resource was created and changed, in UTC, and how many seconds ago it was created.
CREATED_AND_UPDATED = (
    Field("created_at", column=DateColumn),
    Field("updated_at", column=DateColumn),
)
AGE = Field(
    "age",
    column=DurationColumn,
    compute=lambda resource: seconds_since(getattr(resource, "created_at", None)),
)

BY_NAME_OR_TIME = ("name", "id", "created_at", "updated_at")
