"""The TCP client. It sends the sentence that a person types, and prints the server's answer.

usage: python3 tcp_client.py [PORT]
"""

import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 12000


def ask():
    """The sentence as it was typed, as bytes, without the line end."""
    print("Input lowercase sentence:", end="", flush=True)
    return sys.stdin.buffer.readline().removesuffix(b"\n").removesuffix(b"\r")


def read_to_end(connection):
    """All that the server sends before it closes."""
    answer = b""
    while piece := connection.recv(4096):
        answer += piece
    return answer


try:
    sentence = ask()
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(sentence)
        answer = read_to_end(connection)
except OSError as error:
    sys.exit(f"no answer: {error}")
if not answer:
    sys.exit("no answer: the server closed the connection")
sys.stdout.buffer.write(b"From Server: " + answer + b"\n")
