from __future__ import annotations

import pickle

import pytest

from saharaclient.exceptions import APIException
from saharaclient.manifest.model import Location, ManifestError, SecretReference
from saharaclient.transport.redaction import Secret


def test_location_is_file_and_line():
    assert str(Location("env.yaml", 12)) == "env.yaml:12"


def test_error_begins_with_its_location():
    error = ManifestError(Location("env.yaml", 12), "The count is missing.")
    assert str(error) == "env.yaml:12: The count is missing."
    assert error.location == Location("env.yaml", 12)
    assert error.errors == (error,)
    assert isinstance(error, APIException)


def test_several_errors_are_one_with_a_line_each():
    errors = [ManifestError(Location("a.yaml", line), f"Error {line}.") for line in (3, 5)]
    error = ManifestError.of(errors)
    assert str(error) == "a.yaml:3: Error 3.\na.yaml:5: Error 5."
    assert error.location == Location("a.yaml", 3)
    assert error.errors == tuple(errors)


def test_error_can_be_pickled():
    errors = [ManifestError(Location("a.yaml", line), f"Error {line}.") for line in (3, 5)]
    copied = pickle.loads(pickle.dumps(ManifestError.of(errors)))
    assert str(copied) == "a.yaml:3: Error 3.\na.yaml:5: Error 5."
    assert [error.location.line for error in copied.errors] == [3, 5]


def test_secret_of_a_variable_is_read_when_it_is_asked_for():
    environment = {}
    reference = SecretReference(env="PASSWORD", environment=environment)
    environment["PASSWORD"] = "s3cret"
    assert reference.read() == "s3cret"
    assert isinstance(reference.read(), Secret)
    assert "s3cret" not in f"{reference!r} {reference}"
    assert str(reference) == "{env: PASSWORD}"


def test_secret_of_the_environment(monkeypatch):
    monkeypatch.setenv("PASSWORD", "s3cret")
    assert SecretReference(env="PASSWORD").read() == "s3cret"


def test_unset_variable_of_a_secret_is_an_error_at_its_place():
    reference = SecretReference(env="PASSWORD", location=Location("a.yaml", 3), environment={})
    with pytest.raises(ManifestError, match=r"^a\.yaml:3: .* PASSWORD.* not set"):
        reference.read()


def test_secret_in_another_encoding_is_an_error():
    reference = SecretReference(env="P", environment={"P": "caf\udce9"})
    with pytest.raises(ManifestError, match="not text in UTF-8"):
        reference.read()


@pytest.mark.parametrize(
    ("content", "secret"),
    [
        (b"s3cret", "s3cret"),
        (b"s3cret\n", "s3cret"),
        (b"s3cret\r\n", "s3cret"),
        (b"s3cret\n\n", "s3cret\n"),
        (b" s3cret ", " s3cret "),
    ],
)
def test_one_line_end_of_a_file_is_cut(tmp_path, content, secret):
    (tmp_path / "secret").write_bytes(content)
    assert SecretReference(file=str(tmp_path / "secret")).read() == secret


@pytest.mark.parametrize(
    ("content", "reason"), [(b"", "empty"), (b"\n", "empty"), (b"\xff", "UTF-8")]
)
def test_file_without_a_secret_is_an_error(tmp_path, content, reason):
    (tmp_path / "secret").write_bytes(content)
    reference = SecretReference(file=str(tmp_path / "secret"), location=Location("a.yaml", 3))
    with pytest.raises(ManifestError, match=rf"^a\.yaml:3: .*{reason}"):
        reference.read()


def test_missing_file_of_a_secret_is_an_error(tmp_path):
    reference = SecretReference(file=str(tmp_path / "missing"), location=Location("a.yaml", 3))
    with pytest.raises(ManifestError, match=r"^a\.yaml:3: .*missing.* no such file"):
        reference.read()
