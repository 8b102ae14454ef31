"""The server. It serves the files of one folder, and takes files into it.

usage: python3 server.py PORT FOLDER
"""

import os
import socket
import struct
import sys
import threading

from tftp import (
    ACK, ERROR, RRQ, WRQ, Conversation, Failed, error, ack, from_netascii, linger, oack, read_options,
    receive_content, send_content, to_netascii,
)

MODES = (b"octet", b"netascii")


class Refused(Exception):
    """A request that is answered with an ERROR: its code and its text."""


def path_of(folder, name):
    """The file's path, if it is inside the folder."""
    path = os.path.realpath(os.path.join(folder, os.fsdecode(name).lstrip("/")))
    if not path.startswith(os.path.realpath(folder) + os.sep):
        raise Refused(2, "outside the folder")
    return path


def agreed(options, length):
    """The options that this server agrees to, and the size of a block."""
    answer, size = [], 512
    for name, value in options:
        if not value.isdigit():
            continue
        if name == b"blksize" and 8 <= int(value) <= 65464:
            size = int(value)
            answer.append((name, value))
        elif name == b"tsize":
            answer.append((name, value if length is None else b"%d" % length))
        elif name == b"timeout" and 1 <= int(value) <= 255:
            answer.append((name, value))
    return answer, size


def read_file(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        raise Refused(1, "no such file") from None
    except OSError:
        raise Refused(2, "can't be read") from None


def send_file(talk, path, mode, options):
    content = read_file(path)
    if mode == b"netascii":
        content = to_netascii(content)
    answer, size = agreed(options, len(content))
    if answer:
        talk.send(oack(answer))
        talk.receive(lambda packet: True if packet[:4] == ack(0) else None)
    send_content(talk, content, size)


def take_file(talk, path, mode, options):
    if os.path.exists(path):
        raise Refused(6, "the file exists")
    if not os.path.isdir(os.path.dirname(path)):
        raise Refused(2, "there is no such folder")
    answer, size = agreed(options, None)
    talk.send(oack(answer) if answer else ack(0))
    content = receive_content(talk, size)
    with open(path, "wb") as file:
        file.write(from_netascii(content) if mode == b"netascii" else content)
    linger(talk, 0)


def serve(folder, packet, client):
    talk = Conversation(client, True)
    with talk.socket:
        try:
            opcode = struct.unpack("!H", packet[:2])[0]
            fields = packet[2:].split(b"\0")
            if opcode not in (RRQ, WRQ):
                raise Refused(4, "neither RRQ nor WRQ")
            if len(fields) < 3 or packet[-1:] != b"\0" or not fields[0]:
                raise Refused(4, "not a whole request")
            mode = fields[1].lower()
            if mode not in MODES:
                raise Refused(4, "no such mode")
            transfer = send_file if opcode == RRQ else take_file
            transfer(talk, path_of(folder, fields[0]), mode, read_options(fields[2:-1]))
        except Refused as refused:
            talk.send(error(*refused.args))
        except (Failed, OSError) as failure:
            print("a transfer failed:", failure, file=sys.stderr)


def main():
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind(("", int(sys.argv[1])))
    while True:
        packet, client = listener.recvfrom(65536)
        # An answer to an ERROR or to a stray packet would only start a quarrel.
        if len(packet) >= 2 and struct.unpack("!H", packet[:2])[0] not in (ACK, ERROR):
            threading.Thread(target=serve, args=(sys.argv[2], packet, client), daemon=True).start()


main()
