"""Programs that use the library: its exceptions, resources and logs have no secrets."""

from __future__ import annotations

import logging
import pickle
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from saharaclient.client import Client
from saharaclient.exceptions import APIException
from tests.functional.cloud import Account, Names
from tests.functional.marks import as_member
from tests.functional.secrets.traces import ODD, found_in

pytestmark = as_member

SWIFT = {"user": "nobody", "password": ODD}
CONFIGS = {"fs.swift.service.sahara.password": ODD}
NOWHERE = "5b1b0f1e-3e5f-4b43-9f06-3b8b8f9d3a10"
#: What the service refuses, by a name that is free.
REFUSED: dict[str, Callable[[Any, str], Any]] = {
    "a type": lambda sahara, name: sahara.data_sources.create(
        name, None, "carousel", "swift://box/data", credential_user="nobody", credential_pass=ODD
    ),
    "a field": lambda sahara, name: sahara.job_binaries.create(
        name, "swift://box/data", extra={"user": "nobody", "password": [ODD]}
    ),
    "a field that holds one": lambda sahara, name: sahara.job_binaries.create(
        name, "swift://box/data", extra=ODD
    ),
    "an update": lambda sahara, name: sahara.data_sources.update(NOWHERE, {"credentials": SWIFT}),
    "a job": lambda sahara, name: sahara.job_executions.create(
        NOWHERE, NOWHERE, None, None, {"configs": CONFIGS}
    ),
    "configs": lambda sahara, name: sahara.cluster_templates.create(
        name, "fake", "0.1", None, {"HDFS": {"keystore.password": ODD}}
    ),
}


@pytest.fixture
def sahara(account: Account, api_version: str) -> Any:
    return Client(api_version, session=account.connection.session, region_name="RegionOne")


@pytest.mark.parametrize("refused", REFUSED)
def test_an_exception_has_none(
    sahara: Any, names: Names, caplog: pytest.LogCaptureFixture, refused: str
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(APIException) as raised:
        REFUSED[refused](sahara, names("refused"))
    error = raised.value
    assert error.error_code in (400, 404)
    places = {
        "str": str(error),
        "repr": repr(error),
        "message": str(error.error_message),
        "fields": repr(vars(error)),
        "pickle": pickle.dumps(error),
        "traceback": "".join(traceback.format_exception(error)),
        "logs": caplog.text,
        "records": "\n".join(repr(vars(record)) for record in caplog.records),
    }
    assert "REQ: " in caplog.text
    assert found_in(places, ODD) == []


def test_what_is_made_shows_none(
    sahara: Any, names: Names, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    source = sahara.data_sources.create(
        names("source"), None, "swift", "swift://box/data", credential_user="u", credential_pass=ODD
    )
    binary = sahara.job_binaries.create(names("binary"), "swift://box/data", extra=SWIFT)
    places = {"logs": caplog.text}
    for one in (source, binary):
        # Whatever the service sends of them, now or later.
        one._info["credentials"] = one._info["extra"] = SWIFT
        assert one.to_dict()["extra"] == SWIFT
        places |= {f"repr of {one.name}": repr(one), f"str of {one.name}": str(one)}
    assert "RESP: [202]" in caplog.text
    assert found_in(places, ODD) == []
