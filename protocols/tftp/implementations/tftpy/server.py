"""The server of tftpy, as its documentation starts it.

usage: python3 server.py PORT FOLDER
"""

import sys

import tftpy

tftpy.TftpServer(sys.argv[2]).listen("127.0.0.1", int(sys.argv[1]))
