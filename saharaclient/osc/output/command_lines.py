"""Commands to run next, as errors and waits suggest them: ready to paste into a shell."""

from __future__ import annotations

import argparse
import os
import shlex

from saharaclient.text import redact_urls

#: Global options that select the cloud, the project and the service: the attribute of the parsed
#: options, and the environment variable that has the same effect.
_SELECTING = {
    "--os-cloud": ("cloud", "OS_CLOUD"),
    "--os-region-name": ("region_name", "OS_REGION_NAME"),
    "--os-project-id": ("project_id", "OS_PROJECT_ID"),
    "--os-project-name": ("project_name", "OS_PROJECT_NAME"),
    "--os-data-processing-api-version": (
        "os_data_processing_api_version",
        "OS_DATA_PROCESSING_API_VERSION",
    ),
    "--os-data-processing-url": ("os_data_processing_url", "OS_DATA_PROCESSING_URL"),
}


class CommandLines:
    """Command lines for the cloud that a command uses.

    Options that select it are repeated. What the environment selects holds for the next command
    as well.

    :param options: the parsed global options.
    """

    def __init__(self, options: argparse.Namespace) -> None:
        words = ["openstack"]
        for flag, (name, variable) in _SELECTING.items():
            value = getattr(options, name, None)
            is_given = bool(value) and value != os.environ.get(variable)
            if is_given and redact_urls(str(value)) == value:  # no password in a URL
                words += [flag, str(value)]
        self._program = shlex.join(words)

    def line(self, command: str, *names: str) -> str:
        """Return a command line for a shell.

        :param command: the command after "openstack", with ``{}`` for the names.
        """
        return f"{self._program} {command.replace('{}', shlex.join(names))}"
