"""The importers: one declaration each."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Importer:
    """A published program, and which of its tests run.

    :param requirements: the list of pinned packages that its environment is made from.
    :param what: what is run of it, as the page "Compatibility" says.
    :param tests: dotted names of packages, modules or classes of tests.
    :param settings: additional environment variables.
    :param borrows: a package inside 4.2.0 that the tests are in, to be found over the checkout too.
    :param cloud: whether the tests run against the devcloud.
    """

    name: str
    requirements: str
    program: str
    what: str
    tests: tuple[str, ...]
    settings: dict[str, str] = dataclasses.field(default_factory=dict)
    cloud: bool = False
    borrows: str = ""


IMPORTERS = (
    Importer(
        name="heat",
        requirements="heat",
        program="openstack-heat 21.0.0",
        what="unit tests of its Sahara resources and client plugin",
        tests=("heat.tests.clients.test_sahara_client", "heat.tests.openstack.sahara"),
    ),
    Importer(
        name="dashboard",
        requirements="dashboard",
        program="sahara-dashboard 19.0.0 with Horizon 23.3.0",
        what="unit tests",
        tests=("sahara_dashboard.content", "sahara_dashboard.test.api_tests"),
        settings={"DJANGO_SETTINGS_MODULE": "sahara_dashboard.test.settings"},
    ),
    Importer(
        name="sahara-tests",
        requirements="sahara-tests-6.3.0",
        program="sahara-tests 0.18.0",
        what="unit tests",
        tests=("sahara_tests.unit",),
    ),
    Importer(
        name="library",
        requirements="library",
        program="python-saharaclient 4.2.0",
        what="its own unit tests of the library, from its wheel",
        borrows="saharaclient.tests",
        tests=("own_tests",),
    ),
)
