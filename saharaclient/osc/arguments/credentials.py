"""Options for what a service needs to get at data: Swift's user or S3's keys.

A secret comes from exactly one place: its option, a prompt, a file, standard input or the
environment. It is a :class:`~saharaclient.transport.redaction.Secret` from the moment it is parsed.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from typing import Any

from osc_lib import exceptions, utils

from saharaclient.osc.arguments import files
from saharaclient.osc.arguments.options import FieldOption, Parser
from saharaclient.transport.redaction import Secret

PASSWORD_VARIABLE = "SAHARA_PASSWORD"  # nosec B105  # the name of a variable
SECRET_KEY_VARIABLE = "SAHARA_SECRET_KEY"  # nosec B105  # the name of a variable
#: Names of options as keys of a document, and the parts of the field that they are.
_PARTS = {
    "username": "user",
    "password": "password",
    "access_key": "accesskey",
    "secret_key": "secretkey",
    "s3_endpoint": "endpoint",
}


@dataclass(frozen=True)
class Credentials(FieldOption):
    """The options of credentials, which together are one field of a request.

    :param field: field of the request.
    :param resource_name: whose URL they are for.
    :param with_switches: whether S3 can be told about TLS and the place of the bucket.
    """

    field: str
    resource_name: str
    with_switches: bool = False
    has_parts = True

    def add_to(self, parser: Parser, updating: bool) -> None:
        what = f"for the URL of the {self.resource_name}"
        user = parser.add_mutually_exclusive_group()
        user.add_argument(
            "--username",
            metavar="<username>",
            help=f"Name of the Swift user {what}; its password comes from one of the options below"
            f" or from the environment variable {PASSWORD_VARIABLE}",
        )
        user.add_argument(
            "--access-key",
            metavar="<accesskey>",
            type=Secret,
            help=f"S3 access key {what}; its secret key comes from one of the options below or"
            f" from the environment variable {SECRET_KEY_VARIABLE}",
        )
        secret = parser.add_mutually_exclusive_group()
        for kind, metavar, title in (
            ("password", "<password>", "the password of the Swift user"),
            ("secret-key", "<secretkey>", "the S3 secret key"),
        ):
            secret.add_argument(
                f"--{kind}",
                metavar=metavar,
                type=Secret,
                help=f"Use this as {title}; other users of this machine can see it while the"
                " command runs",
            )
            secret.add_argument(
                f"--{kind}-prompt", action="store_true", help=f"Ask for {title} at the terminal"
            )
            secret.add_argument(
                f"--{kind}-file",
                metavar="<file>",
                help=f"Read {title} from the first line of a file, - for standard input",
            )
        parser.add_argument(
            "--s3-endpoint",
            metavar="<endpoint>",
            help=f"S3 endpoint {what}",
        )
        if self.with_switches:
            _add_switch(parser, "s3-ssl", "TLS for the S3 endpoint")
            _add_switch(parser, "s3-bucket-in-path", "the bucket in the path of S3's URLs")

    def value_in(self, parsed_args: argparse.Namespace) -> dict[str, Any] | None:
        """Return the field's value, None where no option is given.

        :raises osc_lib.exceptions.CommandError: a half is missing, or a secret cannot be read.
        """
        user = parsed_args.username or parsed_args.access_key
        s3 = {
            "endpoint": parsed_args.s3_endpoint,
            "ssl": getattr(parsed_args, "s3_ssl", None),
            "bucket_in_path": getattr(parsed_args, "s3_bucket_in_path", None),
        }
        s3 = {name: value for name, value in s3.items() if value is not None}
        is_s3 = _is_s3(parsed_args, bool(s3))
        secret = _secret(parsed_args, is_s3 if user else None)
        if bool(user) != bool(secret):
            raise exceptions.CommandError(_what_is_missing(is_s3, user_is_missing=not user))
        if is_s3:
            keys = {"accesskey": user, "secretkey": secret} if user else {}
            return {**keys, **s3} or None
        return {"user": user, "password": secret} if user else None

    def document_keys(self) -> tuple[str, ...]:
        return self.field, *_PARTS

    def document_value(self, key: str, value: Any) -> Any:
        if key in _PARTS:
            return {_PARTS[key]: value}
        if not isinstance(value, dict):
            raise exceptions.CommandError(
                f'The "{self.field}" of a {self.resource_name} must be an object.'
            )
        return value


def hint(url: str) -> str:
    """Return what to do where the service misses credentials for a URL."""
    if url.startswith("s3"):
        return "Give them with --access-key, --secret-key-prompt and --s3-endpoint."
    return "Give them with --username and --password-prompt, or see --help for other ways."


def _add_switch(parser: Parser, name: str, what: str) -> None:
    pair = parser.add_mutually_exclusive_group()
    dest = name.replace("-", "_")
    pair.add_argument(
        f"--enable-{name}", dest=dest, action="store_true", default=None, help=f"Use {what}"
    )
    pair.add_argument(
        f"--disable-{name}", dest=dest, action="store_false", default=None, help=f"Without {what}"
    )


def _is_s3(parsed_args: argparse.Namespace, has_s3_options: bool) -> bool:
    """Tell whether the data are in S3, by where they are or else by what is given."""
    where = getattr(parsed_args, "type", None) or (getattr(parsed_args, "url", None) or "")
    if where:
        return bool(where.startswith("s3"))
    names = ("access_key", "secret_key", "secret_key_prompt", "secret_key_file")
    return has_s3_options or any(getattr(parsed_args, name) for name in names)


def _secret(parsed_args: argparse.Namespace, is_s3_user: bool | None) -> Secret | None:
    """Return the password or secret key, from wherever it is to come.

    :param is_s3_user: of which kind the user is whose secret may come from the environment; None
        for no user.
    """
    for dest, title in (("password", "Password"), ("secret_key", "Secret key")):
        path = getattr(parsed_args, f"{dest}_file")
        if path is not None:
            return _read_secret(path)
        if getattr(parsed_args, f"{dest}_prompt"):
            return Secret(utils.get_password(sys.stdin, prompt=f"{title}:", confirm=False))
        given: Secret | None = getattr(parsed_args, dest)
        if given:
            return given
    if is_s3_user is None:
        return None
    return Secret(os.environ.get(SECRET_KEY_VARIABLE if is_s3_user else PASSWORD_VARIABLE, ""))


def _read_secret(path: str) -> Secret:
    """Return the first line of a file, or of standard input."""
    line = files.read_text(path).split("\n", 1)[0].rstrip("\r")
    if not line:
        raise exceptions.CommandError(
            f"{files.describe_source(path)} has no secret in its first line."
        )
    return Secret(line)


def _what_is_missing(is_s3: bool, user_is_missing: bool) -> str:
    if user_is_missing:
        return f"A secret needs its owner: give {'--access-key' if is_s3 else '--username'}, too."
    if is_s3:
        return (
            "An access key needs its secret key: give --secret-key-prompt or --secret-key-file, or"
            f" set {SECRET_KEY_VARIABLE}."
        )
    return (
        "A user name needs its password: give --password-prompt or --password-file, or set"
        f" {PASSWORD_VARIABLE}."
    )
