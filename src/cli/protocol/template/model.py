"""The model: it says which replies a right server owes in a session.

Each line of the input is a request in JSON, and each line of the output its answer:

    {"session": {"role": "udp-server", "steps": [{"bind": "a"}, {"send": "Ada", "on": "a"}]}}
    {"steps": [{"bind": "a"}, {"send": "Ada", "on": "a"}, {"expect": "reply", "text": "Hello, Ada!", "on": "a"}]}

If the protocol leaves open what a right server does, the answer is {"invalid": REASON}.
"""

import json
import sys


def text_of(payload):
    """What is sent, as text: a payload is a text, a text with a number of times, or a list of these."""
    if isinstance(payload, list):
        return "".join(text_of(part) for part in payload)
    if isinstance(payload, dict):
        return payload["text"] * payload.get("times", 1)
    return payload


def owed(message, role):
    """What must be seen when this was sent."""
    name = message.removesuffix("\n") if role == "tcp-server" else message
    if "\n" in name or (role == "tcp-server" and name == message):
        raise ValueError("this is not one name")
    if name == "":
        return {"expect": "reply", "regex": "error: .+", "clause": "RSP-2"}
    return {"expect": "reply", "text": f"Hello, {name}!"}


def answer(session):
    steps = []
    for step in session["steps"]:
        steps.append(step)
        if "send" in step:
            place = {"on": step["on"]} if "on" in step else {}
            steps.append(owed(text_of(step["send"]), session["role"]) | place)
    return {"steps": steps}


for line in sys.stdin:
    try:
        reply = answer(json.loads(line)["session"])
    except (KeyError, ValueError) as reason:
        reply = {"invalid": f"the model does not know this: {reason}"}
    print(json.dumps(reply), flush=True)
