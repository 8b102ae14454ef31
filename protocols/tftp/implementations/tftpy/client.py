"""The client of tftpy, as its documentation uses it.

usage: python3 client.py get|put PORT FOLDER FILE [BLKSIZE]
"""

import os
import sys

import tftpy

what, port, folder, name = sys.argv[1:5]
options = {"blksize": int(sys.argv[5])} if len(sys.argv) > 5 else {}
client = tftpy.TftpClient("127.0.0.1", int(port), options)
path = os.path.join(folder, name)
if what == "get":
    client.download(name, path)
else:
    client.upload(name, path)
