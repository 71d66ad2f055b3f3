"""Judges fabric-gossip's vectors with Python's standard library alone: `python3 judge.py FOLDER`.

It knows signatures, PKI-IDs, handshakes, tags, alive messages and data hashes, and says of all else
that it did not judge it. An implementation of your own puts its own code where this has `judge`.
"""
import base64
import hashlib
import json
import pathlib
import re
import sys

import p256

KINDS = {"signature", "identity", "handshake", "tag", "alive", "block"}
EMPTY, ORG_ONLY, CHAN_AND_ORG, CHAN_OR_ORG = 1, 2, 4, 5
# Field of the content in gossip.GossipMessage: the one tag that it may have (WIRE-D1 to WIRE-D9).
TAGS = {5: EMPTY, 6: EMPTY, 7: EMPTY, 8: CHAN_AND_ORG, 20: CHAN_AND_ORG, 21: ORG_ONLY}
TAGS.update({field: CHAN_OR_ORG for field in (15, 16, 17, 18, 19)})
PULL = {9, 10, 11, 12}
ALIVE, CONN = 5, 14


def fields(data):
    """A protobuf message: the values by field number, numbers as int, all else as bytes."""
    found, at = {}, 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(data):
        key = varint()
        if key & 7 == 0:
            value = varint()
        elif key & 7 == 2:
            size = varint()
            value, at = data[at : at + size], at + size
        else:
            raise ValueError(f"wire type {key & 7}")
        found.setdefault(key >> 3, []).append(value)
    return found


def one(message, field, default=b""):
    return message.get(field, [default])[-1]


def key_of(identity):
    """The P-256 key in a serialized msp.SerializedIdentity; None if there is none."""
    block = re.search(rb"-----BEGIN[^-]*-----(.*?)-----END", one(fields(identity), 2), re.S)
    return block and p256.key_in(base64.b64decode(block[1]))


def pki_id(identity):
    parts = fields(identity)
    return hashlib.sha256(one(parts, 1) + one(parts, 2)).digest()


def is_signed(envelope, identity):
    key = key_of(identity) if identity else None
    signed = [envelope] + [fields(secret) for secret in envelope.get(3, [])]
    return key is not None and all(p256.verify(key, one(e, 1), one(e, 2)) for e in signed)


def content(message):
    return next(((f, v[-1]) for f, v in message.items() if f >= 5), (0, b""))


def judge(vector, need):
    """accept or reject; None where MSPs, channels or what was received before decide."""
    item, clauses = vector["input"], vector["clauses"]
    if vector["kind"] not in KINDS:
        return None
    if item["type"] == "signature":
        key = key_of(need(item["identity"]))
        return key and p256.verify(key, need(item["message"]), need(item["signature"]))
    if item["type"] == "identity":
        if not {"IDENT-D1", "IDENT-D4", "IDENT-D8"} & set(clauses):
            return None
        return pki_id(need(item["identity"])).hex() == item["pkiId"]
    if item["type"] == "block":
        if not {"WIRE-71", "WIRE-76", "PUSH-20"} & set(clauses):
            return None
        block = fields(need(item["block"]))
        data = hashlib.sha256(b"".join(fields(one(block, 2)).get(1, [])))
        return data.digest() == one(fields(one(block, 1)), 3)
    envelope = fields(need(item["envelope"]))
    message = fields(one(envelope, 1))
    field, inner = content(message)
    inner = fields(inner)
    if vector["kind"] == "handshake":
        identity = one(inner, 2)
        if field != CONN or not one(inner, 1) or (identity and pki_id(identity) != one(inner, 1)):
            return False
        if one(inner, 3).hex() != item["tlsHash"] or not is_signed(envelope, identity):
            return False
        return None if "LINK-D3" in clauses else True
    if vector["kind"] == "tag":
        if "WIRE-52" in clauses:
            return True
        pulled = {1: CHAN_AND_ORG, 2: EMPTY}.get(one(inner, 3, 0)) if field in PULL else None
        return one(message, 3, 0) == (pulled if field in PULL else TAGS.get(field))
    if not one(fields(one(inner, 1)), 3) or not one(envelope, 2):
        return False
    identity = one(inner, 4)
    if not identity or {"MEMB-D6", "MEMB-D10", "MEMB-D12"} & set(clauses):
        return None
    return is_signed(envelope, identity)


def main(folder):
    counts = {"agree": 0, "disagree": 0, "not judged": 0}
    if not (folder / "index.json").is_file():
        raise SystemExit(f"{folder}: no index.json here; fabric-gossip vectors FOLDER writes one")
    index = json.loads((folder / "index.json").read_text())
    for listed in index["files"]:
        file = json.loads((folder / listed["file"]).read_text())
        if file["schema"] != 1 or file["content"] != "vectors" or len(file["vectors"]) != listed["count"]:
            raise SystemExit(f"{listed['file']}: not a file of vectors as the index has it")
        for vector in file["vectors"]:
            said = None if "steps" in vector else judge(vector, base64.b64decode)
            if said is None:
                counts["not judged"] += 1
                continue
            agrees = bool(said) == (vector["verdict"] == "accept")
            counts["agree" if agrees else "disagree"] += 1
            if not agrees:
                print(f"{vector['id']}: {vector['verdict']} expected ({vector['reason']})")
    print(", ".join(f"{count} {what}" for what, count in counts.items()))
    return 1 if counts["disagree"] or not counts["agree"] else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: judge.py FOLDER, as fabric-gossip vectors FOLDER has written it")
    sys.exit(main(pathlib.Path(sys.argv[1])))
