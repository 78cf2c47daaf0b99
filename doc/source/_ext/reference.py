"""Exit statuses and environment variables of the commands, for the documentation."""

from __future__ import annotations

from saharaclient.osc.arguments.credentials import PASSWORD_VARIABLE, SECRET_KEY_VARIABLE

#: Exit statuses of the commands, and what each means.
EXIT_STATUSES: dict[int, str] = {
    0: "Success. With --wait: the operation succeeded.",
    1: "Failure: the operation failed, or a wait failed or timed out. stderr shows the reason.",
    2: "Usage error: unknown command, missing or contradicting options, or an invalid value."
    " No request was sent.",
    129: "Ended by SIGHUP, for example because the terminal was closed; otherwise as for 130.",
    130: "Interrupted with Ctrl-C. Operations that were started continue in the service.",
    141: "The reader of the output, such as head, closed the pipe.",
    143: "Ended by SIGTERM, for example by timeout or a cancelled CI job; otherwise as for 130.",
}

#: Environment variables that the commands read, and what each is for.
ENVIRONMENT: dict[str, str] = {
    "OS_DATA_PROCESSING_API_VERSION": "Version of the data processing API, 1.1 (default) or 2;"
    " --os-data-processing-api-version overrides it, and it overrides clouds.yaml.",
    "OS_DATA_PROCESSING_URL": "Endpoint URL of the data processing service. Overrides the service"
    " catalog; --os-data-processing-url overrides it.",
    PASSWORD_VARIABLE: "Password of the Swift user that --username names, for data sources and"
    " job binaries.",
    SECRET_KEY_VARIABLE: "S3 secret key that goes with --access-key, for data sources and job"
    " binaries.",
    "NO_COLOR": "If set to any value, disables colors on a terminal.",
    "TERM": "If set to dumb, disables colors on a terminal.",
}
