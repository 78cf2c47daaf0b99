"""Rules of data sources, job binaries and job templates, as Sahara 19 has them.

They are those of ``service/validations/edp`` and ``service/edp`` of Sahara.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from saharaclient.manifest.model import Declaration, FieldValue
from saharaclient.manifest.reading.variables import Unresolved

#: The key of a field, such as ``node_groups[0].count``, and what is wrong in a sentence.
Finding: TypeAlias = tuple[str, str]

#: What begins the URLs of a type of data source.
_SCHEMES = {
    "swift": ("swift://",),
    "hdfs": ("hdfs://", "/"),
    "maprfs": ("maprfs://", "/"),
    "manila": ("manila://",),
    "s3": ("s3://", "s3a://"),
}
_BINARY_SCHEMES = ("swift://", "s3://", "manila://", "internal-db://")
#: Jobs without a main program.
_WITHOUT_MAINS = ("Java", "MapReduce", "MapReduce.Streaming")
#: Where arguments of jobs can go.
_MAPPINGS = {
    "Hive": ("configs", "params"),
    "Pig": ("configs", "params", "args"),
    "MapReduce": ("configs",),
    "MapReduce.Streaming": ("configs",),
    "Java": ("configs", "args"),
    "Shell": ("configs", "params", "args"),
    "Spark": ("configs", "args"),
    "Storm": ("args",),
    "Storm.Pyleus": (),
}


def data_source(one: Declaration) -> Iterator[Finding]:
    """Check that type and URL go together."""
    kind, url = one.fields.get("type"), one.fields.get("url")
    if _is_known(kind) and _is_known(url):
        schemes = _SCHEMES[str(kind)]
        if not str(url).startswith(schemes):
            yield "url", f"The URL of a data source of type {kind} must begin with {_or(schemes)}."


def job_binary(one: Declaration) -> Iterator[Finding]:
    """Check where content comes from."""
    url = one.fields.get("url")
    if _is_known(url):
        schemes = _BINARY_SCHEMES if one.file is None else ("swift://",)
        if not str(url).startswith(schemes):
            what = "a job binary" if one.file is None else 'a job binary with "file"'
            yield "url", f"The URL of {what} must begin with {_or(schemes)}."


def job_template(one: Declaration) -> Iterator[Finding]:
    """Check the binaries and the arguments of a type of job."""
    kind = one.fields.get("type")
    if not _is_known(kind):
        return
    mains, libs = (_texts(one.fields.get(name)) for name in ("mains", "libs"))
    if kind in _WITHOUT_MAINS:
        if mains:
            yield "mains", f'Jobs of type {kind} have no "mains", only "libs".'
        if not libs and kind != "MapReduce.Streaming":
            yield "type", f'Jobs of type {kind} need "libs".'
    elif not mains:
        yield "type", f'Jobs of type {kind} need "mains".'
    for name in sorted(mains & libs):
        yield "libs", f'The job binary "{name}" is in "mains" and in "libs".'
    interface = one.fields.get("interface")
    if isinstance(interface, list):
        arguments = [argument for argument in interface if isinstance(argument, dict)]
        yield from _interface(str(kind), arguments)


def _interface(kind: str, arguments: list[dict[str, FieldValue]]) -> Iterator[Finding]:
    names: set[FieldValue] = set()
    places: set[tuple[FieldValue, FieldValue]] = set()
    for at, argument in enumerate(arguments):
        key, name = f"interface[{at}]", argument.get("name")
        mapping, location = argument.get("mapping_type"), argument.get("location")
        if name in names and _is_known(name):
            yield key, f'The argument "{name}" is there twice.'
        if (mapping, location) in places and _is_known(location):
            yield key, f'Two arguments have the location "{location}" of {mapping}.'
        names.add(name)
        places.add((mapping, location))
        if _is_known(mapping) and mapping not in _MAPPINGS[kind]:
            possible = f"only {_or(_MAPPINGS[kind])}" if _MAPPINGS[kind] else "no arguments"
            yield f"{key}.mapping_type", f"Jobs of type {kind} have {possible}."
        if mapping == "args" and not argument.get("required") and not argument.get("default"):
            yield key, f'The argument "{name}" needs a default, because it is not required.'
    yield from _positions(arguments)


def _positions(arguments: list[dict[str, FieldValue]]) -> Iterator[Finding]:
    """Check that the positions of arguments are 0, 1, 2 and so on."""
    found = [one.get("location") for one in arguments if one.get("mapping_type") == "args"]
    expected = {str(position) for position in range(len(found))}
    if all(_is_known(location) for location in found) and set(found) != expected:
        yield "interface", "The locations of args must be 0, 1, 2 and so on."


def _texts(value: FieldValue) -> set[str]:
    return {str(one) for one in value} if isinstance(value, list) else set()


def _is_known(value: FieldValue) -> bool:
    return isinstance(value, str) and not isinstance(value, Unresolved)


def _or(words: tuple[str, ...]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
