"""What a manifest declares, and where."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from saharaclient.api.fields import Kind
from saharaclient.exceptions import APIException
from saharaclient.text import has_surrogates
from saharaclient.transport.redaction import Secret


@dataclass(frozen=True, order=True)
class Location:
    """A line of a file.

    :ivar path: the file as it was named, ``<stdin>`` for standard input.
    :ivar line: number of the line, from 1; 0 for the file as a whole.
    """

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


class ManifestError(APIException):
    """A manifest that is wrong; the message begins with file and line.

    :ivar location: the place, that of the first error if there are several; None without one.
    """

    def __init__(self, location: Location | None, message: str) -> None:
        self.location = location
        self._message = message
        self._errors: tuple[ManifestError, ...] = ()
        super().__init__(error_message=f"{location}: {message}" if location else message)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.location, self._message), self.__dict__

    @property
    def errors(self) -> tuple[ManifestError, ...]:
        """Every error that was found, in the order of the files."""
        return self._errors or (self,)

    @classmethod
    def of(cls, errors: Sequence[ManifestError]) -> ManifestError:
        """Return one error for several, a line for each."""
        if len(errors) == 1:
            return errors[0]
        several = cls(None, "\n".join(str(error) for error in errors))
        several.location, several._errors = errors[0].location, tuple(errors)
        return several


@dataclass(frozen=True)
class SecretReference:
    """Where a secret is; nothing reads it before :meth:`read`.

    :ivar env: the environment variable that it is in, or None.
    :ivar file: absolute path of the file that it is in, or None.
    :ivar location: the place in the manifest.
    """

    env: str | None = None
    file: str | None = None
    location: Location | None = field(default=None, compare=False, repr=False)
    environment: Mapping[str, str] | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        return f"{{env: {self.env}}}" if self.file is None else f"{{file: {self.file}}}"

    def read(self) -> Secret:
        """Return the secret; one line feed at the end of a file is cut.

        :raises ManifestError: the variable is not set, or the file cannot be read.
        """
        if self.file is None:
            environment = os.environ if self.environment is None else self.environment
            value = environment.get(self.env or "")
            if not value:
                raise ManifestError(
                    self.location,
                    f"The environment variable {self.env}, which has the secret, is not set.",
                )
            if has_surrogates(value):
                raise ManifestError(
                    self.location,
                    f"The environment variable {self.env}, which has the secret, is not text in"
                    " UTF-8.",
                )
            return Secret(value)
        try:
            with open(self.file, encoding="utf-8-sig", newline="") as file:
                text = file.read()
        except (OSError, ValueError) as error:
            reason = "it is not text in UTF-8"
            if isinstance(error, OSError) and error.errno:
                reason = os.strerror(error.errno).lower()
            raise ManifestError(
                self.location,
                f'The file "{self.file}", which has the secret, cannot be read: {reason}.',
            ) from error
        text = text[:-1] if text.endswith("\n") else text
        text = text[:-1] if text.endswith("\r") else text
        if not text:
            raise ManifestError(
                self.location, f'The file "{self.file}", which has the secret, is empty.'
            )
        return Secret(text)


#: The value of a field: JSON, with secrets by reference.
FieldValue: TypeAlias = (
    "bool | int | float | str | SecretReference | list[FieldValue] | dict[str, FieldValue] | None"
)


@dataclass(frozen=True)
class Declaration:
    """A resource that a manifest declares.

    :ivar kind: what it is.
    :ivar name: its name.
    :ivar fields: its fields by their names in API v2, ``name`` among them. Names in place of IDs
        are as written; None clears a field.
    :ivar location: where it begins.
    :ivar field_locations: where each field is; parts of a field are there, too, under keys such
        as ``node_groups[0].count``.
    :ivar file: for job binaries, absolute path of the file to upload.
    """

    kind: Kind
    name: str
    fields: Mapping[str, FieldValue]
    location: Location
    field_locations: Mapping[str, Location]
    file: str | None = None


@dataclass(frozen=True)
class Manifest:
    """The content of one manifest, in one or several files.

    :ivar project: name or ID of the project that it is for; None for any.
    :ivar declarations: its resources, in order of creation.
    """

    project: str | None
    declarations: tuple[Declaration, ...]
