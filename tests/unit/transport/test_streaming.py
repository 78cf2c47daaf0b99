"""Uploads and downloads, over real sockets: in pieces, and never half of it unnoticed."""

from __future__ import annotations

import gc
import gzip
import io
import logging
import os
import threading

import pytest
from keystoneauth1 import session as ksa_session
from keystoneauth1 import token_endpoint
from keystoneauth1.identity import v3

from saharaclient import exceptions
from saharaclient.client import Client
from saharaclient.transport.streaming import PIECE, Upload
from tests.unit.loopback import Loopback, resets, says

#: Two pieces and a half, of which no two are alike.
DATA = bytes(range(256)) * (PIECE // 512) + b"a" * PIECE + b"z" * PIECE
INTERNAL = {"job_binary_internal": {"id": "4833dc4b", "name": "a.jar", "datasize": len(DATA)}}
UPLOAD = "/v1.1/job-binary-internals/a.jar"
MISSING = {"error_code": 404, "error_name": "NOT_FOUND", "error_message": "not found"}


@pytest.fixture
def serve():
    loopbacks = []

    def serve_(*ways):
        loopbacks.append(Loopback(*ways).__enter__())
        return loopbacks[-1]

    yield serve_
    for loopback in loopbacks:
        loopback.__exit__()


@pytest.fixture
def client_of(clock):
    def client_of_(loopback, version="1.1", **kwargs):
        session = ksa_session.Session(auth=token_endpoint.Token(loopback.url, "token"))
        return Client(version, session=session, sleep=clock.sleep, **kwargs)

    return client_of_


class Strict(io.BytesIO):
    """A file that is read in pieces, or not at all."""

    def __init__(self, data, seekable=True):
        super().__init__(data)
        self.is_seekable = seekable
        self.largest = 0

    def seekable(self):
        return self.is_seekable

    def seek(self, *args):
        assert self.is_seekable
        return super().seek(*args)

    def tell(self):
        assert self.is_seekable
        return super().tell()

    def read(self, size=-1):
        assert size is not None
        assert 0 <= size <= 2**20, "read without a size"
        self.largest = max(size, self.largest)
        return super().read(size)

    def readall(self):
        raise AssertionError("read whole")

    getvalue = readall


class Pipe:
    """The reading end of a pipe that something writes into."""

    def __init__(self, data):
        read_end, write_end = os.pipe()
        self.file = os.fdopen(read_end, "rb")
        self.writer = threading.Thread(target=self.write, args=(write_end, data))
        self.writer.start()

    @staticmethod
    def write(write_end, data):
        with os.fdopen(write_end, "wb") as file:
            file.write(data)

    def close(self):
        self.file.close()
        self.writer.join(5)


@pytest.fixture
def piped():
    pipes = []

    def piped_(data):
        pipes.append(Pipe(data))
        return pipes[-1].file

    yield piped_
    for pipe in pipes:
        pipe.close()


@pytest.fixture
def opened(tmp_path):
    """Return a function that opens a file with some data, further on where told."""
    files = []

    def opened_(data, position=0, mode="rb"):
        path = tmp_path / f"file-{len(files)}"
        path.write_bytes(data)
        files.append(path.open(mode))
        files[-1].seek(position)
        return files[-1]

    yield opened_
    for file in files:
        file.close()


@pytest.fixture(params=["bytes", "str", "file", "file further on", "pipe", "BytesIO"])
def source(request, opened, piped):
    """Something to upload, and the bytes that are to arrive."""
    return {
        "bytes": lambda: (DATA, DATA),
        "str": lambda: ("größe\n" * PIECE, "größe\n".encode() * PIECE),
        "file": lambda: (opened(DATA), DATA),
        "file further on": lambda: (opened(DATA, 1000), DATA[1000:]),
        "pipe": lambda: (piped(DATA), DATA),
        "BytesIO": lambda: (io.BytesIO(DATA), DATA),
    }[request.param]()


def test_all_of_it_arrives_with_its_length_and_not_chunked(serve, client_of, source):
    data, whole = source
    loopback = serve(says(202, INTERNAL))
    internal = client_of(loopback).job_binary_internals.create("a.jar", data)
    (arrived,) = loopback.arrived
    assert (arrived.method, arrived.path) == ("PUT", UPLOAD)
    assert arrived.body == whole
    assert arrived.headers["Content-Length"] == str(len(whole))
    assert arrived.headers["Transfer-Encoding"] is None
    assert arrived.headers["Content-Type"] == "application/octet-stream"
    assert arrived.headers["X-Auth-Token"] == "token"
    assert internal.job_binary_internal == INTERNAL["job_binary_internal"]


def test_a_name_is_one_segment_of_the_path(serve, client_of):
    loopback = serve(says(202, INTERNAL))
    client_of(loopback).job_binary_internals.create("../a b/ü", b"x")
    assert loopback.arrived[0].path == "/v1.1/job-binary-internals/..%2Fa%20b%2F%C3%BC"


def test_iteration_restarts(source):
    data, whole = source
    upload = Upload(data)
    assert len(upload) == len(whole)
    assert b"".join(upload) == whole
    next(iter(upload))
    assert b"".join(upload) == whole


@pytest.mark.parametrize("seekable", [True, False])
def test_a_file_is_read_in_pieces(serve, client_of, seekable):
    loopback = serve(says(202, INTERNAL))
    file = Strict(DATA, seekable)
    client_of(loopback).job_binary_internals.create("a.jar", file)
    assert loopback.arrived[0].body == DATA
    assert file.largest <= PIECE


@pytest.mark.parametrize("in_memory", [True, False])
def test_a_file_of_text_is_refused(serve, client_of, opened, in_memory):
    loopback = serve(says(202, INTERNAL))
    file = io.StringIO("words") if in_memory else opened(b"words", mode="r")
    with pytest.raises(exceptions.BadRequest, match="open it in binary mode") as refused:
        client_of(loopback).job_binary_internals.create("a.jar", file)
    assert refused.value.error_name == "NOT_BINARY"
    assert loopback.arrived == []


@pytest.mark.parametrize(
    "empty",
    [
        lambda opened, piped: b"",
        lambda opened, piped: "",
        lambda opened, piped: io.BytesIO(),
        lambda opened, piped: opened(b"read already", 12),
        lambda opened, piped: piped(b""),
    ],
    ids=["bytes", "str", "BytesIO", "file at its end", "pipe"],
)
def test_nothing_is_refused(serve, client_of, opened, piped, empty):
    loopback = serve(says(202, INTERNAL))
    with pytest.raises(exceptions.BadRequest, match="empty") as refused:
        client_of(loopback).job_binary_internals.create("a.jar", empty(opened, piped))
    assert refused.value.error_name == "EMPTY_UPLOAD"
    assert loopback.arrived == []


def test_a_file_that_shrinks_while_it_is_sent_is_refused(serve, client_of, opened):
    loopback = serve(says(202, INTERNAL))
    file = opened(DATA, mode="r+b")

    def shrink(sent, total):
        file.truncate(PIECE)

    with pytest.raises(exceptions.BadRequest) as refused:
        client_of(loopback).job_binary_internals.create("a.jar", file, progress=shrink)
    assert refused.value.error_name == "SHORT_UPLOAD"
    assert str(refused.value) == (
        f"The data ended after {PIECE} of {len(DATA)} bytes; nothing was stored."
    )


def test_a_file_that_grows_while_it_is_sent_is_sent_as_it_was(serve, client_of, opened):
    loopback = serve(says(202, INTERNAL))
    file = opened(DATA, mode="r+b")
    told = []

    def grow(sent, total):
        told.append((sent, total))
        with open(file.name, "ab") as same:
            same.write(b"more")

    client_of(loopback).job_binary_internals.create("a.jar", file, progress=grow)
    assert loopback.arrived[0].body == DATA
    assert told[-1] == (len(DATA), len(DATA))


@pytest.mark.parametrize("seekable", [True, False])
def test_upload_reports_progress(serve, client_of, seekable):
    loopback = serve(says(202, INTERNAL))
    told = []
    client_of(loopback).job_binary_internals.create(
        "a.jar", Strict(DATA, seekable), progress=lambda *numbers: told.append(numbers)
    )
    total = len(DATA)
    assert told == [(PIECE, total), (2 * PIECE, total), (total, total)]


def asks_for_tokens(exchange):
    """Hand out tokens, and take uploads with the second one alone."""
    arrived, loopback = exchange.arrived, exchange.server.loopback
    if arrived.path == "/v3/auth/tokens":
        tokens = [one for one in loopback.arrived if one.path == arrived.path]
        token = {
            "methods": ["password"],
            "issued_at": "2020-01-01T00:00:00.000000Z",
            "expires_at": "2999-01-01T00:00:00.000000Z",
            "user": {"id": "5c3a", "name": "ann", "domain": {"id": "default", "name": "Default"}},
        }
        exchange.say(201, {"token": token}, X_Subject_Token=f"token-{len(tokens)}")
    elif arrived.headers["X-Auth-Token"] == "token-1":
        exchange.say(401, {"error": {"code": 401, "title": "Unauthorized", "message": "expired"}})
    else:
        exchange.say(202, INTERNAL)


def test_an_expired_token_has_all_of_it_sent_again(serve, source, clock):
    data, whole = source
    loopback = serve(asks_for_tokens)
    auth = v3.Password(
        f"{loopback.url}/v3", username="ann", password="pa55", user_domain_id="default"
    )
    client = Client(
        "1.1",
        session=ksa_session.Session(auth=auth),
        sahara_url=loopback.url,
        sleep=clock.sleep,
    )
    client.job_binary_internals.create("a.jar", data)
    puts = [arrived for arrived in loopback.arrived if arrived.method == "PUT"]
    assert [put.headers["X-Auth-Token"] for put in puts] == ["token-1", "token-2"]
    assert [put.headers["Content-Length"] for put in puts] == [str(len(whole))] * 2
    assert puts[1].body == whole


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_an_upload_that_the_server_failed_on_is_sent_once(serve, client_of, clock, status):
    loopback = serve(says(status, {"error_message": "busy"}), says(202, INTERNAL))
    with pytest.raises(exceptions.APIException, match="busy") as failed:
        client_of(loopback).job_binary_internals.create("a.jar", DATA)
    assert failed.value.error_code == status
    assert len(loopback.arrived) == 1
    assert clock.sleeps == []


def test_an_upload_without_an_answer_is_sent_once_and_may_have_arrived(serve, client_of, clock):
    loopback = serve(resets, says(202, INTERNAL))
    with pytest.raises(exceptions.ConnectionFailed) as failed:
        client_of(loopback).job_binary_internals.create("a.jar", DATA)
    assert "The PUT request may have reached it" in str(failed.value)
    assert len(loopback.arrived) == 1
    assert clock.sleeps == []


def test_a_taken_name_is_a_conflict(serve, client_of):
    taken = {"error_code": 400, "error_name": "DB_DUPLICATE_ENTRY", "error_message": "Taken"}
    loopback = serve(says(400, taken))
    with pytest.raises(exceptions.Conflict, match="Taken"):
        client_of(loopback).job_binary_internals.create("a.jar", DATA)


# Downloads


@pytest.fixture(
    params=[("1.1", "job_binaries"), ("2", "job_binaries"), ("1.1", "job_binary_internals")],
    ids=lambda param: " ".join(param),
)
def binaries_of(request, client_of):
    version, manager = request.param
    return lambda loopback, **kwargs: getattr(client_of(loopback, version, **kwargs), manager)


@pytest.fixture
def binaries_at(client_of):
    return lambda loopback, **kwargs: client_of(loopback, "2", **kwargs).job_binaries


class Sink:
    """A file that keeps what is written to it, piece by piece."""

    def __init__(self):
        self.pieces = []

    def write(self, piece):
        self.pieces.append(piece)
        return len(piece)

    @property
    def written(self):
        return b"".join(self.pieces)


def chunk(data):
    return b"%x\r\n%b\r\n" % (len(data), data)


def downloaded(binaries):
    sink = Sink()
    binaries.download("x", sink)
    return sink.written


#: An answer without a length, up to its last chunk.
CHUNKED = chunk(DATA[:PIECE]) + chunk(DATA[PIECE:])
IN_CHUNKS = {"Transfer_Encoding": "chunked"}


def test_a_download_is_written_in_pieces(serve, binaries_of):
    loopback = serve(says(200, DATA))
    binaries, sink, told = binaries_of(loopback), Sink(), []
    answer = binaries.download("x", sink, lambda *numbers: told.append(numbers))
    assert answer is None
    assert sink.written == DATA
    assert max(map(len, sink.pieces)) <= PIECE
    assert told[-1] == (len(DATA), len(DATA))
    assert [total for _, total in told] == [len(DATA)] * len(sink.pieces)
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    (arrived,) = loopback.arrived
    assert (arrived.method, arrived.path) == (
        "GET",
        f"/v{binaries.api.api_version}/{binaries.path}/x/data",
    )


def test_get_file_hands_back_all_of_it(serve, binaries_of):
    assert binaries_of(serve(says(200, DATA))).get_file("x") == DATA


def test_download_without_length_has_no_total(serve, binaries_at):
    loopback = serve(says(200, CHUNKED, b"0\r\n\r\n", **IN_CHUNKS))
    sink, told = Sink(), []
    binaries_at(loopback).download("x", sink, lambda *numbers: told.append(numbers))
    assert sink.written == DATA
    assert {total for _, total in told} == {None}
    assert told[-1][0] == len(DATA)


def test_a_download_that_ends_with_its_connection_is_whole(serve, binaries_at):
    def until_the_end(exchange):
        exchange.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + DATA)
        exchange.hang_up()

    sink = Sink()
    binaries_at(serve(until_the_end)).download("x", sink)
    assert sink.written == DATA


def test_a_compressed_download_is_written_as_it_was(serve, binaries_at):
    compressed = gzip.compress(DATA)
    assert len(compressed) < len(DATA)
    sink, told = Sink(), []
    binaries_at(serve(says(200, compressed, Content_Encoding="gzip"))).download(
        "x", sink, lambda *numbers: told.append(numbers)
    )
    assert sink.written == DATA
    assert told[-1] == (len(DATA), None)


def test_an_empty_download_is_whole(serve, binaries_at):
    sink = Sink()
    binaries_at(serve(says(200, b""))).download("x", sink)
    assert sink.written == b""


def cut(body, **headers):
    def cut_(exchange):
        exchange.say(200, body, **headers)
        exchange.hang_up()

    return cut_


COMPRESSED = gzip.compress(os.urandom(PIECE))


@pytest.mark.parametrize(
    "way",
    [
        cut(DATA[:1000], Content_Length=len(DATA)),
        cut(DATA[:-1], Content_Length=len(DATA)),
        cut(b"", Content_Length=len(DATA)),
        cut(CHUNKED, **IN_CHUNKS),
        cut(CHUNKED[:-1000], **IN_CHUNKS),
        cut(COMPRESSED[:1000], Content_Encoding="gzip", Content_Length=len(COMPRESSED)),
    ],
    ids=["early", "by one byte", "at once", "between chunks", "within a chunk", "compressed"],
)
def test_a_download_that_is_cut_short_is_a_failure(serve, binaries_at, way):
    loopback = serve(way)
    with pytest.raises(exceptions.ConnectionFailed) as failed:
        binaries_at(loopback).download("x", Sink())
    url = f"{loopback.url}/v2/job-binaries/x/data"
    assert str(failed.value) == f'There is no answer from "{url}": its answer was cut short.'
    assert failed.value.error_name == "CONNECTION_FAILED"
    assert failed.value.url == url
    assert failed.value.__cause__ is not None
    assert len(loopback.arrived) == 1


def test_whole_pieces_that_came_before_the_cut_are_written(serve, binaries_at):
    sink = Sink()
    with pytest.raises(exceptions.ConnectionFailed):
        binaries_at(serve(cut(DATA[: 2 * PIECE], Content_Length=len(DATA)))).download("x", sink)
    assert len(sink.written) >= PIECE
    assert DATA.startswith(sink.written)


def test_get_file_is_asked_for_again_where_it_was_cut_short(serve, binaries_of):
    loopback = serve(cut(DATA[:1000], Content_Length=len(DATA)), says(200, DATA))
    assert binaries_of(loopback).get_file("x") == DATA
    assert len(loopback.arrived) == 2


def test_a_reset_in_the_middle_is_a_failure(serve, binaries_at):
    def breaks_off(exchange):
        exchange.say(200, DATA[:1000], Content_Length=len(DATA))
        exchange.reset()

    with pytest.raises(exceptions.ConnectionFailed) as failed:
        binaries_at(serve(breaks_off)).download("x", Sink())
    assert failed.value.error_name == "CONNECTION_FAILED"


def test_a_download_that_falls_silent_is_a_failure(serve, binaries_at):
    done = threading.Event()

    def falls_silent(exchange):
        exchange.say(200, DATA[:1000], Content_Length=len(DATA))
        done.wait(5)
        exchange.hang_up()

    try:
        with pytest.raises(exceptions.ConnectionFailed) as failed:
            binaries_at(serve(falls_silent), timeout=0.1).download("x", Sink())
    finally:
        done.set()
    assert failed.value.error_name == "CONNECTION_FAILED"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (404, exceptions.NotFound),
        (403, exceptions.Forbidden),
        (400, exceptions.BadRequest),
        (413, exceptions.APIException),
        (500, exceptions.ServerFault),
    ],
)
def test_a_refused_download_writes_nothing(serve, binaries_of, status, kind):
    error = {"error_code": status, "error_name": "WORD", "error_message": "Because"}
    sink = Sink()
    with pytest.raises(kind, match=r"Because\.") as failed:
        binaries_of(serve(says(status, error))).download("x", sink)
    assert failed.value.error_code == status
    assert sink.pieces == []


def test_a_server_in_trouble_is_asked_again_for_a_download(serve, binaries_at, clock):
    loopback = serve(says(503, {"error_message": "busy"}), says(200, DATA))
    sink = Sink()
    binaries_at(loopback).download("x", sink)
    assert sink.written == DATA
    assert len(clock.sleeps) == 1


@pytest.mark.parametrize(
    "get", [lambda binaries: binaries.get_file("x"), downloaded], ids=["get_file", "download"]
)
def test_where_v2_fails_v1_is_asked_for_the_content(serve, binaries_at, get):
    loopback = serve(says(500, {"error_message": "v2 cannot"}), says(200, DATA))
    assert get(binaries_at(loopback)) == DATA
    assert [arrived.path for arrived in loopback.arrived] == [
        "/v2/job-binaries/x/data",
        "/v1.1/job-binaries/x/data",
    ]


def test_missing_in_v2_is_requested_once(serve, binaries_at):
    loopback = serve(says(404, MISSING))
    with pytest.raises(exceptions.NotFound):
        binaries_at(loopback).get_file("x")
    assert [arrived.path for arrived in loopback.arrived] == ["/v2/job-binaries/x/data"]


def test_a_full_disk_is_the_callers_own_error(serve, binaries_at):
    class Full:
        def write(self, piece):
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        binaries_at(serve(says(200, DATA))).download("x", Full())


def test_a_file_that_stands_behind_its_end_has_nothing_to_upload(serve, client_of):
    file = io.BytesIO(b"abc")
    file.seek(10)
    with pytest.raises(exceptions.BadRequest, match="empty"):
        client_of(serve(says(202, INTERNAL))).job_binary_internals.create("a", file)


@pytest.mark.parametrize("name", ["None", "null"])
def test_any_word_can_be_the_name_of_content(serve, client_of, name):
    assert client_of(serve(says(202, INTERNAL))).job_binary_internals.create(name, b"x")


def test_what_was_spooled_is_closed_after_the_upload(serve, client_of, piped, recwarn):
    client_of(serve(says(202, INTERNAL))).job_binary_internals.create("a", piped(b"abc"))
    gc.collect()
    # Other tests may have left files and sockets; a spool is the one that is read and written.
    assert [one for one in recwarn if "BufferedRandom" in str(one.message)] == []


@pytest.mark.parametrize(
    "way",
    [cut(b'{"err', Content_Length="1000"), says(404, b"no gzip", Content_Encoding="gzip")],
    ids=["cut short", "not decodable"],
)
def test_a_refusal_that_cannot_be_read_is_a_failed_connection(serve, client_of, way):
    with pytest.raises(exceptions.APIException):
        client_of(serve(way), connect_retries=0).job_binaries.download("x", io.BytesIO())


def test_silence_in_the_middle_is_told_as_what_it_is(serve, client_of):
    enough = threading.Event()

    def falls_silent(exchange):
        exchange.say(200, b"x", Content_Length="1000")
        enough.wait(3)
        exchange.hang_up()

    with pytest.raises(exceptions.ConnectionFailed, match="did not answer in time"):
        client_of(serve(falls_silent), timeout=0.1).job_binaries.download("x", io.BytesIO())
    enough.set()


def test_content_is_not_logged(serve, client_of, caplog):
    caplog.set_level(logging.DEBUG)
    way = says(200, b'["words of a job binary"]', Content_Type="text/html")
    client_of(serve(way)).job_binaries.get_file("x")
    assert "words" not in caplog.text
    assert "25 bytes" in caplog.text


def test_where_neither_version_has_the_content_v2_is_believed(serve, client_of):
    ways = says(500, {"error_message": "v2 broke"}), says(404, {"error_message": "no such path"})
    with pytest.raises(exceptions.ServerFault, match="v2 broke"):
        client_of(serve(*ways), "2").job_binaries.get_file("x")


@pytest.mark.parametrize(
    "failure", [OSError("my own bar broke"), ValueError("closed"), KeyError(1)]
)
def test_what_callers_progress_raises_is_the_callers(client_of, failure):
    def progress(*numbers):
        raise failure

    with Loopback(says(200, {})) as loopback, pytest.raises(type(failure)) as raised:
        client_of(loopback).job_binary_internals.create("a", DATA, progress=progress)
    assert raised.value is failure
