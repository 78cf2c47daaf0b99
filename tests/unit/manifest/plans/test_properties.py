"""What holds for any manifest: repeated applies, exports, deletions, and errors."""

from __future__ import annotations

import contextlib
import io
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from saharaclient.exceptions import APIException
from saharaclient.manifest import as_yaml, delete, export, load, plan_deletion
from saharaclient.manifest.execution.tasks import State
from saharaclient.manifest.model import Manifest
from tests import THOROUGH
from tests.unit.manifest.plans.conftest import Environment
from tests.unit.manifest.plans.environments import PLUGIN, manifest
from tests.unit.manifest.plans.fake_sahara import FakeSahara

NAMES = ("alpha", "beta", "gamma", "delta-1", "x.y")
PROCESSES = ("namenode", "datanode", "master", "slave")
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # shrinking takes minutes
SLOWLY = settings(
    max_examples=100 if THOROUGH else 15,
    deadline=None,
    phases=PHASES,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

names = st.lists(st.sampled_from(NAMES), unique=True, max_size=3)
texts = st.sampled_from(
    ("", "a", "é ü", "${x}", "$${x", "2.10", "true", "null", "a: b", "#", "1e3")
)
values = st.one_of(texts, st.integers(-(10**6), 10**6), st.booleans())
keys = st.sampled_from(("dfs.replication", "a", "yarn.x-y", "${b}"))
configs = st.dictionaries(
    st.sampled_from(("HDFS", "YARN")), st.dictionaries(keys, values, max_size=3), max_size=2
)
sharing = {"is_public": st.booleans(), "is_protected": st.booleans()}


def optional(**fields: Any) -> Any:
    return st.fixed_dictionaries({}, optional=fields)


def sized(processes: Any) -> Any:
    """Return the fields of nodes: volumes have a size."""
    volumes = st.one_of(
        st.just({}),
        st.builds(
            lambda count, size: {"volumes_per_node": count, "volumes_size": size},
            st.integers(1, 3),
            st.integers(1, 100),
        ),
    )
    rest = optional(
        node_configs=configs,
        security_groups=st.lists(st.sampled_from(("web", "other")), unique=True),
        is_proxy_gateway=st.booleans(),
        availability_zone=st.sampled_from(("nova", "east")),
        volume_mount_prefix=st.sampled_from(("/volumes/disk", "/mnt/x")),
        image_id=st.just("ubuntu"),
        **({"node_processes": processes} if processes is not None else {}),
    )
    return st.builds(lambda one, other: {**one, **other}, volumes, rest)


@st.composite
def environments(draw: Any) -> dict[str, list[dict[str, Any]]]:
    """Return an environment whose references all exist."""
    tags = st.lists(st.sampled_from(("spark", "2.3", "a")), unique=True)
    images = [{"name": "ubuntu", "username": draw(st.sampled_from(("ubuntu", "root")))}]
    images[0] |= draw(optional(tags=tags))
    node_group_templates = [
        {
            "name": name,
            **PLUGIN,
            "flavor_id": draw(st.sampled_from(("m1.large", "m1.small", "3"))),
            "node_processes": draw(st.lists(st.sampled_from(PROCESSES), min_size=1, unique=True)),
            **draw(sized(None)),
            **draw(optional(description=texts, use_autoconfig=st.booleans(), **sharing)),
        }
        for name in draw(names)
    ]
    cluster_templates: list[dict[str, Any]] = []
    if node_group_templates:
        templates = st.sampled_from([one["name"] for one in node_group_templates])
        for name in draw(names):
            groups = [
                {
                    "name": group,
                    "node_group_template_id": draw(templates),
                    "count": draw(st.integers(0, 5)),
                    **draw(sized(None)),
                }
                for group in draw(st.lists(st.sampled_from(NAMES[:4]), unique=True, min_size=1))
            ]
            more = optional(
                description=texts,
                cluster_configs=configs,
                anti_affinity=st.lists(st.sampled_from(PROCESSES), unique=True),
                default_image_id=st.just("ubuntu"),
                **sharing,
            )
            cluster_templates.append({"name": name, "node_groups": groups, **draw(more)})
    clusters = []
    if cluster_templates:
        templates = st.sampled_from([one["name"] for one in cluster_templates])
        for name in draw(names):
            template = draw(templates)
            (of,) = (one for one in cluster_templates if one["name"] == template)
            sizes = st.dictionaries(
                st.sampled_from([group["name"] for group in of["node_groups"]]),
                st.integers(0, 9),
            )
            clusters.append(
                {
                    "name": name,
                    "cluster_template_id": template,
                    "default_image_id": "ubuntu",
                    "neutron_management_network": "private",
                    "node_groups": [
                        {"name": group, "count": count} for group, count in draw(sizes).items()
                    ],
                    **draw(optional(description=texts, cluster_configs=configs, **sharing)),
                }
            )
    sources = [
        {
            "name": name,
            "type": "swift",
            "url": f"swift://{name}/in",
            **draw(optional(description=texts, **sharing)),
        }
        for name in draw(names)
    ]
    binaries = [{"name": name, "url": f"swift://jars/{name}"} for name in draw(names)]
    jobs = [
        {
            "name": name,
            "type": "Pig",
            "mains": [draw(st.sampled_from(binaries))["name"]],
            **draw(optional(description=texts, **sharing)),
        }
        for name in (draw(names) if binaries else ())
    ]
    return {
        "images": images,
        "node_group_templates": node_group_templates,
        "cluster_templates": cluster_templates,
        "data_sources": sources,
        "job_binaries": binaries,
        "job_templates": jobs,
        "clusters": clusters,
    }


def unprotected(declared: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    return {
        key: [{**one, **({"is_protected": False} if key != "images" else {})} for one in of]
        for key, of in declared.items()
    }


def applied(version: str, declared: dict[str, Any]) -> tuple[FakeSahara, Environment]:
    sahara = FakeSahara()
    environment = Environment(sahara, version)
    results = environment.apply(declared)
    assert {one.state for one in results} == {State.DONE}, [one.outcome for one in results]
    return sahara, environment


def loaded(text: str) -> Manifest:
    return load(["-"], {}, {}, io.StringIO(text))


def nothing_left(plan: Any) -> bool:
    assert not plan.has_conflicts, [step.to_dict() for step in plan.steps if step.changes]
    assert not plan.has_changes, [step.to_dict() for step in plan.steps if step.changes]
    return True


@pytest.mark.parametrize("version", ["1.1", "2"])
@SLOWLY
@given(declared=environments())
def test_plan_is_empty_after_an_apply(version: str, declared: dict[str, Any]):
    sahara, environment = applied(version, declared)
    assert nothing_left(environment.plan(declared))
    writes = len(sahara.writes)
    environment.apply(declared)
    assert len(sahara.writes) == writes


@pytest.mark.parametrize("version", ["1.1", "2"])
@SLOWLY
@given(declared=environments())
def test_export_plans_nothing(version: str, declared: dict[str, Any]):
    _, environment = applied(version, declared)
    document = export(environment.client, environment.lookups)
    exported = loaded(as_yaml(document))
    assert nothing_left(environment.plan(exported))
    assert len(exported.declarations) == sum(map(len, declared.values()))


@pytest.mark.parametrize("version", ["1.1", "2"])
@SLOWLY
@given(declared=environments())
def test_nothing_is_left_after_a_deletion(version: str, declared: dict[str, Any]):
    sahara, environment = applied(version, declared)
    plan = plan_deletion(environment.client, manifest(**unprotected(declared)), images=True)
    results = list(delete(environment.client, plan))
    assert {one.state for one in results} <= {State.DONE}, [one.outcome for one in results]
    assert not any(sahara.resources.values())


@pytest.mark.parametrize("version", ["1.1", "2"])
@SLOWLY
@given(first=environments(), second=environments())
def test_any_environment_leads_to_any_other_or_to_conflicts(
    version: str, first: dict[str, Any], second: dict[str, Any]
):
    _, environment = applied(version, first)
    plan = environment.plan(second)
    conflicts = {step.ref for step in plan.steps if step.action.value == "conflict"}
    results = environment.apply(second)
    failed = {one.step.ref for one in results if one.state is State.FAILED}
    assert failed == conflicts, [one for one in results if one.step.ref in failed ^ conflicts]
    left = [step for step in environment.plan(second).steps if step.action.value != "none"]
    skipped = {one.step.ref for one in results if one.state is State.SKIPPED}
    assert {step.ref for step in left} <= conflicts | skipped, [step.to_dict() for step in left]


@pytest.mark.parametrize("version", ["1.1", "2"])
@SLOWLY
@given(data=st.data())
def test_random_fields_end_in_an_error_or_a_plan(version: str, data: Any):
    """Values of other types, and names of nothing."""
    odd = st.one_of(st.none(), values, st.lists(values, max_size=2), configs)
    declared = data.draw(environments())
    places = [
        (one, name) for of in declared.values() for one in of for name in one if name != "name"
    ]
    for one, name in data.draw(st.lists(st.sampled_from(places), max_size=4)):
        one[name] = data.draw(odd)
    environment = Environment(FakeSahara(), version)
    with contextlib.suppress(APIException, LookupError):
        environment.apply(loaded(yaml.safe_dump(declared)))


def test_empty_manifest_has_an_empty_plan(environment: Environment):
    assert nothing_left(environment.plan(Manifest(None, ())))
