"""The front door: which version, which session, which keyword parameters."""

from __future__ import annotations

import subprocess
import sys

import pytest
from keystoneauth1 import session as ksa_session
from keystoneauth1 import token_endpoint
from keystoneauth1.identity import v3

from saharaclient.api import client as api_client
from saharaclient.client import Client

EMPTY = {"clusters": []}
PASSWORD = {
    "username": "ann",
    "api_key": "pa55",
    "project_name": "data",
    "auth_url": "http://keystone.example:5000/",
}
DOMAINS = ["user_domain_name", "user_domain_id", "project_domain_name", "project_domain_id"]


@pytest.mark.parametrize("version", ["1", "1.0", "1.1", 1, 1.0, 1.1])
def test_v1_is_asked_for_in_any_of_its_forms(version, session):
    client = Client(version, session=session)
    assert type(client) is api_client.Client
    assert client.api.api_version == "1.1"


@pytest.mark.parametrize("version", ["2", "2.0", 2, 2.0])
def test_v2_is_asked_for_in_any_of_its_forms(version, session):
    client = Client(version, session=session)
    assert type(client) is api_client.ClientV2
    assert client.api.api_version == "2"


@pytest.mark.parametrize("version", ["3", "1.2", "v2", "", None])
def test_an_unknown_version_is_refused_with_a_choice(version, session):
    with pytest.raises(
        ValueError, match=f'no version "{version}".* choose "1.1" or "2"'
    ) as refused:
        Client(version, session=session)
    assert refused.value.__suppress_context__


@pytest.mark.parametrize("version", ["1.1", "2"])
@pytest.mark.parametrize(
    "manager", ["clusters", "cluster_templates", "node_group_templates", "images", "plugins"]
)
def test_the_managers_share_one_adapter(version, manager, session):
    client = Client(version, session=session)
    assert getattr(client, manager).api is client.api


def test_importing_the_client_is_silent():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "from saharaclient.client import Client"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_given_session_gives_no_warning(recwarn, connect, sahara):
    sahara.on("GET", "/v2/clusters", EMPTY)
    connect("2").clusters.list()
    assert [str(warning.message) for warning in recwarn] == []


@pytest.mark.parametrize("nothing", [{}, {"username": "ann", "api_key": "pa55"}])
def test_no_session_and_nothing_to_build_one_from_is_an_error(nothing):
    with pytest.raises(RuntimeError, match=r"needs a session: Client\(version, session=\.\.\.\)"):
        Client("2", **nothing)


def list_with_password(sahara, version):
    """List clusters with a client that has a name and password, but no session."""
    sahara.on("GET", f"/v{version}/clusters", EMPTY)
    with pytest.warns(DeprecationWarning, match="pass session="):
        client = Client(version, **PASSWORD)
    client.clusters.list()


def test_a_name_and_password_get_a_v3_token(keystone, sahara):
    keystone.speak_v3()
    list_with_password(sahara, "2")
    assert sahara.history[0].headers["X-Auth-Token"] == "token-1"
    assert keystone.asked_for_tokens == [
        {
            "auth": {
                "identity": {
                    "methods": ["password"],
                    "password": {
                        "user": {"name": "ann", "password": "pa55", "domain": {"id": "default"}}
                    },
                },
                "scope": {"project": {"name": "data", "domain": {"id": "default"}}},
            }
        }
    ]


def test_a_name_and_password_get_a_v2_token_where_there_is_no_v3(keystone, sahara):
    keystone.speak_v2()
    list_with_password(sahara, "1.1")
    assert sahara.history[0].headers["X-Auth-Token"] == "token-1"
    assert keystone.asked_for_tokens == [
        {
            "auth": {
                "passwordCredentials": {"username": "ann", "password": "pa55"},
                "tenantName": "data",
            }
        }
    ]


def list_with_a_token(sahara):
    """List clusters with the token of a program that has no session."""
    sahara.on("GET", "/v2/clusters", EMPTY)
    with pytest.warns(DeprecationWarning, match="pass session="):
        client = Client(
            "2", input_auth_token="old", auth_url="http://keystone.example:5000/", project_id="808d"
        )
    client.clusters.list()


def test_a_token_is_exchanged_for_a_v3_token(keystone, sahara):
    keystone.speak_v3()
    list_with_a_token(sahara)
    assert keystone.asked_for_tokens == [
        {
            "auth": {
                "identity": {"methods": ["token"], "token": {"id": "old"}},
                "scope": {"project": {"id": "808d"}},
            }
        }
    ]


def test_a_token_is_exchanged_for_a_v2_token_where_there_is_no_v3(keystone, sahara):
    keystone.speak_v2()
    list_with_a_token(sahara)
    assert keystone.asked_for_tokens == [{"auth": {"token": {"id": "old"}, "tenantId": "808d"}}]


def test_an_auth_plugin_makes_a_session(keystone, sahara):
    keystone.speak_v3()
    sahara.on("GET", "/v2/clusters", EMPTY)
    plugin = v3.Token("http://keystone.example:5000/v3", token="old")
    with pytest.warns(DeprecationWarning, match="pass session="):
        client = Client("2", auth=plugin)
    client.clusters.list()
    assert client.api.session.auth is plugin
    assert sahara.history[0].headers["X-Auth-Token"] == "token-1"


def test_auth_plugin_wins_over_that_of_the_session(session, sahara):
    sahara.on("GET", "/v2/clusters", EMPTY)
    plugin = token_endpoint.Token("http://sahara.example:8386", "mine")
    Client("2", session=session, auth=plugin).clusters.list()
    assert sahara.history[0].headers["X-Auth-Token"] == "mine"


@pytest.mark.parametrize(
    ("given", "verify"),
    [
        ({}, True),
        ({"insecure": True}, False),
        ({"insecure": False, "cacert": "/etc/ca.pem"}, "/etc/ca.pem"),
        ({"insecure": True, "cacert": "/etc/ca.pem"}, False),
        ({"insecure": False, "cacert": None}, True),
    ],
)
def test_insecure_and_cacert_decide_how_tls_is_verified(given, verify):
    with pytest.warns(DeprecationWarning, match="pass session="):
        client = Client("2", **PASSWORD, **given)
    assert client.api.session.verify == verify


@pytest.mark.parametrize(
    ("given", "user_domain", "project_domain"),
    [
        ({}, {"id": "default"}, {"id": "default"}),
        ({"user_domain_id": "7a11"}, {"id": "7a11"}, {"id": "default"}),
        ({"user_domain_id": "7a11", "user_domain_name": None}, {"id": "7a11"}, {"id": "default"}),
        (
            {"user_domain_name": "Staff", "project_domain_name": "Data"},
            {"name": "Staff"},
            {"name": "Data"},
        ),
        (dict.fromkeys(DOMAINS), {"id": "default"}, {"id": "default"}),
        (
            {**dict.fromkeys(DOMAINS), "user_domain_name": "Staff"},
            {"name": "Staff"},
            {"id": "default"},
        ),
        ({"project_domain_id": "7a11"}, {"id": "default"}, {"id": "7a11"}),
        pytest.param({"user_domain_name": "Staff"}, {"name": "Staff"}, {"id": "default"}),
        pytest.param({"project_domain_name": "Staff"}, {"id": "default"}, {"name": "Staff"}),
    ],
)
def test_domains_of_user_and_project_are_asked_for(
    keystone, sahara, given, user_domain, project_domain
):
    keystone.speak_v3()
    sahara.on("GET", "/v2/clusters", EMPTY)
    with pytest.warns(DeprecationWarning, match="pass session="):
        client = Client("2", **PASSWORD, **given)
    client.clusters.list()
    auth = keystone.asked_for_tokens[0]["auth"]
    assert auth["identity"]["password"]["user"]["domain"] == user_domain
    assert auth["scope"]["project"]["domain"] == project_domain


@pytest.mark.parametrize(
    "make",
    [
        api_client.Client,
        api_client.ClientV2,
        pytest.param(lambda **kwargs: Client("2", **kwargs)),
    ],
    ids=["api Client", "api ClientV2", "front door"],
)
def test_the_deprecation_points_at_the_callers_line(make):
    with pytest.warns(DeprecationWarning, match="pass session=") as warned:
        make(**PASSWORD)
    assert warned[0].filename == __file__


def test_other_keyword_parameters_reach_the_adapter(session):
    client = Client(
        "2",
        session=session,
        connect_retries=7,
        status_code_retries=1,
        timeout=5,
        additional_headers={"X-Trace": "1"},
    )
    assert client.api.connect_retries == 7
    assert client.api.status_code_retries == 1
    assert client.api.timeout == 5
    assert client.api.additional_headers == {"X-Trace": "1"}


def test_an_unknown_keyword_parameter_is_a_type_error(session):
    with pytest.raises(TypeError, match="colour"):
        Client("2", session=session, colour="red")


def test_the_old_positional_order_holds():
    session = ksa_session.Session()
    client = Client("2", session, "http://sahara.example:8386", "internalURL", "dp", "RegionTwo")
    assert client.api.session is session
    assert client.api.endpoint_override == "http://sahara.example:8386"
    assert client.api.interface == "internalURL"
    assert client.api.service_type == "dp"
    assert client.api.region_name == "RegionTwo"


def test_requests_name_the_library_as_user_agent(v2, sahara):
    sahara.on("GET", "/v2/clusters", EMPTY)
    v2.clusters.list()
    assert sahara.history[0].headers["User-Agent"].startswith("python-saharaclient")


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({}, "python-saharaclient"),
        ({"user_agent": "heat/1.0"}, "heat/1.0"),
        ({"client_name": "heat", "client_version": "1.0"}, "heat/1.0 "),
    ],
)
def test_user_agent_is_the_callers(sahara, session, given, sent):
    sahara.on("GET", "/v2/clusters", {"clusters": []})
    Client("2", session=session, **given).clusters.list()
    assert sahara.history[0].headers["User-Agent"].startswith(sent)
