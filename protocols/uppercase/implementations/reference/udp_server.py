"""The UDP server. It answers each datagram in upper case, to where it came from.

usage: python3 udp_server.py [PORT]
"""

import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 12000

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", port))
print("The server is ready to receive", flush=True)
while True:
    try:
        sentence, client = server.recvfrom(65536)
        # bytes.upper() changes the letters a to z only, so it works with any bytes.
        server.sendto(sentence.upper(), client)
    except OSError as error:
        print("a client failed:", error, file=sys.stderr)
