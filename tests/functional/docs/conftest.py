"""Readers of the documentation: projects of their own, and what is at hand there."""

from __future__ import annotations

from collections.abc import Iterator

import openstack
import pytest

from tests.functional.cloud import Account
from tests.functional.docs.readers import CLOUD, Readers


@pytest.fixture(scope="session")
def readers(
    devcloud: None,
    accounts: dict[str, Account],
    warm_openstack: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Readers]:
    """Makes readers; their projects go in the end.

    They share ``fake-image``, which is registered in the end as it was before.
    """
    admin = accounts["admin"]
    images = admin.named("images", "fake-image")
    folder = tmp_path_factory.mktemp("clouds")
    with openstack.connect(cloud=CLOUD) as connection:
        yield Readers(connection, folder, warm_openstack)
    for image in admin.named("images", "fake-image"):
        admin.sahara.delete(f"/images/{image['id']}")
    for image in images:
        admin.register_image(image["id"], image["tags"], image["username"])
