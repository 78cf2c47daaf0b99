"""What the manual tells of the commands beside their options, for the documentation to show."""

from __future__ import annotations

from saharaclient.osc.arguments.credentials import PASSWORD_VARIABLE, SECRET_KEY_VARIABLE

#: Exit statuses of the commands, and what each means.
EXIT_STATUSES: dict[int, str] = {
    0: "It is done. With --wait: it has come to a good end.",
    1: "It has failed, or a wait has failed or taken too long. stderr says why, in a sentence.",
    2: "The command line is wrong: there is no such command, option or value. Nothing was sent.",
    130: "It was interrupted with Ctrl-C. What was started goes on in the service.",
    141: "What reads its output, such as head, has gone away.",
}

#: Environment variables that the commands read, and what each is for.
ENVIRONMENT: dict[str, str] = {
    "OS_DATA_PROCESSING_API_VERSION": "Version of the data processing API, 1.1 (default) or 2;"
    " --os-data-processing-api-version wins over it, and it over clouds.yaml.",
    "OS_DATA_PROCESSING_URL": "URL of the data processing service, instead of the one in the"
    " service catalog; --os-data-processing-url wins over it.",
    PASSWORD_VARIABLE: "Password of the Swift user that --username names, for data sources and"
    " job binaries.",
    SECRET_KEY_VARIABLE: "S3 secret key that goes with --access-key, for data sources and job"
    " binaries.",
    "NO_COLOR": "If it is set to anything, statuses have no colours on a terminal.",
    "TERM": "If it is dumb, statuses have no colours on a terminal.",
}
