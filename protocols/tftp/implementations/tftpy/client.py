"""The client of tftpy, as its documentation uses it.

usage: python3 client.py get|put PORT FOLDER FILE [MODE] [BLKSIZE]
"""

import os
import sys

import tftpy

what, port, folder, name = sys.argv[1:5]
options = {}
if len(sys.argv) > 5 and sys.argv[5] != "octet":
    options["mode"] = sys.argv[5]
if len(sys.argv) > 6:
    options["blksize"] = int(sys.argv[6])
client = tftpy.TftpClient("127.0.0.1", int(port), options)
path = os.path.join(folder, name)
if what == "get":
    client.download(name, path)
else:
    client.upload(name, path)
