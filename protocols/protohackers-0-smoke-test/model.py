"""Says what an echo server owes in a session: each payload comes back as it is.

Each line of the input is a request in JSON, and each line of the output its answer:

    {"session": {"role": "server", "steps": [{"connect": "a"}, {"send": "hi", "on": "a"}]}}
    {"steps": [{"connect": "a"}, {"send": "hi", "on": "a"}, {"expect": "reply", "text": "hi", "on": "a"}]}
"""

import json
import sys


def add_replies(steps):
    """The steps with an echo behind each `send`."""
    result = []
    latest = None
    for step in steps:
        if "repeat" in step:
            step = dict(step, steps=add_replies(step["steps"]))
        result.append(step)
        latest = step.get("connect", latest)
        # An empty payload sends nothing, so nothing comes back.
        if step.get("send", "") != "":
            name = step.get("on", latest)
            reply = {"expect": "reply", "text": step["send"]}
            result.append(reply if name is None else dict(reply, on=name))
    return result


for line in sys.stdin:
    session = json.loads(line)["session"]
    print(json.dumps({"steps": add_replies(session["steps"])}), flush=True)
