"""What a command says when nobody lets it log in."""

from types import SimpleNamespace
from unittest import mock

import pytest
from keystoneauth1 import exceptions as ksa_exceptions
from osc_lib import exceptions

from saharaclient.osc.commands.plugins import ListPlugins


def command(auth_ref):
    manager = type("Manager", (), {"auth_ref": auth_ref})()
    return ListPlugins(SimpleNamespace(client_manager=manager), None)


def test_a_command_leaves_the_scope_of_a_token_alone():
    assert command("a token").required_scope is False


def test_no_answer_is_a_sentence():
    auth_ref = mock.PropertyMock(side_effect=ksa_exceptions.SSLError("SSLError(1, '[SSL]')"))
    with pytest.raises(exceptions.CommandError) as failed:
        _ = command(auth_ref).required_scope
    assert str(failed.value) == (
        'There is no answer from "the identity service": the TLS connection failed.'
    )


def test_a_refusal_stays_as_openstackclient_has_it():
    auth_ref = mock.PropertyMock(side_effect=ksa_exceptions.Unauthorized("wrong password"))
    with pytest.raises(ksa_exceptions.Unauthorized):
        _ = command(auth_ref).required_scope
