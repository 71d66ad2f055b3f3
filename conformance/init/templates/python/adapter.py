"""Adapter of {{name}} for the conformance suite of Fabric gossip. Python 3.8 or later, nothing else.

The suite writes requests on stdin and reads answers from stdout, one JSON object a line; what you want
to say to people goes to stderr. The protocol: docs/targets.md and spec/schema/control.schema.json of
the package fabric-gossip. Everything that is yours to write is marked TODO.
"""

import errno
import json
import signal
import socket
import sys
import threading

# TODO: who is judged, and what it can do. What is not declared is not judged (docs/targets.md lists
# the features); begin with none, and add one when your node has it.
HELLO = {
    "protocol": 1,
    "implementation": {"name": "{{name}}", "version": "0.0.1", "language": "python"},
    "features": [],
    # How long a start may take, and how many nodes this process hosts at the same time.
    "limits": {"startTimeoutMs": 5000, "nodes": 1},
}


class Node:
    """One gossip peer. TODO: put your own here; this one listens and does nothing useful."""

    def __init__(self, start):
        # start has everything: listen, advertise, bootstrap, identity and tls (as files and as PEM),
        # organisations, channels, timings, workdir.
        host, port = start["listen"].rsplit(":", 1)
        # TODO: serve gRPC over TLS with start["tls"]["certPem"] and ["keyPem"], and answer
        # /gossip.Gossip/Ping with an empty message: that is how the suite sees that a node is up.
        self.server = socket.create_server((host, int(port)))
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        try:
            while True:
                connection, _ = self.server.accept()
                connection.close()
        except OSError:
            return  # It was stopped.

    def stop(self):
        # Closing alone would leave the port to the thread that waits in accept.
        try:
            self.server.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # Some systems refuse it, and need it less.
        self.server.close()


nodes = {}


def start(request):
    try:
        nodes[request["node"]] = Node(request)
    except OSError as error:
        code = "port-in-use" if error.errno == errno.EADDRINUSE else "start-failed"
        return {"error": {"code": code, "message": str(error)}}
    # If the node is a process of its own, tell its "pid": the suite can then kill and pause it.
    return {"ready": {"listen": request["listen"]}}


def stop(request):
    # Without a node: all of them, and then this adapter.
    names = [request["node"]] if "node" in request else list(nodes)
    for name in names:
        node = nodes.pop(name, None)
        if node is not None:
            node.stop()
    return {"stopped": {"exitCode": 0}}


# TODO: kill, pause, resume, restart, join, leave, query, when your node can do them.
ANSWERS = {
    "hello": lambda request: {"hello": HELLO},
    "start": start,
    "kill": lambda request: (stop(request), {"ok": True})[1],
    "stop": stop,
}


def answer(request):
    act = ANSWERS.get(request["request"])
    if act is None:
        return {"unsupported": {"reason": "unknown request " + request["request"]}}
    return act(request)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    for line in sys.stdin:  # Its end means that the suite is gone.
        request = json.loads(line)
        print(json.dumps({"re": request["id"], **answer(request)}), flush=True)
        if request["request"] == "stop" and "node" not in request:
            break
    stop({})


main()
