"""The four services over TCP, one in each process.

usage: python3 tcp_server.py echo|discard|chargen|daytime PORT
"""

import datetime
import socket
import sys
import threading

service, port = sys.argv[1], int(sys.argv[2])
PRINTABLE = bytes(range(32, 127))


def echo(client):
    while data := client.recv(65536):
        client.sendall(data)


def discard(client):
    while client.recv(65536):
        pass


def chargen(client):
    # A client that sends something is ignored. Its data must be read, or the connection fills up.
    threading.Thread(target=ignore_input, args=(client,), daemon=True).start()
    ring = PRINTABLE + PRINTABLE
    while True:
        for start in range(len(PRINTABLE)):
            client.sendall(ring[start : start + 72] + b"\r\n")


def ignore_input(client):
    try:
        discard(client)
    except OSError:
        pass  # The sending thread sees the same error.


def daytime(client):
    client.sendall(datetime.datetime.now().strftime("%A, %d %B %Y %H:%M:%S\r\n").encode())


def serve(handle, client):
    with client:
        try:
            handle(client)
        except OSError:
            pass  # The client has left.


handle = {"echo": echo, "discard": discard, "chargen": chargen, "daytime": daytime}[service]
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", port))
listener.listen()
while True:
    client, _ = listener.accept()
    threading.Thread(target=serve, args=(handle, client), daemon=True).start()
