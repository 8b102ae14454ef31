"""The UDP server: it answers each datagram with a greeting. Usage: python3 udp_server.py [PORT]"""

import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 7000
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", port))
while True:
    name, client = server.recvfrom(65536)
    server.sendto(b"Hello, %s!" % name if name else b"error: the name is empty", client)
