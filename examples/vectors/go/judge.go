package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"math/big"
)

// verdict of the judge: unknown where MSPs, channels or what was received before decide.
type verdict int

const (
	unknown verdict = iota
	sound
	unsound
)

func of(isSound bool) verdict {
	if isSound {
		return sound
	}
	return unsound
}

// Tags by the content's field in gossip.GossipMessage (WIRE-D1 to WIRE-D9); 9 to 12 are pull messages.
var tags = map[uint64]uint64{5: 1, 6: 1, 7: 1, 8: 4, 15: 5, 16: 5, 17: 5, 18: 5, 19: 5, 20: 4, 21: 2}
var pullTags = map[uint64]uint64{1: 4, 2: 1}

func judge(v vector) verdict {
	switch v.Kind {
	case "signature":
		return of(verify(keyIn(decode(v.Input.Identity)), decode(v.Input.Message), decode(v.Input.Signature)))
	case "identity":
		if !v.names("IDENT-D1", "IDENT-D4", "IDENT-D8") {
			return unknown
		}
		return of(hex.EncodeToString(pkiID(decode(v.Input.Identity))) == v.Input.PkiID)
	case "block":
		if !v.names("WIRE-71", "WIRE-76", "PUSH-20") {
			return unknown
		}
		return judgeBlock(decode(v.Input.Block))
	case "handshake", "tag", "alive":
		envelope, err := parse(decode(v.Input.Envelope))
		if err != nil {
			return unsound
		}
		return judgeEnvelope(v, envelope)
	}
	return unknown
}

func judgeBlock(data []byte) verdict {
	block, err := parse(data)
	if err != nil {
		return unsound
	}
	hash := sha256.New()
	for _, entry := range block.inner(2)[1] {
		hash.Write(entry.bytes)
	}
	return of(bytes.Equal(hash.Sum(nil), block.inner(1).bytes(3)))
}

func judgeEnvelope(v vector, envelope message) verdict {
	gossip := envelope.inner(1)
	switch v.Kind {
	case "handshake":
		conn := gossip.inner(14)
		identity := conn.bytes(2)
		if len(conn.bytes(1)) == 0 || len(identity) > 0 && !bytes.Equal(pkiID(identity), conn.bytes(1)) {
			return unsound
		}
		if hex.EncodeToString(conn.bytes(3)) != v.Input.TLSHash || !isSigned(envelope, identity) {
			return unsound
		}
		if v.names("LINK-D3") {
			return unknown
		}
		return sound
	case "tag":
		return of(v.names("WIRE-52") || hasLegalTag(gossip))
	}
	alive := gossip.inner(5)
	if len(alive.inner(1).bytes(3)) == 0 || len(envelope.bytes(2)) == 0 {
		return unsound
	}
	if len(alive.bytes(4)) == 0 || v.names("MEMB-D6", "MEMB-D10", "MEMB-D12") {
		return unknown
	}
	return of(isSigned(envelope, alive.bytes(4)))
}

func hasLegalTag(gossip message) bool {
	for field := range gossip {
		legal, known := tags[field]
		if field >= 9 && field <= 12 {
			legal, known = pullTags[gossip.inner(field).last(3).number]
		}
		if known {
			return legal == gossip.last(3).number
		}
	}
	return false
}

// isSigned tells whether payload and, if there is one, secret are signed by the identity's key.
func isSigned(envelope message, identity []byte) bool {
	key := keyIn(identity)
	if len(envelope[3]) > 0 {
		secret := envelope.inner(3)
		if !verify(key, secret.bytes(1), secret.bytes(2)) {
			return false
		}
	}
	return verify(key, envelope.bytes(1), envelope.bytes(2))
}

// pkiID is the hash of MSP ID and certificate in a serialized msp.SerializedIdentity.
func pkiID(identity []byte) []byte {
	parts, err := parse(identity)
	if err != nil {
		return nil
	}
	hash := sha256.Sum256(append(append([]byte{}, parts.bytes(1)...), parts.bytes(2)...))
	return hash[:]
}

func keyIn(identity []byte) any {
	parts, err := parse(identity)
	if err != nil {
		return nil
	}
	block, _ := pem.Decode(parts.bytes(2))
	if block == nil {
		return nil
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil
	}
	return certificate.PublicKey
}

func verify(key any, signed, signature []byte) bool {
	switch key := key.(type) {
	case ed25519.PublicKey:
		return ed25519.Verify(key, signed, signature)
	case *ecdsa.PublicKey:
		var numbers struct{ R, S *big.Int }
		// As Fabric reads it: what follows the SEQUENCE is not looked at (WIRE-45).
		if _, err := asn1.Unmarshal(signature, &numbers); err != nil {
			return false
		}
		order := key.Params().N
		isLow := numbers.S.Cmp(new(big.Int).Rsh(order, 1)) <= 0
		if numbers.R.Sign() <= 0 || numbers.S.Sign() <= 0 || !isLow {
			return false
		}
		hash := sha256.Sum256(signed)
		return ecdsa.Verify(key, hash[:], numbers.R, numbers.S)
	}
	return false
}

func decode(text string) []byte {
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return data
}
