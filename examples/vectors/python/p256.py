"""ECDSA on P-256 with SHA-256, as Fabric takes it: DER, s in the lower half (WIRE-42 to WIRE-45)."""
import hashlib

P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
# AlgorithmIdentifier of P-256, and the beginning of a BIT STRING with an uncompressed point.
SPKI = bytes.fromhex("301306072a8648ce3d020106082a8648ce3d03010703420004")


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if a[1] != b[1]:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P) % P
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P) % P
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def numbers(der):
    """r and s; None if the bytes are no SEQUENCE of two INTEGERs in shortest form. More may follow."""
    try:
        if der[0] != 0x30 or der[1] >= 0x80 or len(der) < 2 + der[1]:
            return None
        body, found = der[2 : 2 + der[1]], []
        for _ in range(2):
            size = body[1]
            value, rest = body[2 : 2 + size], body[2 + size :]
            if body[0] != 2 or not 0 < size < 0x80 or len(value) < size:
                return None
            if size > 1 and (value[0], value[1] >> 7) in ((0, 0), (255, 1)):
                return None
            found.append(int.from_bytes(value, "big", signed=True))
            body = rest
        return found
    except IndexError:
        return None


def key_in(certificate):
    """The public key of a certificate in DER; None if it is not on P-256."""
    at = certificate.find(SPKI) + len(SPKI)
    if at < len(SPKI):
        return None
    x, y = certificate[at : at + 32], certificate[at + 32 : at + 64]
    return int.from_bytes(x, "big"), int.from_bytes(y, "big")


def verify(key, message, signature):
    pair = numbers(signature)
    if pair is None:
        return False
    r, s = pair
    if not (0 < r < N and 0 < s <= N // 2):
        return False
    inverse = pow(s, -1, N)
    u = int.from_bytes(hashlib.sha256(message).digest(), "big") * inverse % N
    v = r * inverse % N
    both, point = add(G, key), None
    for bit in range(255, -1, -1):
        point = add(point, point)
        of = u >> bit & 1, v >> bit & 1
        point = add(point, {(0, 0): None, (1, 0): G, (0, 1): key, (1, 1): both}[of])
    return point is not None and point[0] % N == r
