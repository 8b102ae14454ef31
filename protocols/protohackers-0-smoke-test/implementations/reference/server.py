"""Sends back what it receives.

usage: python3 server.py [PORT]
"""

import socket
import sys
import threading

port = int(sys.argv[1]) if len(sys.argv) > 1 else 9000


def serve(client):
    with client:
        try:
            while data := client.recv(65536):
                client.sendall(data)
        except OSError:
            pass  # The client has left.


listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
# The server may close first, so its port may be in TIME_WAIT. With this option the next start may take it.
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", port))
listener.listen(128)
while True:
    client, _ = listener.accept()
    # A thread for each client: a silent one does not keep the others waiting.
    threading.Thread(target=serve, args=(client,), daemon=True).start()
