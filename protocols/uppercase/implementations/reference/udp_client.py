"""The UDP client. It sends the sentence that a person types, and prints the server's answer.

usage: python3 udp_client.py [PORT]
"""

import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 12000


def ask():
    """The sentence as it was typed, as bytes, without the line end."""
    print("Input lowercase sentence:", end="", flush=True)
    return sys.stdin.buffer.readline().removesuffix(b"\n").removesuffix(b"\r")


try:
    sentence = ask()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        # A connected UDP socket takes datagrams from this address and port only.
        client.connect(("127.0.0.1", port))
        client.settimeout(3)
        client.send(sentence)
        answer = client.recv(65536)
except OSError as error:
    sys.exit(f"no answer: {error}")
sys.stdout.buffer.write(answer + b"\n")
