"""The four services over UDP, one in each process.

usage: python3 udp_server.py echo|discard|chargen|daytime PORT
"""

import datetime
import random
import socket
import sys

service, port = sys.argv[1], int(sys.argv[2])
PRINTABLE = bytes(range(32, 127))


def answer(data):
    """The datagram to send back, or None."""
    if service == "echo":
        return data
    if service == "chargen":
        return (PRINTABLE * 6)[: random.randint(0, 512)]
    if service == "daytime":
        return datetime.datetime.now().strftime("%A, %d %B %Y %H:%M:%S\r\n").encode()
    return None


server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", port))
while True:
    try:
        data, client = server.recvfrom(65536)
        reply = answer(data)
        if reply is not None:
            server.sendto(reply, client)
    except OSError as error:
        print("a client failed:", error, file=sys.stderr)
