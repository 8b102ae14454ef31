"""Keeps prices and answers with their mean over a period.

usage: python3 server.py [PORT]
"""

import asyncio
import struct
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 9002


async def serve(reader, writer):
    prices = []
    try:
        while True:
            # A letter and two signed integers of 32 bits, the most significant byte first.
            kind, first, second = struct.unpack(">cii", await reader.readexactly(9))
            if kind == b"I":
                prices.append((first, second))
            elif kind == b"Q":
                chosen = [price for timestamp, price in prices if first <= timestamp <= second]
                mean = sum(chosen) // len(chosen) if chosen else 0
                writer.write(struct.pack(">i", mean))
                await writer.drain()
            else:
                break
    except (OSError, asyncio.IncompleteReadError):
        pass  # The client has left, or ended its sending.
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


asyncio.run(main())
