"""Says whether numbers are prime, one line of JSON for each line of JSON.

usage: python3 server.py [PORT]
"""

import asyncio
import json
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 9001

SMALL_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)


def is_prime(number):
    """Whether an integer is prime: the test of Miller and Rabin."""
    if number < 2 or any(number % prime == 0 for prime in SMALL_PRIMES):
        return number in SMALL_PRIMES
    # number - 1 is odd * 2**twos.
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    return all(passes(number, base, odd, twos) for base in SMALL_PRIMES)


def passes(number, base, odd, twos):
    power = pow(base, odd, number)
    if power in (1, number - 1):
        return True
    for _ in range(twos - 1):
        power = power * power % number
        if power == number - 1:
            return True
    return False


def response(line):
    """The response to a request, or None if the request is malformed."""
    try:
        request = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(request, dict) or request.get("method") != "isPrime":
        return None
    number = request.get("number")
    # To Python, True is an integer.
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        return None
    prime = isinstance(number, int) and is_prime(number)
    return json.dumps({"method": "isPrime", "prime": prime}).encode() + b"\n"


async def serve(reader, writer):
    try:
        while line := await reader.readline():
            answer = response(line)
            writer.write(answer or b"malformed\n")
            await writer.drain()
            if answer is None:
                break
    except (OSError, ValueError):
        pass  # The client has left, or its line is longer than the limit.
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", port, limit=1 << 20)
    async with server:
        await server.serve_forever()


asyncio.run(main())
