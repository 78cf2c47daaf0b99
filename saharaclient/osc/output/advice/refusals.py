"""What would have been right where the service rejects a value.

The patterns are messages of Sahara 19: sahara/service/validations, utils/api_validator.py and
db/sqlalchemy/api.py. A message that matches none is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from saharaclient.api.client import AnyClient
from saharaclient.api.resource import Resource, object_in, objects_in, texts_in
from saharaclient.exceptions import APIException
from saharaclient.osc.output.advice import similar
from saharaclient.osc.output.command_lines import CommandLines
from saharaclient.osc.output.names import Names
from saharaclient.osc.output.resource_view import ResourceView


@dataclass(frozen=True)
class Attempt:
    """A request that the service has rejected.

    :param view: the kind of resource that the command is about.
    :param fields: fields of the request, by v2's names.
    :param options: options of the command, by the name of the field in the API.
    :param command_lines: makes command lines of commands to run next.
    """

    client: AnyClient
    names: Names
    view: ResourceView
    error: APIException
    fields: Mapping[str, object]
    options: Mapping[str, tuple[str, ...]]
    command_lines: CommandLines

    @property
    def resource_id(self) -> str:
        """The ID at the end of the URL."""
        return str(self.error.url).partition("?")[0].rstrip("/").rpartition("/")[2]

    @property
    def resource(self) -> Resource:
        """The resource that was to be changed, as it is now."""
        resource: Resource = getattr(self.client, self.view.manager).get(self.resource_id)
        return resource

    def plugin(self) -> tuple[str, str]:
        """Return the name and version of the plugin that the request is about."""
        fields = self.fields
        if "plugin_name" in fields and "plugin_version" in fields:
            return str(fields["plugin_name"]), str(fields["plugin_version"])
        resource = self.resource
        return (
            str(fields.get("plugin_name", resource.plugin_name)),
            str(fields.get("plugin_version", resource.plugin_version)),
        )


Advice = Callable[[Attempt, "re.Match[str]"], str]


def _list_with(command: str) -> Advice:
    return lambda attempt, match: f"To list them:\n{attempt.command_lines.line(command)}"


def _say(text: str) -> Advice:
    return lambda attempt, match: text


def _processes(attempt: Attempt, match: re.Match[str]) -> str:
    name, version = attempt.plugin()
    details = attempt.client.plugins.get_version_details(name, version)
    groups = object_in(getattr(details, "node_processes", None)).values()
    known = sorted({process for group in groups for process in texts_in(group)})
    refused = re.findall(r"'([^']*)'", match["processes"])
    blanks = ' Separate processes with blanks, as in "a b".' if "," in "".join(refused) else ""
    return f"{name} {version} has these processes: {', '.join(known)}.{blanks}"


def versions_of(
    client: AnyClient, names: Names, plugin_name: str, command_lines: CommandLines
) -> str:
    """Return the versions of a plugin, or similar names if there is no such plugin."""
    try:
        plugin = client.plugins.get(plugin_name)
    except APIException:
        return similar.suggestion(names, "plugin", plugin_name, command_lines)
    return f"Versions of {plugin.name}: {', '.join(texts_in(plugin.versions))}."


def _versions(attempt: Attempt, match: re.Match[str]) -> str:
    return versions_of(attempt.client, attempt.names, match["plugin"], attempt.command_lines)


def _plugins(attempt: Attempt, match: re.Match[str]) -> str:
    known = sorted(attempt.names.listed("plugin"))
    suggestion = similar.did_you_mean(match["plugin"], known)
    return suggestion or f"Plugins: {', '.join(known)}."


def _near(kind: str) -> Advice:
    return lambda attempt, match: similar.suggestion(
        attempt.names, kind, match["name"], attempt.command_lines
    )


def _node_groups(attempt: Attempt, match: re.Match[str]) -> str:
    cluster = attempt.resource
    groups = [str(group.get("name")) for group in objects_in(cluster.node_groups)]
    return f'Node groups of cluster "{cluster.name}": {", ".join(groups)}.'


def _settings(attempt: Attempt, match: re.Match[str]) -> str:
    name, version = attempt.plugin()
    details = attempt.client.plugins.get_version_details(name, version)
    settings = objects_in(getattr(details, "configs", None))
    targets = sorted({str(one.get("applicable_target")) for one in settings})
    if "setting" not in match.re.groupindex:
        return f"{name} {version} has settings for: {', '.join(targets)}."
    known = [
        str(one.get("name")) for one in settings if one.get("applicable_target") == match["target"]
    ]
    command = f"dataprocessing plugin configs get {name} {version} --file -"
    return similar.did_you_mean(match["setting"], known) or _list_with(command)(attempt, match)


def _tags(attempt: Attempt, match: re.Match[str]) -> str:
    tags = re.findall(r"'([^']*)'", match["tags"])
    command = f"dataprocessing image tags add {match['image']} --tags {{}}"
    return f"To add them:\n{attempt.command_lines.line(command, *tags)}"


def _unprotect(attempt: Attempt, match: re.Match[str]) -> str:
    command = f"dataprocessing {attempt.view.name} update {{}} --unprotected"
    return f"To allow it:\n{attempt.command_lines.line(command, attempt.resource_id)}"


_HOST_NAME = _say(
    "A name consists of letters, digits and hyphens, begins with a letter, ends with a letter or"
    " digit, and may have dots between such parts."
)
_NAME = _say(
    "A name consists of letters, digits, hyphens, underscores and dots, and begins with a letter"
    " or digit."
)
_TAG = _say(
    "A tag consists of letters, digits, hyphens and underscores, and may have dots between such"
    " parts."
)
_CREDENTIALS = _say("Add --username and --password-prompt.")

_REFUSALS: tuple[tuple[str, Advice], ...] = (
    (r"support the following node processes: (?P<processes>\[.*\])", _processes),
    (r"Requested plugin '(?P<plugin>.*?)' doesn't support version", _versions),
    (r"doesn't contain plugin with name '(?P<plugin>.*?)'", _plugins),
    (r"is not a 'valid_name_hostname'", _HOST_NAME),
    (r"is not a 'valid_name'", _NAME),
    (r"is not a 'valid_tag'", _TAG),
    (r"Requested flavor '(?P<name>.*?)' not found", _near("flavor")),
    (r"Requested keypair '(?P<name>.*?)' not found", _near("key pair")),
    (r"(Network|Floating IP pool) (?P<name>\S+) not found", _near("network")),
    (r"Nova availability zone '.*' not found", _list_with("availability zone list --compute")),
    (r"Cinder availability zone '.*' not found", _list_with("availability zone list --volume")),
    (r"Volume type '.*' not found", _list_with("volume type list")),
    (r"Security group '.*' not found", _list_with("security group list")),
    (r"Requested image '.*' is not registered", _list_with("dataprocessing image list")),
    (
        r"Requested image '(?P<image>.*?)' doesn't contain required tags: (?P<tags>\[.*\])",
        _tags,
    ),
    (r"doesn't contain node group with name", _node_groups),
    (r"Plugin doesn't contain applicable target '(?P<target>.*?)'", _settings),
    (
        r"applicable target '(?P<target>.*?)' doesn't contain config with name '(?P<setting>.*?)'",
        _settings,
    ),
    (r"No credentials provided for Swift|add 'user' and 'password' to extra", _CREDENTIALS),
    (
        r"'accesskey', 'secretkey', and 'endpoint' must be provided",
        _say("Add --access-key, --secret-key-prompt and --s3-endpoint."),
    ),
    (r"marked as protected", _unprotect),
)


def advice(attempt: Attempt) -> Iterator[str]:
    """Yield what would have been right, and the options of the fields that the service names."""
    message = attempt.error.error_message or ""
    for pattern, advise in _REFUSALS:
        if match := re.search(pattern, message):
            yield advise(attempt, match)
            break
    yield _options_in(attempt, message)


def _options_in(attempt: Attempt, message: str) -> str:
    """Return the options that set the fields in a message of the service."""
    named = re.findall(r"'([a-z_]+)'|^([a-z_]+)(?=[:\[])", message)
    fields = dict.fromkeys(quoted or path for quoted, path in named)
    found = [
        (field, flags)
        for field in fields
        if (flags := [flag for flag in attempt.options.get(field, ()) if flag.startswith("--")])
    ]
    if re.search(r"field is not found|is a required property", message) and found:
        return f"Add {similar.joined([' or '.join(flags) for _, flags in found], 'and')}."
    return " ".join(
        f'The option of "{field}" is {" or ".join(flags)}.'
        for field, flags in found
        if flags != [f"--{field.replace('_', '-')}"]
    )
