"""Stores values under keys. A datagram with an equals sign inserts, any other one asks.

usage: python3 server.py [PORT]
"""

import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 9004

VERSION = b"Ken's Key-Value Store 1.0"

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", port))
values = {}
while True:
    try:
        request, client = server.recvfrom(1000)
        key, equals, value = request.partition(b"=")
        if equals:
            values[key] = value
        elif key == b"version":
            server.sendto(key + b"=" + VERSION, client)
        elif key in values:
            server.sendto(key + b"=" + values[key], client)
    except OSError as error:
        print("a client failed:", error, file=sys.stderr)
