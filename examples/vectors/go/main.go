// Judges fabric-gossip's vectors with Go's standard library alone: go run . FOLDER
//
// It knows signatures, PKI-IDs, handshakes, tags, alive messages and data hashes, and says of all else
// that it did not judge it. An implementation of your own puts its own code where this has judge.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

type file struct {
	Schema  int
	Content string
	Files   []struct {
		File  string
		Count int
	}
	Vectors []vector
}

type vector struct {
	ID, Kind, Verdict, Reason string
	Clauses                   []string
	Input                     struct {
		Type, Identity, Message, Signature, Envelope, Block string
		PkiID                                               string
		TLSHash                                             string
	}
}

func (v vector) names(clauses ...string) bool {
	return slices.ContainsFunc(v.Clauses, func(c string) bool { return slices.Contains(clauses, c) })
}

func read(path, content string) (f file, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return f, err
	}
	if err = json.Unmarshal(text, &f); err == nil && (f.Schema != 1 || f.Content != content) {
		err = fmt.Errorf("%s: not a file of %s in schema 1", path, content)
	}
	return f, err
}

func run(folder string) (agree, disagree, notJudged int, err error) {
	index, err := read(filepath.Join(folder, "index.json"), "index")
	if err != nil {
		return
	}
	for _, listed := range index.Files {
		found, err := read(filepath.Join(folder, listed.File), "vectors")
		if err != nil {
			return 0, 0, 0, err
		}
		if len(found.Vectors) != listed.Count {
			return 0, 0, 0, fmt.Errorf("%s: %d vectors, not %d", listed.File, len(found.Vectors), listed.Count)
		}
		for _, v := range found.Vectors {
			switch said := judge(v); {
			case said == unknown:
				notJudged++
			case (said == sound) == (v.Verdict == "accept"):
				agree++
			default:
				disagree++
				fmt.Printf("%s: %s expected (%s)\n", v.ID, v.Verdict, v.Reason)
			}
		}
	}
	return
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: judge FOLDER, as fabric-gossip vectors FOLDER has written it")
		os.Exit(64)
	}
	agree, disagree, notJudged, err := run(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
	fmt.Printf("%d agree, %d disagree, %d not judged\n", agree, disagree, notJudged)
	if disagree > 0 || agree == 0 {
		os.Exit(1)
	}
}
