"""What the managers of data sources, job binaries and job templates have in common."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import Any
from urllib import parse

import pytest

from saharaclient import exceptions
from saharaclient.api.base import APIException, Page
from tests.functional.cloud import Names
from tests.functional.marks import as_admin

NOWHERE = "5b1b0f1e-3e5f-4b43-9f06-3b8b8f9d3a10"

pytestmark = [
    as_admin,
    pytest.mark.parametrize(
        ("api_version", "collection"),
        [
            ("1.1", "data_sources"),
            ("1.1", "job_binaries"),
            ("1.1", "job_binary_internals"),
            ("1.1", "jobs"),
            ("2", "data_sources"),
            ("2", "job_binaries"),
            ("2", "job_templates"),
        ],
        indirect=["api_version"],
    ),
]


@pytest.fixture
def manager(sahara: Any, collection: str) -> Any:
    return getattr(sahara, collection)


@pytest.fixture
def create(sahara: Any, names: Names, manager: Any, collection: str) -> Iterator[Callable]:
    """Creates one of the collection; it goes behind every test, for pages to stay few."""
    url = f"manila://{NOWHERE}/run.jar"
    made: list[str] = []

    def of_kind(name: str) -> Any:
        if collection == "data_sources":
            return manager.create(name, "old", "maprfs", "maprfs:///data")
        if collection == "job_binaries":
            return manager.create(name, url, "old")
        if collection == "job_binary_internals":
            return manager.create(name, b"content")
        return manager.create(name, "Java", libs=[library()], description="old")

    @functools.cache
    def library() -> str:
        return sahara.job_binaries.create(names("library"), url).id

    def create(name: str) -> Any:
        one = of_kind(name)
        made.append(one.id)
        return one

    yield create
    for id in made:
        with contextlib.suppress(exceptions.NotFound):
            manager.delete(id)


@pytest.fixture
def update(manager: Any, collection: str) -> Callable[..., Any]:
    """Updates one of the collection, in the way that its manager takes the fields."""

    def with_fields(id: str, **fields: Any) -> Any:
        if collection in ("data_sources", "job_binaries"):
            return manager.update(id, fields)
        return manager.update(id, **fields)

    return with_fields


@pytest.fixture
def one(names: Names, create: Callable[..., Any]) -> Any:
    return create(names("one"))


def test_it_is_created_got_and_deleted(manager: Any, one: Any) -> None:
    got = manager.get(one.id)
    assert type(got) is manager.resource_class
    assert got.name == one.name
    assert got.is_public is got.is_protected is False
    assert got.tenant_id == got.project_id == one.project_id
    assert manager.delete(one.id) is None
    with pytest.raises(exceptions.NotFound, match=one.id) as caught:
        manager.get(one.id)
    assert caught.value.error_code == 404


def test_it_is_created_from_fields(
    manager: Any, collection: str, create: Callable[..., Any], names: Names
) -> None:
    name = names("fields")
    if collection == "job_binary_internals":
        with pytest.raises(APIException) as caught:
            manager.create_from(manager.request_body({"name": name}))
        assert caught.value.error_code == 405
        return
    like = {
        "data_sources": {"type": "hdfs", "url": "hdfs://node/data"},
        "job_binaries": {"url": f"manila://{NOWHERE}/run.jar"},
    }.get(collection)
    if like is None:
        like = {"type": "Java", "libs": [create(names("like")).libs[0]["id"]]}
    body = manager.request_body({"name": name, **like})
    assert manager.create_from(body).name == name


def test_it_is_updated(manager: Any, one: Any, names: Names, update: Callable[..., Any]) -> None:
    name = names("renamed")
    assert update(one.id, name=name).name == name
    assert update(one.id, is_public=True).is_public is True
    got = manager.get(one.id)
    assert (got.name, got.is_public, got.is_protected) == (name, True, False)
    assert got.updated_at is not None
    assert manager.update_from(one.id, {"is_public": False}).is_public is False


def test_what_is_protected_stays(manager: Any, one: Any, update: Callable[..., Any]) -> None:
    update(one.id, is_protected=True)
    with pytest.raises(exceptions.BadRequest, match="marked as protected") as caught:
        manager.delete(one.id)
    assert caught.value.error_name == "DELETION_FAILED"
    with pytest.raises(exceptions.BadRequest, match="marked as protected") as caught:
        update(one.id, name=one.name)
    assert caught.value.error_name == "UPDATE_FAILED"
    update(one.id, is_protected=False)
    manager.delete(one.id)


def test_it_is_found(manager: Any, one: Any) -> None:
    assert [found.id for found in manager.find(name=one.name)] == [one.id]
    assert [found.id for found in manager.find(id=one.id, is_public=False)] == [one.id]
    assert [found.id for found in manager.find_all({"name": one.name}, limit=1)] == [one.id]
    assert manager.find_unique(name=one.name).id == one.id
    assert manager.find(name="no-such-thing") == []
    with pytest.raises(exceptions.NotFound, match="no-such-thing"):
        manager.find_unique(name="no-such-thing")


def test_several_that_match_are_listed(
    manager: Any, create: Callable[..., Any], names: Names
) -> None:
    ids = {create(names("several")).id, create(names("several")).id}
    with pytest.raises(exceptions.NoUniqueMatch) as caught:
        manager.find_unique(is_public=False)
    assert all(id in caught.value.error_message for id in ids)


def test_it_goes_by_name_or_id(manager: Any, one: Any) -> None:
    assert manager.resolve(one.id).name == one.name
    assert manager.resolve(one.name).id == one.id
    resolve = manager.resolver()
    assert resolve(one.id).id == resolve(one.name).id == one.id
    for look_up in (resolve, manager.resolve):
        for name in (NOWHERE, "no-such-thing"):
            with pytest.raises(exceptions.NotFound, match=name):
                look_up(name)


def test_lists_come_in_pages(manager: Any, create: Callable[..., Any], names: Names) -> None:
    made = [create(names(f"page-{letter}")).id for letter in "abcde"]

    def of_mine(resources: Any) -> list[str]:
        return [resource.id for resource in resources if resource.id in made]

    assert of_mine(manager.list(sort_by="name")) == made
    assert of_mine(manager.list(sort_by="name", reverse=True)) == made[::-1]
    assert of_mine(manager.list_all(sort_by="name", page_size=2)) == made
    assert of_mine(manager.list_all(sort_by="name", reverse=True, page_size=2)) == made[::-1]
    assert sorted(of_mine(manager.list_all(page_size=2))) == sorted(made)
    assert len(list(manager.list_all(limit=5, page_size=2))) == 5

    pages: list[Page[Any]] = []
    marker: str | None = None
    while not pages or marker:
        pages.append(manager.list(limit=2, marker=marker, sort_by="name"))
        assert pages[-1].limit == 2
        assert len(pages[-1]) <= 2
        marker = pages[-1].next
    assert pages[0].prev is None
    assert of_mine(resource for page in pages for resource in page) == made


def test_a_taken_name_is_a_conflict(one: Any, create: Callable[..., Any]) -> None:
    with pytest.raises(exceptions.Conflict) as caught:
        create(one.name)
    assert caught.value.error_code == 400
    assert caught.value.error_name in ("DB_DUPLICATE_ENTRY", "NAME_ALREADY_EXISTS")
    assert caught.value.request_id


def test_what_is_not_there_is_404(manager: Any) -> None:
    for method in (manager.get, manager.delete):
        with pytest.raises(exceptions.NotFound, match=NOWHERE) as caught:
            method(NOWHERE)
        assert caught.value.error_code == 404
        assert caught.value.error_name == "NOT_FOUND"
        assert caught.value.request_id


def test_an_update_of_what_is_not_there_is_refused(
    collection: str, update: Callable[..., Any]
) -> None:
    with pytest.raises(APIException, match=NOWHERE) as caught:
        update(NOWHERE, name="renamed")
    # Of job binaries the server says so in another way.
    assert caught.value.error_code == (400 if collection == "job_binaries" else 404)


@pytest.mark.parametrize("suffix", ["/x", "?x=1", "#x", "/../plugins"])
def test_an_id_stays_one_segment(manager: Any, one: Any, suffix: str) -> None:
    for method in (manager.get, manager.delete):
        with pytest.raises(exceptions.NotFound) as caught:
            method(one.id + suffix)
        assert caught.value.error_code == 404
        assert caught.value.url.endswith(f"/{one.id}{parse.quote(suffix, safe='')}")
    assert manager.get(one.id).id == one.id


def test_an_ordinary_user_sees_what_is_public_and_cannot_change_it(
    manager: Any, stranger: Any, collection: str, one: Any, update: Callable[..., Any]
) -> None:
    theirs = getattr(stranger, collection)
    with pytest.raises(exceptions.NotFound):
        theirs.get(one.id)
    update(one.id, is_public=True)
    assert theirs.get(one.id).name == one.name
    assert one.id in {seen.id for seen in theirs.list()}
    assert theirs.find_unique(name=one.name).id == one.id
    with pytest.raises(exceptions.BadRequest, match="wasn't created in this tenant") as caught:
        theirs.delete(one.id)
    assert caught.value.error_name == "DELETION_FAILED"
    with pytest.raises(exceptions.BadRequest, match="wasn't created in this tenant") as caught:
        theirs.update_from(one.id, {"is_protected": True})
    assert caught.value.error_name == "UPDATE_FAILED"
    assert manager.get(one.id).is_protected is False
