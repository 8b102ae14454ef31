"""Draws sessions of several clients in the room, and says what each of them owes to hear.

Each line of the input is a request in JSON, and each line of the output its answer:

    {"draw": {"family": "rooms", "role": "server", "seed": 7, "index": 0, "visits": 32}}
    {"session": {"role": "server", "steps": [{"connect": "a"}, {"send": "alice\\n", "on": "a"}]}}
    {"steps": [{"connect": "a"}, {"expect": "reply", "anything": true, "on": "a", "clause": "NAME-1"}, …]}

A session in which the protocol leaves open what a client hears is answered with {"invalid": REASON}.
"""

import json
import random
import re
import sys

NAME = re.compile(r"[A-Za-z0-9]{1,16}")
WORDS = ["hi", "[x] no", "* not a notice", "7", "a=b", "two  words", " indented", "x" * 120, "end."]
ILLEGAL = ["", "no spaces", "semi;colon", "q_7", "-"]


class Invalid(Exception):
    """The protocol does not say what a right program does here."""


def reply(on, clause, **what):
    return {"expect": "reply", **what, "on": on, "clause": clause}


def notice(name):
    """A line that begins with an asterisk and holds the name."""
    return {"regex": rf"\*.*\b{name}\b.*"}


def message(name, text):
    """What the others get of a message. White space at its end is open."""
    return {"regex": rf"\[{name}\] {escape(text.rstrip())}\s*"}


def escape(text):
    return re.sub(r"([^\w\s])", r"\\\1", text, flags=re.ASCII)


class Room:
    """What has happened, and what is owed for it."""

    def __init__(self, steps):
        self.illegal = {client for client, lines in lines_of(steps).items() if lines and not NAME.fullmatch(lines[0])}
        self.names = {}  # from each client that has joined to its name
        self.buffers = {}  # from each client that is connected to its half line
        self.known = set()  # every name that was ever there
        self.has_talked = set()

    def others(self, client):
        return [other for other in self.names if other != client]

    def connect(self, client):
        if client in self.buffers:
            raise Invalid(f"{client} is there already")
        self.buffers[client] = ""
        # A client that will be sent away may get a message of any form before the end.
        return [] if client in self.illegal else [reply(client, "NAME-1", anything=True)]

    def send(self, client, text):
        if client not in self.buffers:
            raise Invalid(f"{client} is not there")
        *lines, self.buffers[client] = (self.buffers[client] + text).split("\n")
        owed = []
        for line in lines:
            if client not in self.buffers:
                raise Invalid("text behind an illegal name")
            owed += self.talk(client, line) if client in self.names else self.join(client, line)
        return owed

    def join(self, client, name):
        if client in self.illegal:
            del self.buffers[client]
            return [{"expect": "closed", "on": client, "clause": "NAME-3"}]
        if name in self.known:
            raise Invalid("a name that was in use may be rejected")
        present = [{"regex": r"\*.*"}] + [notice(other) for other in self.names.values()]
        absent = [{"not": notice(other)} for other in sorted(self.known - set(self.names.values())) + [name]]
        owed = [reply(client, "ROOM-1", all=present + absent)]
        owed += [reply(other, "ROOM-2", **notice(name)) for other in self.names]
        self.names[client] = name
        self.known.add(name)
        return owed

    def talk(self, client, text):
        if not text.strip():
            raise Invalid("a message without text may be passed over")
        owed = [reply(other, "TALK-1", **message(self.names[client], text)) for other in self.others(client)]
        if client not in self.has_talked:
            self.has_talked.add(client)
            owed.append({"expect": "nothing", "on": client, "clause": "TALK-2"})
        return owed

    def talk_at_once(self, burst):
        """Several clients have sent a line each: the others get these lines in any order."""
        owed = []
        for listener in self.names:
            heard = [message(self.names[client], text.rstrip("\n")) for client, text in burst if client != listener]
            if len(heard) == 1:
                owed.append(reply(listener, "TALK-1", **heard[0]))
            elif heard:
                owed.append(reply(listener, "TALK-1", **{"in-any-order": heard}))
        return owed

    def leave(self, client, clause):
        self.buffers.pop(client, None)
        name = self.names.pop(client, None)
        return [reply(other, clause, **notice(name)) for other in self.names] if name else []

    def end(self):
        """Those that have not joined have heard nothing but the question."""
        silent = [client for client in self.buffers if client not in self.names and client not in self.illegal]
        return [{"expect": "nothing", "on": client, "clause": "ROOM-4"} for client in silent]


def lines_of(steps):
    """All lines that each client sends."""
    texts = {}
    for step in steps:
        if "send" in step:
            texts[step["on"]] = texts.get(step["on"], "") + text_of(step["send"])
    return {client: text.split("\n")[:-1] for client, text in texts.items()}


def text_of(payload):
    if not isinstance(payload, str) or "\r" in payload or not payload.isascii():
        raise Invalid("no model of bytes that are no plain text")
    return payload


def burst_at(steps, at, room):
    """The lines that several clients send at once from this step on: one each, of clients that have joined."""
    burst = []
    for step in steps[at:]:
        client, text = step.get("on"), step.get("send")
        is_line = isinstance(text, str) and text.count("\n") == 1 and text.endswith("\n") and text.strip()
        is_new = client in room.names and room.buffers[client] == "" and all(client != other for other, _ in burst)
        if not is_line or not is_new:
            break
        burst.append((client, text))
    return burst


def add_replies(steps):
    room = Room(steps)
    result = []
    at = 0
    while at < len(steps):
        step = steps[at]
        burst = burst_at(steps, at, room)
        if len(burst) > 1:
            result += steps[at : at + len(burst)] + room.talk_at_once(burst)
            at += len(burst)
            continue
        result.append(step)
        at += 1
        if "connect" in step:
            result += room.connect(step["connect"])
        elif "send" in step:
            result += room.send(step["on"], text_of(step["send"]))
        elif "leave" in step or "half-close" in step:
            result += room.leave(step.get("leave", step.get("half-close")), "ROOM-3")
        elif "reset" in step:
            result += room.leave(step["reset"], "LIFE-1")
        else:
            raise Invalid("no model of such a step")
    return blame_resets(result + room.end())


def blame_resets(steps):
    """Behind a reset the session is about surviving it."""
    resets = [at for at, step in enumerate(steps) if "reset" in step]
    behind = steps[resets[0] :] if resets else []
    for step in behind:
        if "clause" in step:
            step["clause"] = "LIFE-1"
    return steps


class Drawing:
    """A session in the making: what clients do, in a drawn order."""

    LIMIT = 10  # At least so many clients are served at once.

    def __init__(self, random, partings):
        self.random = random
        self.partings = partings
        self.steps = []
        self.joined = []
        self.nameless = []
        self.count = 0

    def come(self):
        self.count += 1
        client = f"c{self.count}"
        self.steps.append({"connect": client})
        self.nameless.append(client)

    def join(self):
        client = self.nameless.pop(self.random.randrange(len(self.nameless)))
        name = f"Q{self.random.randrange(10**6)}z{client}"
        where = self.random.randrange(len(name))
        if self.random.random() < 0.3:
            self.steps += [{"send": name[:where], "on": client}] if where else []
            self.steps.append({"send": name[where:] + "\n", "on": client})
        else:
            self.steps.append({"send": name + "\n", "on": client})
        self.joined.append(client)

    def talk(self, how_many=1):
        for client in self.random.sample(self.joined, min(how_many, len(self.joined))):
            self.steps.append({"send": self.random.choice(WORDS) + "\n", "on": client})

    def go(self, clients):
        client = clients.pop(self.random.randrange(len(clients)))
        if self.random.random() < 0.3:
            self.steps.append({"send": "half a li", "on": client})
        self.steps.append({self.random.choice(self.partings): client})

    def be_sent_away(self):
        client = self.nameless.pop()
        self.steps.append({"send": self.random.choice(ILLEGAL) + "\n", "on": client})

    def go_on(self):
        choices = []
        if len(self.joined) + len(self.nameless) < self.LIMIT:
            choices += [self.come] * 3
        if self.nameless:
            choices += [self.join] * 4 + [self.be_sent_away, lambda: self.go(self.nameless)]
        if len(self.joined) > 1:
            choices += [self.talk] * 3 + [lambda: self.talk(3), lambda: self.go(self.joined)]
        self.random.choice(choices)()


def draw(request):
    partings = {"rooms": ["leave", "half-close"], "resets": ["leave", "half-close", "reset"]}[request["family"]]
    drawing = Drawing(random.Random(f"{request['family']}/{request['seed']}/{request['index']}"), partings)
    drawing.come()
    drawing.join()
    for _ in range(request["visits"]):
        drawing.go_on()
    return drawing.steps


def answer(request):
    try:
        steps = draw(request["draw"]) if "draw" in request else request["session"]["steps"]
        return {"steps": add_replies(steps)}
    except Invalid as reason:
        return {"invalid": str(reason)}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
