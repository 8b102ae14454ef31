"""Says what the database owes in a session.

Each line of the input is a request in JSON, and each line of the output its answer:

    {"session": {"role": "server", "steps": [{"bind": "a"}, {"send": "k=v", "on": "a"}, {"send": "k", "on": "a"}]}}
    {"steps": [{"bind": "a"}, …, {"expect": "reply", "text": {"escaped": "k=v"}, "on": "a"}]}

A session in which the protocol leaves the reply open is answered with {"invalid": REASON}.
"""

import json
import re
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


def to_payload(data):
    plain = lambda byte: 32 <= byte < 127 and byte != 92
    return {"escaped": "".join(chr(byte) if plain(byte) else f"\\x{byte:02x}" for byte in data)}


def owed(values, request, name):
    """The expectation behind a request."""
    key, equals, value = request.partition(b"=")
    if len(request) >= 1000:
        raise Invalid("requests of 1000 bytes or more are open")
    if equals:
        if key != b"version":
            values[key] = value
        return {"expect": "nothing", "on": name, "clause": "SET-2"}
    if key == b"version":
        # Its value is the server's choice.
        return {"expect": "reply", "regex": "(?s-u)version=.+", "on": name}
    if key in values:
        return {"expect": "reply", "text": to_payload(key + b"=" + values[key]), "on": name}
    names = {"empty": {"text": to_payload(key + b"=")}, "silence": {"nothing": True}}
    return {"expect": "one-of", "names": names, "otherwise": "other", "on": name, "clause": "GET-3"}


def add_replies(steps):
    result = []
    latest = None
    values = {}
    for step in steps:
        if "repeat" in step or "stop" in step:
            raise Invalid("no model of repeated steps, or of a restart")
        result.append(step)
        latest = step.get("bind", latest)
        if "send" in step:
            result.append(owed(values, to_bytes(step["send"]), step.get("on", latest)))
    return result


for line in sys.stdin:
    try:
        print(json.dumps({"steps": add_replies(json.loads(line)["session"]["steps"])}), flush=True)
    except Invalid as reason:
        print(json.dumps({"invalid": str(reason)}), flush=True)
