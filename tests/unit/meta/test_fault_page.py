"""Each row of the second table of the page about faults has its tests.

The first table is compared with the run on a real cloud, in tests/functional/faults.
"""

from __future__ import annotations

import csv
import importlib
import re
from pathlib import Path

PAGE = Path(__file__).parents[3] / "doc" / "source" / "faults.rst"

#: The tests that fail if the result is another one, by the fault.
TESTS = {
    "TLS connection that is closed": (
        "transport.test_adapter:test_closed_tls_connection_sends_no_post_twice_and_ends_no_wait"
    ),
    "proxy that is down": "transport.test_proxies:test_proxy_that_is_down_is_named",
    "proxy that refuses to connect": (
        "transport.test_proxies:test_refused_tunnel_is_retried_for_it_was_not_sent"
    ),
    "proxy that asks for a password": (
        "transport.test_proxies:test_proxy_that_asks_for_password_is_asked_once"
    ),
    "lost answer behind a proxy": (
        "transport.test_proxies:test_lost_answer_through_proxy_may_have_arrived"
    ),
    "redirect from http to https": (
        "transport.test_redirects:test_writes_go_where_earlier_read_was_redirected"
    ),
    "redirect of a change": (
        "transport.test_redirects:test_redirected_write_is_one_error_that_names_new_url"
    ),
    "redirect of the identity service to another host": (
        "transport.test_redirects:test_password_does_not_follow_identity_service_to_other_host"
    ),
    "answer that does not end": (
        "transport.test_limits:test_wait_ends_in_time_although_service_does_not_answer"
    ),
    "identity service that does not answer": (
        "transport.test_limits:test_wait_ends_in_time_although_identity_service_does_not_answer"
    ),
    "token that expires while threads share a client": (
        "transport.test_threads:test_token_that_expires_is_renewed_once_for_all_threads"
    ),
    "progress that cannot be written": (
        "api.test_waiters:test_progress_that_cannot_be_written_does_not_end_wait"
    ),
    "closed stdout or stderr": "osc.test_openstackclient:test_closed_streams_are_like_dev_null",
    "closed stdin": "osc.arguments.test_files:test_closed_standard_input_is_reported",
    "SIGTERM or SIGHUP": "osc.verbs.test_signals:test_signal_ends_a_command_after_its_cleanup",
}


def test_every_other_fault_has_its_test():
    text = PAGE.read_text(encoding="utf-8")
    found = re.search(r":header: fault, result\n   :class: .*\n\n((?:   .*\n)+)", text)
    rows = csv.reader((line.strip() for line in found[1].splitlines()), skipinitialspace=True)
    assert [fault for fault, _ in rows] == list(TESTS)
    for place in TESTS.values():
        module, _, name = place.partition(":")
        assert callable(getattr(importlib.import_module(f"tests.unit.{module}"), name))
