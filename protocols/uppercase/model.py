"""Says which replies the uppercase protocol owes in a session.

Each line of the input is a request in JSON, and each line of the output its answer:

    {"session": {"role": "udp-server", "steps": [{"bind": "a"}, {"send": "hi", "on": "a"}]}}
    {"steps": [{"bind": "a"}, {"send": "hi", "on": "a"}, {"expect": "reply", "text": "HI", "on": "a"}]}

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
        if escape not in ESCAPES and len(escape) == 1:
            raise Invalid(f"unknown escape: \\{escape}")
        data += ESCAPES.get(escape) or bytes([int(escape[1:], 16)])
        data += plain.encode()
    return data


def to_bytes(payload):
    """The bytes of a payload, in any of the forms that a case file has."""
    if isinstance(payload, str):
        return payload.encode()
    if isinstance(payload, list):
        return b"".join(to_bytes(part) for part in payload)
    if "escaped" in payload:
        data = unescape(payload["escaped"])
    else:
        data = payload["text"].encode()
    return data * payload.get("times", 1)


def to_payload(data):
    """The shortest form of a payload of ASCII bytes."""
    if all(byte in b"\t\n\r" or 32 <= byte < 127 for byte in data):
        return data.decode()
    escaped = "".join("\\\\" if byte == 92 else chr(byte) if 32 <= byte < 127 else f"\\x{byte:02x}" for byte in data)
    return {"escaped": escaped}


def owed_reply(sentence):
    if sentence == b"":
        raise Invalid("the reply to an empty sentence is open")
    if not sentence.isascii():
        raise Invalid("the upper case of what is not ASCII is open")
    if len(sentence) > 1000:
        raise Invalid("the reply to more than 1000 bytes is open")
    return {"expect": "reply", "text": to_payload(sentence.upper())}


def add_replies(steps, role):
    """The steps with a reply behind each sentence."""
    result = []
    latest = None
    finished = set()  # TCP connections that have carried their sentence, or were left
    for step in steps:
        if "repeat" in step:
            step = dict(step, steps=add_replies(step["steps"], role))
        result.append(step)
        latest = step.get("connect", step.get("bind", latest))
        for key in ("leave", "reset", "half-close"):
            if key in step:
                finished.add(step[key])
        if "send" not in step:
            continue
        name = step.get("on", latest)
        if name in finished:
            raise Invalid(f"{name} has sent its sentence, or has left")
        if "cut" in step:
            raise Invalid("the reply to a sentence in pieces is open")
        if role == "tcp-server":
            finished.add(name)
        reply = owed_reply(to_bytes(step["send"]))
        if name is not None:
            reply["on"] = name
        result.append(reply)
    return result


def answer(request):
    session = request["session"]
    role = session["role"]
    if role not in ("tcp-server", "udp-server"):
        return {"invalid": f"no model of the role {role}"}
    try:
        return {"steps": add_replies(session["steps"], role)}
    except Invalid as reason:
        return {"invalid": str(reason)}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
