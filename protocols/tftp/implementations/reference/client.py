"""The clients: get fetches a file, and put sends one.

usage: python3 client.py get|put PORT FOLDER FILE [MODE] [BLKSIZE]
"""

import os
import struct
import sys

from tftp import (
    OACK, RRQ, WRQ, Conversation, Failed, ack, block_of, error, from_netascii, linger, read_options,
    receive_content, request, send_content, to_netascii,
)


def size_in(talk, packet, options):
    """The size of a block that an OACK agrees to."""
    size = 512
    for name, value in read_options(packet[2:].split(b"\0")[:-1]):
        if name not in dict(options) or not value.isdigit() or not 8 <= int(value) <= int(dict(options)[name]):
            talk.send(error(8, "this was not asked for"))
            raise Failed("the server agrees to what was not asked for")
        size = int(value)
    return size


def get(talk, name, path, mode, options):
    talk.send(request(RRQ, name, mode, options))

    def answer(packet):
        if packet[:2] == struct.pack("!H", OACK):
            return packet
        return block_of(talk, packet, 1)

    first, size = talk.receive(answer), 512
    if options and first[:2] == struct.pack("!H", OACK):
        size = size_in(talk, first, options)
        talk.send(ack(0))
        first = None
    content = receive_content(talk, size, first)
    with open(path, "wb") as file:
        file.write(from_netascii(content) if mode == b"netascii" else content)
    linger(talk, 0)


def put(talk, name, path, mode, options):
    with open(path, "rb") as file:
        content = file.read()
    talk.send(request(WRQ, name, mode, options))
    wanted = lambda packet: packet if packet[:4] == ack(0) or packet[:2] == struct.pack("!H", OACK) else None
    answer = talk.receive(wanted)
    size = size_in(talk, answer, options) if answer[:2] == struct.pack("!H", OACK) else 512
    send_content(talk, to_netascii(content) if mode == b"netascii" else content, size)


def main():
    what, port, folder, name = sys.argv[1:5]
    mode = sys.argv[5].encode() if len(sys.argv) > 5 else b"octet"
    options = [(b"blksize", sys.argv[6].encode())] if len(sys.argv) > 6 else []
    talk = Conversation(("127.0.0.1", int(port)), False)
    try:
        (get if what == "get" else put)(talk, os.fsencode(name), os.path.join(folder, name), mode, options)
    except (Failed, OSError) as failure:
        sys.exit(f"{what} {name}: {failure}")


main()
