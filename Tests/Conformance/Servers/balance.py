"""A balancer of TCP connections on a loopback port, for tests.

    balance.py FILE

FILE has a port on each line. Connections go to them in turn; to the next one where nobody listens. When either end closes,
so does the other. Prints its port, and nothing else.
"""

import asyncio
import itertools
import sys

turns = itertools.count()


async def connect():
    with open(sys.argv[1]) as file:
        ports = file.read().split()
    first = next(turns)
    for offset in range(len(ports)):
        try:
            return await asyncio.open_connection("127.0.0.1", int(ports[(first + offset) % len(ports)]))
        except OSError:
            continue
    return None


async def pass_on(reader, writer):
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


async def serve(reader, writer):
    backend = await connect()
    if backend is None:
        writer.close()
        return
    await asyncio.gather(pass_on(reader, backend[1]), pass_on(backend[0], writer))


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
