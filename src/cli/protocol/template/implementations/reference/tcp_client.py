"""The TCP client: it sends a name and prints the answer. Usage: python3 tcp_client.py [PORT]"""

import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 7000
print("Name: ", end="", flush=True)
name = sys.stdin.buffer.readline().removesuffix(b"\n")
try:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(name + b"\n")
        answer = connection.makefile("rb").readline()
except OSError as error:
    sys.exit(f"no answer: {error}")
if not answer.endswith(b"\n"):
    sys.exit("no answer: the server closed the connection")
sys.stdout.buffer.write(answer)
