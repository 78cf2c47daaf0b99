"""Options for what a service needs to get at data: Swift's user or S3's keys.

A secret comes from exactly one place: its option, a prompt, a file, standard input or the
environment. It is a :class:`~saharaclient.transport.redaction.Secret` from the moment it is parsed.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from dataclasses import dataclass

from osc_lib import exceptions, utils

from saharaclient.api.kinds.jobs import CREDENTIALS
from saharaclient.osc.arguments import files, types
from saharaclient.osc.arguments.options import FieldOption, Parser
from saharaclient.osc.arguments.usage import UsageError
from saharaclient.text import escape_control_chars
from saharaclient.transport.redaction import Secret

PASSWORD_VARIABLE = "SAHARA_PASSWORD"  # nosec B105  # the name of a variable
SECRET_KEY_VARIABLE = "SAHARA_SECRET_KEY"  # nosec B105  # the name of a variable
_SECRET_FLAGS = tuple(
    f"--{kind}{source}"
    for kind in ("password", "secret-key")
    for source in ("", "-prompt", "-file")
)
_S3_FLAGS = (
    *("--access-key", "--secret-key", "--secret-key-prompt", "--secret-key-file", "--s3-endpoint"),
    *("--enable-s3-ssl", "--enable-s3-bucket-in-path"),
)
#: Names of options as keys of a document, and the parts of the field that they are.
_PARTS = {part.option.replace("-", "_"): part.name for part in CREDENTIALS if part.option}


@dataclass(frozen=True)
class Credentials(FieldOption):
    """The options of credentials, which together are one field of a request.

    :param field: field of the request.
    :param resource_name: whose URL they are for.
    :param with_switches: whether S3 can be told about TLS and the place of the bucket.
    :param keys: other names that the field can have in a document.
    """

    field: str
    resource_name: str
    with_switches: bool = False
    keys: tuple[str, ...] = ()
    has_parts = True

    def add_to(self, parser: Parser, updating: bool) -> None:
        what = f"for the URL of the {self.resource_name}"
        user = parser.add_mutually_exclusive_group()
        user.add_argument(
            "--username",
            metavar="<username>",
            type=types.text,
            help=f"Swift user {what}. The password comes from one of the options below, or from the"
            f" environment variable {PASSWORD_VARIABLE}",
        )
        user.add_argument(
            "--access-key",
            metavar="<accesskey>",
            type=types.secret,
            help=f"S3 access key {what}. The secret key comes from one of the options below, or"
            f" from the environment variable {SECRET_KEY_VARIABLE}",
        )
        secret = parser.add_mutually_exclusive_group()
        for kind, metavar, title in (
            ("password", "<password>", "password of the Swift user"),
            ("secret-key", "<secretkey>", "S3 secret key"),
        ):
            secret.add_argument(
                f"--{kind}",
                metavar=metavar,
                type=types.secret,
                help=f"{title[0].upper()}{title[1:]}. Other users of this machine can see it in the"
                " process list while the command runs",
            )
            secret.add_argument(
                f"--{kind}-prompt", action="store_true", help=f"Prompt for the {title}"
            )
            secret.add_argument(
                f"--{kind}-file",
                metavar="<file>",
                type=types.text,
                help=f"File with the {title} in its first line; - for standard input",
            )
        parser.add_argument(
            "--s3-endpoint",
            metavar="<endpoint>",
            type=types.text,
            help=f"S3 endpoint {what}, such as s3.example.com",
        )
        if self.with_switches:
            _add_switch(parser, "s3-ssl", "TLS for the S3 endpoint")
            _add_switch(
                parser,
                "s3-bucket-in-path",
                "the bucket in the path of S3 URLs, not in the host name",
            )

    def check(self, parsed_args: argparse.Namespace) -> None:
        is_s3, user = _is_s3(parsed_args), parsed_args.username or parsed_args.access_key
        foreign = [] if is_s3 else [flag for flag in _S3_FLAGS if _given(parsed_args, flag)]
        if foreign:
            raise UsageError(
                f"{foreign[0]} is for data in S3. For other data give --username and --password"
                " or another source of the password."
            )
        has_secret = any(_given(parsed_args, flag) for flag in _SECRET_FLAGS)
        variable = SECRET_KEY_VARIABLE if is_s3 else PASSWORD_VARIABLE
        if has_secret and not user:
            owner = "--access-key" if is_s3 else "--username"
            raise UsageError(f"A secret needs its owner: give {owner}, too.")
        if user and not has_secret and not os.environ.get(variable):
            owner, kind = ("An access key", "secret key") if is_s3 else ("A user name", "password")
            flag = kind.replace(" ", "-")
            raise UsageError(
                f"{owner} needs its {kind}: give --{flag}-prompt or --{flag}-file, or set"
                f" {variable}."
            )

    def value_in(self, parsed_args: argparse.Namespace) -> dict[str, object] | None:
        """Return the field's value, None if no option is given.

        :raises osc_lib.exceptions.CommandError: a secret cannot be read.
        """
        user, is_s3 = parsed_args.username or parsed_args.access_key, _is_s3(parsed_args)
        secret = _secret(parsed_args, is_s3) if user else None
        if not is_s3:
            return {"user": user, "password": secret} if user else None
        s3 = {
            "accesskey": user,
            "secretkey": secret,
            "endpoint": parsed_args.s3_endpoint,
            "ssl": getattr(parsed_args, "s3_ssl", None),
            "bucket_in_path": getattr(parsed_args, "s3_bucket_in_path", None),
        }
        return {name: value for name, value in s3.items() if value is not None} or None

    def document_keys(self) -> tuple[str, ...]:
        return self.field, *self.keys, *_PARTS

    def document_value(self, key: str, value: object) -> object:
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
        f"--disable-{name}",
        dest=dest,
        action="store_false",
        default=None,
        help=f"Do not use {what.partition(',')[0]}",
    )


def _given(parsed_args: argparse.Namespace, flag: str) -> bool:
    """Return whether an option is given; not all commands have all of them."""
    dest = re.sub("^(enable|disable)-", "", flag.removeprefix("--")).replace("-", "_")
    value = getattr(parsed_args, dest, None)
    return value is not None and not (value is False and dest.endswith("_prompt"))


def _is_s3(parsed_args: argparse.Namespace) -> bool:
    """Return whether the data are in S3, by their type or URL, or else by the options given."""
    where: str = getattr(parsed_args, "type", None) or getattr(parsed_args, "url", None) or ""
    if where:
        return where.startswith("s3")
    return any(_given(parsed_args, flag) for flag in _S3_FLAGS)


def _secret(parsed_args: argparse.Namespace, is_s3: bool) -> Secret:
    """Return the password or secret key from its option, prompt, file or environment variable."""
    user = escape_control_chars(str(parsed_args.username or ""))
    for dest, title in (
        ("password", f'Password of Swift user "{user}"'),
        ("secret_key", "S3 secret key"),
    ):
        path = getattr(parsed_args, f"{dest}_file")
        if path is not None:
            return _read_secret(path)
        if getattr(parsed_args, f"{dest}_prompt"):
            entered = utils.get_password(sys.stdin, prompt=f"{title}: ", confirm=False)
            if not entered:
                raise exceptions.CommandError(f"{title}: nothing was entered.")
            return Secret(entered)
        given: Secret | None = getattr(parsed_args, dest)
        if given is not None:
            return given
    return Secret(os.environ[SECRET_KEY_VARIABLE if is_s3 else PASSWORD_VARIABLE])


def _read_secret(path: str) -> Secret:
    """Return the first line of a file, or of standard input."""
    line = files.read_text(path).split("\n", 1)[0].rstrip("\r")
    if not line:
        raise exceptions.CommandError(
            f"{files.describe_source(path)} has no secret in its first line."
        )
    return Secret(line)
