"""Says which responses a Prime Time server owes in a session.

Each line of the input is a request in JSON, and each line of the output its answer:

    {"session": {"role": "server", "steps": [{"connect": "a"}, {"send": "{\\"method\\": \\"isPrime\\", …}\\n", "on": "a"}]}}
    {"steps": [{"connect": "a"}, {"send": …}, {"expect": "reply", "json": …, "on": "a"}]}

A session in which the protocol leaves the response open is answered with {"invalid": REASON}.
"""

import json
import re
import sys
from decimal import Decimal

ESCAPES = {"n": b"\n", "r": b"\r", "t": b"\t", "0": b"\0", "\\": b"\\", '"': b'"'}
# A response that conforms, as far as a regular expression can tell.
METHOD, PRIME = r'"method"\s*:\s*"isPrime"', r'"prime"\s*:\s*(true|false)\s*[,}]'
CONFORMS = rf"(?s)\s*\{{(.*{METHOD}.*{PRIME}.*|.*{PRIME}.*{METHOD}.*)"


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


def is_prime(number):
    """Whether an integer is prime (Miller and Rabin, right for less than 3.3e24)."""
    small = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41)
    if number < 2 or any(number % prime == 0 for prime in small):
        return number in small
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for base in small:
        power = pow(base, odd, number)
        if power in (1, number - 1):
            continue
        if not any((power := power * power % number) == number - 1 for _ in range(twos - 1)):
            return False
    return True


def members(pairs):
    if len({name for name, _ in pairs}) < len(pairs):
        raise Invalid("two members have the same name")
    return dict(pairs)


def owed_response(line):
    """Whether the number is prime; None if the request is malformed."""
    try:
        request = json.loads(line, parse_float=Decimal, object_pairs_hook=members)
    except ValueError:
        if not line.strip():
            raise Invalid("an empty line may be passed over") from None
        return None
    if not isinstance(request, dict) or request.get("method") != "isPrime":
        return None
    number = request.get("number")
    if isinstance(number, bool) or not isinstance(number, (int, Decimal)):
        return None
    if isinstance(number, Decimal):
        if number == number.to_integral_value():
            raise Invalid("whether 7.0 is prime is open")
        return False
    return is_prime(number)


def add_replies(steps):
    result = []
    latest = None
    buffers = {}
    closed = set()
    for step in steps:
        if "repeat" in step:
            raise Invalid("no model of repeated steps")
        result.append(step)
        latest = step.get("connect", latest)
        if "send" not in step:
            continue
        name = step.get("on", latest)
        if name in closed:
            raise Invalid(f"the connection of {name} is closed")
        *lines, buffers[name] = (buffers.get(name, b"") + to_bytes(step["send"])).split(b"\n")
        for line in lines:
            prime = owed_response(line)
            if prime is None:
                result.append({"expect": "reply", "not": {"regex": CONFORMS}, "on": name})
                result.append({"expect": "closed", "on": name, "clause": "BAD-3"})
                closed.add(name)
                break
            owed = json.dumps({"method": "isPrime", "prime": prime})
            result.append({"expect": "reply", "json": owed, "on": name})
    return result


for line in sys.stdin:
    try:
        print(json.dumps({"steps": add_replies(json.loads(line)["session"]["steps"])}), flush=True)
    except Invalid as reason:
        print(json.dumps({"invalid": str(reason)}), flush=True)
