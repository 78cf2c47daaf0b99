"""Every example of the documentation does what its page says, and leaves nothing behind."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests.functional.docs.pages import Page, all_pages
from tests.functional.docs.readers import Readers

#: Programs beside our own that pages call, and some machines lack.
_PROGRAMS = ("ssh-keygen",)
RUN = [
    (page, version)
    for page in all_pages()
    for version in page.api_versions
    if all(program not in page.text or shutil.which(program) for program in _PROGRAMS)
]
#: What the box "Before you begin" creates, and pages may leave in place.
EXAMPLE_CLUSTER = {
    ("clusters", "example"),
    ("cluster-templates", "example"),
    ("node-group-templates", "master"),
    ("node-group-templates", "worker"),
}
#: Seconds that a page may take, and how many are read at a time: most of it is waiting.
_LONGEST = 300
_AT_A_TIME = 4


def _read(readers: Readers, page: Page, api_version: str) -> list[str]:
    """Do what a page says, and return what is not as it should be."""
    with readers.one() as reader:
        found = []
        if commands := page.commands(api_version):
            found += reader.types(commands, _LONGEST)
        if program := page.program(api_version):
            found += reader.executes(program, _LONGEST)
        left = reader.names() - EXAMPLE_CLUSTER
        return [*found, f"The page leaves behind: {sorted(left)}"] if left else found


@pytest.fixture(scope="session")
def outcomes(
    request: pytest.FixtureRequest, readers: Readers
) -> Iterator[dict[tuple[str, str], Future[list[str]]]]:
    """The results of the pages that are to be read, several of them at a time."""
    chosen = [
        (item.callspec.params["page"], item.callspec.params["api_version"])
        for item in request.session.items
        if getattr(item, "originalname", "") == test_page_does_as_it_says.__name__
    ]
    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        yield {
            (page.name, version): pool.submit(_read, readers, page, version)
            for page, version in chosen
        }


@pytest.mark.parametrize(
    ("page", "api_version"), RUN, ids=[f"{page.name}-v{version}" for page, version in RUN]
)
def test_page_does_as_it_says(page, api_version, outcomes):
    differences = outcomes[page.name, api_version].result()
    assert not differences, "\n".join(["", f"{page.name}.rst", *differences])
