"""Abbreviated options: those of python-saharaclient 4.2.0 stay unambiguous."""

from __future__ import annotations

#: Options that 4.2.0 lacks, in all commands or in one API version (2), or in some commands (1).
#: If several options match an abbreviation, those with the lowest number here win; all others have
#: 0.
LATER_OPTIONS = {
    "--password-prompt": 1,
    "--secret-key-prompt": 1,
    **dict.fromkeys(
        (
            "--container",
            "--data",
            "--dry-run",
            "--force",
            "--limit",
            "--marker",
            "--or-show",
            "--password-file",
            "--poll-interval",
            "--secret-key-file",
            "--sort",
            "--timeout",
            "--watch",
        ),
        2,
    ),
}
