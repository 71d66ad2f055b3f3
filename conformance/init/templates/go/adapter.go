// Adapter of {{name}} for the conformance suite of Fabric gossip. Go's standard library, nothing else.
//
// The suite writes requests on stdin and reads answers from stdout, one JSON object a line; what you
// want to say to people goes to stderr. The protocol: docs/targets.md and
// spec/schema/control.schema.json of the package fabric-gossip. What is yours to write is marked TODO.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
)

// TODO: who is judged, and what it can do. What is not declared is not judged (docs/targets.md lists
// the features); begin with none, and add one when your node has it.
var hello = object{
	"protocol":       1,
	"implementation": object{"name": "{{name}}", "version": "0.0.1", "language": "go"},
	"features":       []string{},
	// How long a start may take, and how many nodes this process hosts at the same time.
	"limits": object{"startTimeoutMs": 5000, "nodes": 1},
}

type object map[string]any

type request struct {
	ID      int    `json:"id"`
	Request string `json:"request"`
	Node    string `json:"node"`
	// Of start. There is more: advertise, bootstrap, identity, organisations, channels, timings, workdir.
	Listen string `json:"listen"`
	TLS    struct {
		CertPem string `json:"certPem"`
		KeyPem  string `json:"keyPem"`
	} `json:"tls"`
}

// node is one gossip peer. TODO: put your own here; this one listens and does nothing useful.
type node struct{ listener net.Listener }

func startNode(start request) (*node, error) {
	// TODO: serve gRPC over TLS with start.TLS, and answer /gossip.Gossip/Ping with an empty message:
	// that is how the suite sees that a node is up.
	listener, err := net.Listen("tcp", start.Listen)
	if err != nil {
		return nil, err
	}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return // It was stopped.
			}
			connection.Close()
		}
	}()
	return &node{listener}, nil
}

func (n *node) stop() { n.listener.Close() }

var nodes = map[string]*node{}

func start(r request) object {
	started, err := startNode(r)
	if errors.Is(err, syscall.EADDRINUSE) {
		return object{"error": object{"code": "port-in-use", "message": err.Error()}}
	}
	if err != nil {
		return object{"error": object{"code": "start-failed", "message": err.Error()}}
	}
	nodes[r.Node] = started
	// If the node is a process of its own, tell its "pid": the suite can then kill and pause it.
	return object{"ready": object{"listen": r.Listen}}
}

// stop without a node: all of them, and then this adapter.
func stop(r request) object {
	for name, running := range nodes {
		if r.Node == "" || r.Node == name {
			running.stop()
			delete(nodes, name)
		}
	}
	return object{"stopped": object{"exitCode": 0}}
}

func answer(r request) object {
	switch r.Request {
	case "hello":
		return object{"hello": hello}
	case "start":
		return start(r)
	case "kill":
		stop(r)
		return object{"ok": true}
	case "stop":
		return stop(r)
	// TODO: pause, resume, restart, join, leave, query, when your node can do them.
	default:
		return object{"unsupported": object{"reason": "unknown request " + r.Request}}
	}
}

func main() {
	// A line may be long: it carries blocks.
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			break // The end of stdin means that the suite is gone.
		}
		var r request
		if err := json.Unmarshal(line, &r); err != nil {
			fmt.Fprintln(os.Stderr, "not understood:", err)
			continue
		}
		answered := answer(r)
		answered["re"] = r.ID
		text, err := json.Marshal(answered)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(string(text))
		if r.Request == "stop" && r.Node == "" {
			break
		}
	}
	stop(request{})
}
