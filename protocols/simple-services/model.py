"""Says which replies an echo server owes in a session: each payload comes back as it is.

Each line of the input is a request in JSON, and each line of the output its answer:

    {"session": {"role": "echo-udp", "steps": [{"bind": "a"}, {"send": "hi", "on": "a"}]}}
    {"steps": [{"bind": "a"}, {"send": "hi", "on": "a"}, {"expect": "reply", "text": "hi", "on": "a"}]}
"""

import json
import sys


def add_replies(steps, role):
    """The steps with an echo behind each `send`."""
    result = []
    latest = None
    for step in steps:
        if "repeat" in step:
            step = dict(step, steps=add_replies(step["steps"], role))
        result.append(step)
        latest = step.get("connect", step.get("bind", latest))
        # Over TCP an empty payload sends nothing, so nothing comes back.
        if "send" in step and (role == "echo-udp" or step["send"] != ""):
            reply = {"expect": "reply", "text": step["send"]}
            name = step.get("on", latest)
            result.append(reply if name is None else dict(reply, on=name))
    return result


def answer(request):
    session = request["session"]
    if session["role"] not in ("echo-tcp", "echo-udp"):
        return {"invalid": f"no model of the role {session['role']}"}
    return {"steps": add_replies(session["steps"], session["role"])}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
