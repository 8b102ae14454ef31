"""Says which means the server owes in a session.

Each line of the input is a request in JSON, and each line of the output its answer:

    {"session": {"role": "server", "steps": [{"connect": "a"}, {"send": {"escaped": "Q\\\\0…"}, "on": "a"}]}}
    {"steps": [{"connect": "a"}, {"send": …}, {"expect": "reply", "text": {"escaped": "\\\\x00…"}, "on": "a"}]}

A session in which the protocol leaves the reply open is answered with {"invalid": REASON}.
"""

import json
import re
import struct
import sys

ESCAPES = {"n": b"\n", "r": b"\r", "t": b"\t", "0": b"\0", "\\": b"\\", '"': b'"'}


class Invalid(Exception):
    """The protocol does not say what a right program does here."""


def unescape(text):
    """The bytes that an escaped text of a case file stands for."""
    pieces = re.split(r"\\(x[0-9a-fA-F]{2}|.)", text, flags=re.DOTALL)
    data = pieces[0].encode()
    for escape, plain in zip(pieces[1::2], pieces[2::2]):
        data += ESCAPES.get(escape) or bytes([int(escape[1:], 16)])
        data += plain.encode()
    return data


def to_bytes(payload):
    """The bytes of a payload, in any of the forms that a case file has."""
    if isinstance(payload, str):
        return payload.encode()
    if isinstance(payload, list):
        return b"".join(to_bytes(part) for part in payload)
    data = unescape(payload["escaped"]) if "escaped" in payload else payload["text"].encode()
    return data * payload.get("times", 1)


def hexadecimal(number):
    return "".join(f"\\x{byte:02x}" for byte in struct.pack(">i", number))


def owed_mean(prices, least, most):
    """The expectation of the mean, rounded up or down."""
    chosen = [price for timestamp, price in prices.items() if least <= timestamp <= most]
    if not chosen:
        return {"text": {"escaped": hexadecimal(0)}}
    down = sum(chosen) // len(chosen)
    up = -(-sum(chosen) // len(chosen))
    if down == up:
        return {"text": {"escaped": hexadecimal(down)}}
    return {"regex": f"(?s-u){hexadecimal(down)}|{hexadecimal(up)}"}


class Client:
    def __init__(self):
        self.prices = {}
        self.rest = b""

    def take(self, data):
        """The expectations of the replies to all messages that are whole."""
        self.rest += data
        owed = []
        while len(self.rest) >= 9:
            kind, first, second = struct.unpack(">cii", self.rest[:9])
            self.rest = self.rest[9:]
            if kind == b"Q":
                owed.append(owed_mean(self.prices, first, second))
            elif kind != b"I":
                raise Invalid("other types of messages are open")
            elif first in self.prices:
                raise Invalid("two prices at the same time are open")
            else:
                self.prices[first] = second
        return owed


def add_replies(steps):
    result = []
    latest = None
    clients = {}
    for step in steps:
        if "repeat" in step:
            raise Invalid("no model of repeated steps")
        result.append(step)
        if "connect" in step:
            latest = step["connect"]
            clients[latest] = Client()
        if "send" in step:
            name = step.get("on", latest)
            for owed in clients[name].take(to_bytes(step["send"])):
                result.append({"expect": "reply", **owed, "on": name})
    return result


for line in sys.stdin:
    try:
        print(json.dumps({"steps": add_replies(json.loads(line)["session"]["steps"])}), flush=True)
    except Invalid as reason:
        print(json.dumps({"invalid": str(reason)}), flush=True)
