"""The TCP server. It reads a sentence, answers in upper case, and closes the connection.

usage: python3 tcp_server.py [PORT]
"""

import socket
import sys
import threading

port = int(sys.argv[1]) if len(sys.argv) > 1 else 12000


def serve(connection):
    with connection:
        try:
            # A sentence has no end mark, so this takes what the first read returns for the whole sentence.
            sentence = connection.recv(65536)
            # bytes.upper() changes the letters a to z only, so it works with any bytes.
            connection.sendall(sentence.upper())
        except OSError as error:
            print("a client failed:", error, file=sys.stderr)


listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
# The server closes first, so its port stays in TIME_WAIT. With this option the next start may take it.
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", port))
listener.listen()
print("The server is ready to receive", flush=True)
while True:
    client, _ = listener.accept()
    # A thread for each client: a silent one does not keep the others waiting.
    threading.Thread(target=serve, args=(client,), daemon=True).start()
