"""What the server and the two clients share: packets, text mode, and a transfer in both directions."""

import select
import socket
import struct
import time

RRQ, WRQ, DATA, ACK, ERROR, OACK = 1, 2, 3, 4, 5, 6
TIMEOUT = 2.0
TRIES = 4


class Failed(Exception):
    """The transfer is over without success."""


def request(opcode, name, mode, options):
    fields = [name, mode] + [text for pair in options for text in pair]
    return struct.pack("!H", opcode) + b"".join(field + b"\0" for field in fields)


def data(block, payload):
    return struct.pack("!HH", DATA, block % 65536) + payload


def ack(block):
    return struct.pack("!HH", ACK, block % 65536)


def error(code, text):
    return struct.pack("!HH", ERROR, code) + text.encode() + b"\0"


def oack(options):
    return struct.pack("!H", OACK) + b"".join(field + b"\0" for pair in options for field in pair)


def read_options(fields):
    """The pairs behind the mode, with names in lower case."""
    pairs = zip(fields[0::2], fields[1::2])
    return [(name.lower(), value) for name, value in pairs]


def to_netascii(content):
    return content.replace(b"\r", b"\r\0").replace(b"\n", b"\r\n")


def from_netascii(content):
    return content.replace(b"\r\n", b"\n").replace(b"\r\0", b"\r")


class Conversation:
    """One transfer: a socket of its own, and the address of the other side as soon as it is known."""

    def __init__(self, peer, is_known):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("", 0))
        self.peer = peer
        self.is_known = is_known
        self.last = b""

    def send(self, packet):
        self.last = packet
        self.socket.sendto(packet, self.peer)

    def receive(self, wanted, timeout=TIMEOUT, tries=TRIES):
        """The first packet that `wanted` does not answer with None. Without one, the last packet goes out again."""
        for _ in range(tries):
            end = time.monotonic() + timeout
            while (left := end - time.monotonic()) > 0 and select.select([self.socket], [], [], left)[0]:
                packet = self.packet()
                found = wanted(packet) if packet else None
                if found is not None:
                    return found
            self.socket.sendto(self.last, self.peer)
        raise Failed("the other side does not answer")

    def packet(self):
        """The next packet of the other side; a stranger gets an ERROR."""
        try:
            packet, source = self.socket.recvfrom(65536)
        except OSError:
            return None
        if not self.is_known and len(packet) >= 4:
            self.peer, self.is_known = source, True
        if source != self.peer:
            self.socket.sendto(error(5, "unknown transfer"), source)
            return None
        if len(packet) >= 4 and packet[:2] == struct.pack("!H", ERROR):
            raise Failed(packet[4:].rstrip(b"\0").decode("latin-1"))
        return packet


def send_content(talk, content, size, block=0):
    """Sends the content in blocks; the one before the first was acknowledged already."""
    pieces = [content[at : at + size] for at in range(0, len(content) + 1, size)]
    for piece in pieces:
        block += 1
        talk.send(data(block, piece))
        expected = ack(block)
        talk.receive(lambda packet: True if packet[:4] == expected else None)


def receive_content(talk, size, first=None):
    """The whole content; what is sent last asks for block 1, if that is not here already."""
    content, block = b"", 1
    while True:
        piece = first if first is not None else talk.receive(lambda packet: block_of(talk, packet, block))
        first = None
        content += piece
        talk.send(ack(block))
        if len(piece) < size:
            return content
        block += 1


def block_of(talk, packet, block):
    """The payload, if it is this block. An older block is acknowledged again."""
    opcode, number = struct.unpack("!HH", packet[:4])
    if opcode != DATA:
        return None
    if number == block % 65536:
        return packet[4:]
    if number == (block - 1) % 65536:
        talk.socket.sendto(ack(block - 1), talk.peer)
    return None


def linger(talk, block_count):
    """Acknowledges the last block again for a while, in case that its ACK was lost."""
    end = time.monotonic() + TIMEOUT
    while (left := end - time.monotonic()) > 0 and select.select([talk.socket], [], [], left)[0]:
        try:
            packet = talk.packet()
        except Failed:
            return
        if packet and packet[:2] == struct.pack("!H", DATA):
            talk.socket.sendto(talk.last, talk.peer)
