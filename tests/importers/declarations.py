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
    :param source: the package whose source distribution has the tests, if its wheel does not.
    :param cloud: whether the tests run against the devcloud.
    :param tempest: the version of the API that Tempest is configured for, if it is used.
    """

    name: str
    requirements: str
    program: str
    what: str
    tests: tuple[str, ...]
    settings: dict[str, str] = dataclasses.field(default_factory=dict)
    cloud: bool = False
    borrows: str = ""
    tempest: str | None = None
    source: str = ""


IMPORTERS = (
    Importer(
        name="heat",
        requirements="heat",
        program="openstack-heat 21.0.0",
        what="unit tests of its Sahara resources and client plugin",
        tests=("heat.tests.clients.test_sahara_client", "heat.tests.openstack.sahara"),
    ),
    Importer(
        name="heat-engine",
        requirements="heat",
        program="openstack-heat 21.0.0",
        what="its engine in process: stacks of all Sahara resources",
        tests=("heat_engine",),
        cloud=True,
    ),
    Importer(
        name="dashboard",
        requirements="dashboard",
        program="sahara-dashboard 19.0.0 with Horizon 23.3.0",
        what="unit tests",
        tests=("sahara_dashboard.content", "sahara_dashboard.test.api_tests"),
        settings={"DJANGO_SETTINGS_MODULE": "sahara_dashboard.test.settings"},
    ),
    *(
        Importer(
            name=f"dashboard-pages-v{version}",
            requirements="dashboard",
            program="sahara-dashboard 19.0.0 with Horizon 23.3.0",
            what=f"its pages and forms, logged in, API v{version}",
            tests=("dashboard_pages",),
            settings={
                "DJANGO_SETTINGS_MODULE": "dashboard_settings",
                "IMPORTERS_API_VERSION": version,
            },
            cloud=True,
        )
        for version in ("1.1", "2")
    ),
    Importer(
        name="rally",
        requirements="rally",
        program="rally-openstack 3.0.0",
        what="unit tests of its Sahara scenarios and contexts, from its source distribution",
        tests=("rally_unit",),
        source="rally-openstack",
    ),
    Importer(
        name="rally-scenarios",
        requirements="rally",
        program="rally-openstack 3.0.0",
        what="its Sahara scenarios and contexts with the fake plugin",
        tests=("rally_scenarios",),
        cloud=True,
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
    Importer(
        name="scenario",
        requirements="sahara-tests-6.3.0",
        program="sahara-tests 0.18.0",
        what="``sahara-scenario`` with the fake plugin, both versions of the API",
        tests=("scenario",),
        cloud=True,
    ),
    *(
        Importer(
            name=f"tempest-library-v{version}",
            requirements="sahara-tests-6.3.0",
            program="sahara-tests 0.18.0",
            what=f"Tempest suite of the library, API v{version}",
            tests=("sahara_tempest_plugin.tests.clients",),
            cloud=True,
            tempest=version,
        )
        for version in ("1.1", "2")
    ),
    *(
        Importer(
            name=f"tempest-commands-v{version}-osc-{osc}",
            requirements=f"sahara-tests-{osc}",
            program="sahara-tests 0.18.0",
            what=f"Tempest suite of the commands, API v{version}, OpenStackClient {osc}",
            tests=("sahara_tempest_plugin.tests.cli.test_scenario",),
            cloud=True,
            tempest=version,
        )
        for version in ("1.1", "2")
        for osc in ("6.3.0", "10.5.0")
    ),
)
