from __future__ import annotations

import pytest

from saharaclient.manifest import ManifestError, load
from saharaclient.manifest.reading.loading import check


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The current folder of every test."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def write(folder):
    def write_(text, name="env.yaml"):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return name

    return write_


@pytest.fixture
def loaded(write):
    """Return a function that loads a manifest from its text."""

    def loaded_(text, variables=None, environment=None):
        return load([write(text)], variables, {} if environment is None else environment)

    return loaded_


@pytest.fixture
def declared(loaded):
    """Return a function that loads a manifest with one resource, and returns its fields."""

    def declared_(text, variables=None, environment=None):
        (declaration,) = loaded(text, variables, environment).declarations
        return declaration.fields

    return declared_


@pytest.fixture
def refusal(loaded):
    """Return a function that returns what is wrong with a manifest."""

    def refusal_(text, variables=None, environment=None):
        with pytest.raises(ManifestError) as raised:
            loaded(text, variables, environment)
        return str(raised.value)

    return refusal_


@pytest.fixture
def checked(write):
    """Return a function that checks a manifest without the values of variables."""

    def checked_(text):
        return check([write(text)], {}, {})

    return checked_
