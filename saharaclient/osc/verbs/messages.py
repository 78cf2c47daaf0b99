"""What commands write for people: results that are sentences, and notices."""

from __future__ import annotations

from saharaclient.osc import openstackclient
from saharaclient.osc.arguments import files
from saharaclient.osc.output.command_lines import CommandLines
from saharaclient.text import escape_control_chars


class MessageCommand(openstackclient.Command):
    """A command that writes sentences."""

    @property
    def is_quiet(self) -> bool:
        """Whether stderr is for errors only (``-q``)."""
        return not self.app.options.verbose_level

    @property
    def command_lines(self) -> CommandLines:
        """Makes command lines of commands to run next."""
        return CommandLines(self.app.options)

    def write(self, sentence: str) -> None:
        """Write a result that is a sentence, for commands that have no table to show."""
        if self.app.stdout.isatty():
            sentence = escape_control_chars(sentence)
        self.app.stdout.write(f"{sentence}\n")
        self.app.stdout.flush()

    def confirm(self, sentence: str) -> None:
        """Write that something was done, or has ended; not with -q."""
        if not self.is_quiet:
            self.write(sentence)

    def write_about_file(self, path: str, sentence: str) -> None:
        """Write a sentence about a file that was written; its content may be on stdout."""
        if path == files.STREAM:
            self.inform(sentence)
        else:
            self.write(sentence)

    def inform(self, sentence: str) -> None:
        """Write a notice to stderr, if stderr is a terminal or with -v; never with -q."""
        verbosity = self.app.options.verbose_level
        if verbosity > 1 or (verbosity and self.app.stderr.isatty()):
            self.app.stderr.write(f"{escape_control_chars(sentence)}\n")
