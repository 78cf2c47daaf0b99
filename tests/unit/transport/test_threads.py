"""One client in many threads: every answer belongs to its question."""

from __future__ import annotations

import random
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from keystoneauth1 import session as ksa_session
from keystoneauth1.identity import v3

from saharaclient import exceptions
from saharaclient.client import Client
from tests.unit.loopback import Loopback

THREADS = 16
QUESTIONS = 25


class Service:
    """Answers with what was asked for; some is not there, and some only the second time."""

    #: Seconds that a token takes.
    token_takes = 0

    def __init__(self):
        self.lock = threading.Lock()
        self.failed_once = set()
        self.tokens = 0
        self.refused = set()

    def __call__(self, exchange):
        arrived = exchange.arrived
        if arrived.path == "/v3/auth/tokens":
            self.hand_out_a_token(exchange)
            return
        if arrived.headers["X-Auth-Token"] in self.refused:
            exchange.say(401, {"error": {"code": 401, "title": "Unauthorized", "message": "No."}})
            return
        path, _, query = arrived.path.partition("?")
        id = path.rpartition("/")[2]
        if "busy" in arrived.path and self.is_first(arrived.path):
            exchange.say(503, {"error_message": "busy"})
        elif query:
            (type,) = re.findall("type=([^&]*)", query)
            infos = [{"id": f"{type}-{number}", "type": type} for number in range(3)]
            exchange.say(200, {"data_sources": infos, "markers": {"prev": None, "next": None}})
        elif id.startswith("missing"):
            error = {"error_code": 404, "error_name": "NOT_FOUND", "error_message": f"No {id}."}
            exchange.say(404, error, X_Openstack_Request_Id=f"req-{id}")
        else:
            exchange.say(200, {"data_source": {"id": id, "name": f"name of {id}"}})

    def is_first(self, path):
        with self.lock:
            first = path not in self.failed_once
            self.failed_once.add(path)
            return first

    def hand_out_a_token(self, exchange):
        with self.lock:
            self.tokens += 1
            name = f"token-{self.tokens}"
        time.sleep(self.token_takes)
        token = {
            "methods": ["password"],
            "issued_at": "2020-01-01T00:00:00.000000Z",
            "expires_at": "2999-01-01T00:00:00.000000Z",
            "user": {"id": "5c3a", "name": "ann", "domain": {"id": "default", "name": "Default"}},
        }
        exchange.say(201, {"token": token}, X_Subject_Token=name)


@pytest.fixture
def service():
    return Service()


@pytest.fixture
def client(service):
    with Loopback(service) as loopback:
        auth = v3.Password(
            f"{loopback.url}/v3", username="ann", password="pa55", user_domain_id="default"
        )
        yield Client(
            "2",
            session=ksa_session.Session(auth=auth),
            sahara_url=loopback.url,
            sleep=lambda seconds: None,
        )


def ask_for_one(client, number):
    found = client.data_sources.get(f"ds-{number}")
    return (found.id, found.name) == (f"ds-{number}", f"name of ds-{number}")


def ask_for_one_that_is_busy(client, number):
    return client.data_sources.get(f"busy-{number}").id == f"busy-{number}"


def ask_for_one_that_is_not_there(client, number):
    with pytest.raises(exceptions.NotFound) as failed:
        client.data_sources.get(f"missing-{number}")
    error = failed.value
    return (error.error_message, error.request_id, error.url.rpartition("/")[2]) == (
        f"No missing-{number}.",
        f"req-missing-{number}",
        f"missing-{number}",
    )


def ask_for_many(client, number):
    expected = [f"t{number}-0", f"t{number}-1", f"t{number}-2"]
    listed = [found.id for found in client.data_sources.list({"type": f"t{number}"})]
    found = [found.id for found in client.data_sources.find(type=f"t{number}")]
    return listed == found == expected


def ask_for_many_that_are_busy(client, number):
    found = client.data_sources.find(type=f"busy{number}")
    return [one.id for one in found] == [f"busy{number}-{index}" for index in range(3)]


def test_sixteen_threads_each_get_their_own_answers(client, service):
    asks = [
        ask_for_one,
        ask_for_one_that_is_busy,
        ask_for_one_that_is_not_there,
        ask_for_many,
        ask_for_many_that_are_busy,
    ]
    questions = [(ask, number) for ask in asks for number in range(THREADS * QUESTIONS // 5)]
    random.Random(1).shuffle(questions)
    together = threading.Barrier(THREADS)

    def work(mine):
        together.wait(10)
        return [(ask.__name__, number) for ask, number in mine if not ask(client, number)]

    with ThreadPoolExecutor(THREADS) as pool:
        wrong = list(pool.map(work, [questions[start::THREADS] for start in range(THREADS)]))
    assert wrong == [[]] * THREADS
    assert len(service.failed_once) == 2 * (THREADS * QUESTIONS // 5)
    assert service.tokens == 1


@pytest.mark.parametrize("threads", [2, 8])
def test_token_that_expires_is_renewed_once_for_all_threads(client, service, threads):
    client.data_sources.get("ds-0")
    for expired in range(1, 4):
        service.refused.add(f"token-{expired}")
        service.token_takes = 0.05
        together = threading.Barrier(threads)

        def work(number, together=together):
            together.wait(10)
            return ask_for_one(client, number)

        with ThreadPoolExecutor(threads) as pool:
            assert list(pool.map(work, range(threads))) == [True] * threads
        assert service.tokens == expired + 1
