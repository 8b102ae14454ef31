"""A chat room for lines of text.

usage: python3 server.py [PORT]
"""

import asyncio
import re
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 9003

members = {}  # from each writer to its name


def tell_others(sender, text):
    for writer in members:
        if writer is not sender:
            writer.write(text + b"\n")


async def read_line(reader):
    """The next line without its end; None if the client has left, in the middle of a line too."""
    line = await reader.readline()
    return line.rstrip(b"\r\n") if line.endswith(b"\n") else None


async def serve(reader, writer):
    try:
        writer.write(b"Welcome! What is your name?\n")
        name = await read_line(reader)
        if name is None or not re.fullmatch(rb"[A-Za-z0-9]+", name):
            return
        writer.write(b"* In the room: " + b", ".join(members.values()) + b"\n")
        tell_others(writer, b"* " + name + b" has joined the room")
        members[writer] = name
        while (text := await read_line(reader)) is not None:
            tell_others(writer, b"[" + name + b"] " + text)
    except (OSError, ValueError):
        pass  # The connection was reset, or a line was longer than asyncio's limit of 64 KiB.
    finally:
        if name := members.pop(writer, None):
            tell_others(writer, b"* " + name + b" has left the room")
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


asyncio.run(main())
