"""The client and server cases of ../../protocols/set-statistics/cases as an ordinary pytest file plays them: subprocess and sockets.

What a person writes who has no harness: a fresh program a test, ports of its own, plain time-outs where nothing must come.
It judges less: values to nine digits, exit codes; no console, no clause, no confirmation, no transcript.

    python3 -m pip install pytest pytest-xdist
    SOCKSPEC=target/release/sockspec python3 -m pytest -q -n auto benches/pytest
"""

import fcntl
import math
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time
import tomllib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOCKSPEC = os.path.abspath(os.environ.get("SOCKSPEC", ROOT / "target" / "release" / "sockspec"))
PATIENCE = 5.0
# How long nothing must come.
SILENCE = 0.15
ENDS = {None: b"\n", "end-of-input": b"", "carriage-return": b"\r\n"}


def cases(role):
    folder = ROOT / "protocols" / "set-statistics" / "cases" / role
    paths = sorted(folder.rglob("*.toml"))
    return [pytest.param(tomllib.loads(path.read_text()), id=str(path.relative_to(folder))) for path in paths]


def payload(what):
    """A text, or pieces that are repeated."""
    if isinstance(what, str):
        return what.encode()
    if isinstance(what, list):
        return b"".join(payload(piece) for piece in what)
    if "text" in what:
        return what["text"].encode() * what.get("times", 1)
    if "escaped" in what:
        return what["escaped"].encode().decode("unicode_escape").encode("latin-1")
    raise NotImplementedError(what)


def free_port(kind):
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def close_enough(got, wanted):
    both = [float(word) for word in got.split()], [float(word) for word in wanted.split()]
    assert len(both[0]) == len(both[1]) == 4, got
    for one, other in zip(*both):
        assert one == other or math.isnan(one) and math.isnan(other) or math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9), got


def statistics(request):
    numbers = [float(word) for word in request.split()]
    return " ".join(map(repr, [sum(numbers), min(numbers), max(numbers), sum(numbers) / len(numbers)]))


class Server:
    def __init__(self, transport):
        self.transport = transport
        self.port = free_port(socket.SOCK_STREAM if transport == "tcp" else socket.SOCK_DGRAM)
        self.start()
        self.peers = {}

    def start(self):
        command = [SOCKSPEC, "reference", f"{self.transport}-server", "--port", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert self.process.stdout.readline()

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)
        self.process.stdout.close()

    def close(self):
        for peer in self.peers.values():
            peer.close()
        self.stop()

    def receive(self, peer, patience=PATIENCE):
        """What comes; nothing if the other side closes, or stays silent."""
        self.peers[peer].settimeout(patience)
        try:
            return self.peers[peer].recv(65536)
        except (TimeoutError, ConnectionError):
            return b""

    def expect(self, step):
        match step["expect"]:
            case "statistics":
                close_enough(self.receive(step["on"]), statistics(payload(step["of"])))
            case "statistics-of-each":
                for _ in step["of"]:
                    assert self.receive(step["on"])
            case "closed":
                assert self.receive(step["on"]) == b""
            case "nothing" | "no-statistics":
                assert len(self.receive(step["on"], SILENCE).split()) != 4
            case "observed" | "one-of" | "answered-on":
                self.receive(step["on"] if "on" in step else "home", SILENCE)
            case other:
                raise NotImplementedError(other)

    def play(self, step):
        match step:
            case {"connect": peer}:
                self.peers[peer] = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
            case {"bind": peer}:
                self.peers[peer] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                self.peers[peer].bind(("127.0.0.1", step.get("port", 0)))
            case {"send": what, "on": peer} if self.transport == "udp":
                self.peers[peer].sendto(payload(what), ("127.0.0.1", self.port))
            case {"send": what, "on": peer}:
                self.peers[peer].sendall(payload(what))
            case {"half-close": peer}:
                self.peers[peer].shutdown(socket.SHUT_WR)
            case {"leave": peer}:
                self.peers.pop(peer).close()
            case {"reset": peer}:
                self.peers[peer].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                self.peers.pop(peer).close()
            case {"stop": True}:
                self.stop()
            case {"start": True}:
                self.start()
            case {"expect": _}:
                self.expect(step)
            case {"stay-silent": True}:
                time.sleep(SILENCE)
            case other:
                raise NotImplementedError(other)


@pytest.mark.parametrize("case", cases("tcp-server"))
def test_tcp_server(case):
    play_server("tcp", case)


@pytest.mark.parametrize("case", cases("udp-server"))
def test_udp_server(case):
    # A UDP server answers to port 8000, so these can't run side by side.
    with open(os.path.join(tempfile.gettempdir(), "port-8000.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        play_server("udp", case)


def play_server(transport, case):
    server = Server(transport)
    try:
        for step in case["steps"]:
            server.play(step)
    finally:
        server.close()


class Client:
    """The harness plays the server."""

    def __init__(self, transport, case):
        self.transport = transport
        kind = socket.SOCK_STREAM if transport == "tcp" else socket.SOCK_DGRAM
        self.socket = socket.socket(socket.AF_INET, kind)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.connection, self.sender, self.process, self.reply_port = None, None, None, None
        if any("refuse" in step for step in case["steps"]):
            self.socket.close()
        else:
            self.socket.settimeout(PATIENCE)
            if transport == "tcp":
                self.socket.listen()
        if transport == "udp":
            self.reply_port = free_port(kind)

    def start(self):
        command = [SOCKSPEC, "reference", f"{self.transport}-client", "--port", str(self.port)]
        if self.reply_port:
            command += ["--reply-port", str(self.reply_port)]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT)

    def type(self, what, end):
        if not self.process:
            self.start()
        try:
            self.process.stdin.write(payload(what) + ENDS[end])
            self.process.stdin.flush()
        except BrokenPipeError:
            pass

    def accept(self):
        if not self.connection:
            self.connection, _ = self.socket.accept()
            self.connection.settimeout(PATIENCE)

    def reply(self, step):
        what = payload(step["reply"])
        if "after" in step:
            time.sleep(float(step["after"].removesuffix("ms")) / 1000)
        if self.transport == "tcp":
            cuts = [0, *step.get("cut", []), len(what)]
            for begin, end in zip(cuts, cuts[1:]):
                self.connection.sendall(what[begin:end])
        else:
            other = "from" in step
            sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM) if other else self.socket
            sender.sendto(what, ("127.0.0.1", self.reply_port))
            if other:
                sender.close()

    def expect(self, step):
        match step["expect"]:
            case "message" if self.transport == "tcp":
                self.accept()
                wanted, got = payload(step["text"]), b""
                while len(got) < len(wanted):
                    more = self.connection.recv(65536)
                    assert more, got
                    got += more
                assert got.rstrip(b"\r") == wanted
            case "message" if self.transport == "udp":
                assert self.socket.recvfrom(65536)[0].rstrip(b"\r") == payload(step["text"])
            case "length" if self.transport == "tcp":
                assert self.connection.recv(65536).rstrip(b"\r") == payload(step["text"])
            case "length":
                assert self.socket.recvfrom(65536)[0].rstrip(b"\r") == payload(step["text"])
            case "length-held-back":
                self.connection.settimeout(SILENCE)
                with pytest.raises(TimeoutError):
                    self.connection.recv(65536)
                self.connection.settimeout(PATIENCE)
            case "exit":
                code = self.process.wait(PATIENCE)
                assert step["how"] == "any" or (code == 0) == (step["how"] == "success")
            case "results":
                self.type_nothing_more()
                close_enough(results(self.process.stdout.read()), payload(step["of"]))
            case "prints-one-of":
                self.type_nothing_more()
                self.process.stdout.read()
            case other:
                raise NotImplementedError(other)

    def type_nothing_more(self):
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass

    def play(self, step):
        match step:
            case {"type": what}:
                self.type(what, step.get("end"))
                if step.get("end") == "end-of-input":
                    self.type_nothing_more()
            case {"reply": _}:
                self.reply(step)
            case {"half-close": _}:
                self.accept()
                self.connection.shutdown(socket.SHUT_WR)
            case {"reset": _}:
                self.accept()
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                self.connection.close()
                self.connection = None
            case {"take-port": _}:
                self.taken = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                self.taken.bind(("127.0.0.1", self.reply_port))
            case {"expect": _}:
                self.expect(step)
            case {"refuse": True} | {"stay-silent": True}:
                pass
            case other:
                raise NotImplementedError(other)

    def close(self):
        for one in (self.socket, self.connection, getattr(self, "taken", None)):
            if one:
                one.close()
        if self.process:
            self.type_nothing_more()
            self.process.stdout.close()
            try:
                self.process.wait(PATIENCE)
            finally:
                self.process.kill()


def results(console):
    return b" ".join(line.rpartition(b":")[2].strip() for line in console.splitlines()[-4:])


@pytest.mark.parametrize("case", cases("tcp-client"))
def test_tcp_client(case):
    play_client("tcp", case)


@pytest.mark.parametrize("case", cases("udp-client"))
def test_udp_client(case):
    play_client("udp", case)


def play_client(transport, case):
    client = Client(transport, case)
    try:
        for step in case["steps"]:
            client.play(step)
    finally:
        client.close()
