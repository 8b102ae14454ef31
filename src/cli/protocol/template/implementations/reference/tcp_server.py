"""The TCP server: it answers each line with a greeting. Usage: python3 tcp_server.py [PORT]"""

import socketserver
import sys


class Greeter(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            for line in self.rfile:
                name = line.removesuffix(b"\n")
                self.wfile.write(b"Hello, %s!\n" % name if name else b"error: the name is empty\n")
        except OSError as error:
            print("a client failed:", error, file=sys.stderr)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True     # a server that was stopped starts again at once
    daemon_threads = True


port = int(sys.argv[1]) if len(sys.argv) > 1 else 7000
Server(("127.0.0.1", port), Greeter).serve_forever()
