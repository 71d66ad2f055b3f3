/** Signatures: which bytes are a signature of a key over a message, and which are not (2 Wire). */
import type { Profile } from '../../harness/case.js';
import { GROUPS, signature } from '../../harness/wire/sign.js';
import type { Author } from '../author.js';
import { numberOf } from '../mint/rfc6979.js';
import { base64, type Judged, type Vector } from '../vector.js';
import { ALL, single } from './define.js';

const MESSAGE = new TextEncoder().encode('what is signed');
const OTHER = new TextEncoder().encode('what is signeD');

interface Row {
  readonly id: string;
  readonly description: string;
  readonly sig: Uint8Array;
  readonly verdict?: Judged;
  readonly clause: string;
  readonly reason: string;
  readonly signer?: string;
  readonly message?: Uint8Array;
  readonly profiles?: readonly Profile[];
}

export function signatureVectors(by: Author): Vector[] {
  const keyOf = (name: string) => by.peer(name).keyPem;
  const good = signature(keyOf('o1'), MESSAGE);
  const { r, s } = numbersIn(good);
  const { order } = GROUPS.prime256v1!;
  const of384 = numbersIn(signature(keyOf('o-p384'), MESSAGE));
  const edwards = signature(keyOf('o-ed25519'), MESSAGE);
  const rows: readonly Row[] = [
    accepted('low-s-accepted', 'DER, s in the lower half.', good, 'WIRE-41'),
    refused(
      'high-s-rejected',
      'The same with n - s for s.',
      pair(r, order - s),
      'WIRE-42',
      's is in the upper half',
    ),
    {
      ...refused(
        'other-message-rejected',
        'A good signature of another message.',
        good,
        'WIRE-38',
        'other bytes were signed',
      ),
      message: OTHER,
    },
    refused(
      'other-key-rejected',
      'Signed by another peer.',
      signature(keyOf('o2'), MESSAGE),
      'WIRE-38',
      'another key has signed',
    ),
    refused('zero-r-rejected', 'r is 0.', pair(0n, s), 'WIRE-43', 'r is not above 0'),
    refused('zero-s-rejected', 's is 0.', pair(r, 0n), 'WIRE-43', 's is not above 0'),
    refused(
      'r-of-the-order-rejected',
      'r is the order of the group.',
      pair(order, s),
      'WIRE-43',
      'r is not below the order',
    ),
    refused(
      'r-beyond-the-order-rejected',
      'r plus the order of the group: the same number to it.',
      pair(r + order, s),
      'WIRE-43',
      'r is not below the order',
    ),
    refused(
      'negative-r-rejected',
      'r begins with a set bit: a negative number.',
      der([...integer(-1n), ...integer(s)]),
      'WIRE-43',
      'r is not above 0',
    ),
    accepted(
      'bytes-after-the-sequence-accepted',
      'One more byte after the SEQUENCE.',
      Uint8Array.from([...good, 0]),
      'WIRE-45',
    ),
    accepted(
      'element-after-s-accepted',
      'A third INTEGER inside the SEQUENCE.',
      der([...integer(r), ...integer(s), ...integer(1n)]),
      'WIRE-45',
    ),
    refused(
      'long-form-length-rejected',
      'The length of the SEQUENCE in two bytes.',
      Uint8Array.from([0x30, 0x81, ...good.subarray(1)]),
      'WIRE-44',
      'a length that is not in shortest form',
    ),
    refused(
      'indefinite-length-rejected',
      'The SEQUENCE ends by two zero bytes (BER).',
      Uint8Array.from([0x30, 0x80, ...good.subarray(2), 0, 0]),
      'WIRE-44',
      'a length that is not definite',
    ),
    refused(
      'padded-integer-rejected',
      'r with a zero byte before it that it does not need.',
      der([...padded(r), ...integer(s)]),
      'WIRE-44',
      'an integer that is not in shortest form',
    ),
    refused(
      'set-instead-of-sequence-rejected',
      'The outer tag is that of a SET.',
      Uint8Array.from([0x31, ...good.subarray(1)]),
      'WIRE-44',
      'another tag than SEQUENCE',
    ),
    refused(
      'raw-numbers-rejected',
      'r and s, 32 bytes each, without DER (IEEE P1363).',
      raw(r, s),
      'WIRE-44',
      'not DER',
    ),
    refused(
      'cut-short-rejected',
      'The last byte is missing.',
      good.subarray(0, -1),
      'WIRE-44',
      'not DER',
    ),
    refused('empty-rejected', 'No bytes at all.', new Uint8Array(), 'WIRE-44', 'not DER'),
    {
      ...accepted(
        'p384-accepted',
        'A key on P-384, SHA-256 of the message.',
        pair(of384.r, of384.s),
        'WIRE-41',
      ),
      signer: 'o-p384',
    },
    {
      ...refused(
        'p384-high-s-rejected',
        'A key on P-384, s in the upper half.',
        pair(of384.r, GROUPS.secp384r1!.order - of384.s),
        'WIRE-42',
        's is in the upper half',
      ),
      signer: 'o-p384',
    },
    {
      ...accepted(
        'ed25519-accepted',
        'An Ed25519 key signs the message itself.',
        edwards,
        'WIRE-47',
      ),
      signer: 'o-ed25519',
      profiles: ['fabric-3.1', 'hardened'],
    },
    {
      ...refused(
        'ed25519-of-other-message-rejected',
        'An Ed25519 signature of another message.',
        edwards,
        'WIRE-38',
        'other bytes were signed',
      ),
      signer: 'o-ed25519',
      message: OTHER,
      profiles: ['fabric-3.1', 'hardened'],
    },
  ];
  return rows.map(
    ({
      id,
      description,
      sig,
      verdict = 'reject',
      clause,
      reason,
      signer = 'o1',
      message = MESSAGE,
      profiles = ALL,
    }) =>
      single('signature', {
        id,
        description,
        input: {
          type: 'signature',
          identity: base64(by.peer(signer).identity),
          message: base64(message),
          signature: base64(sig),
        },
        verdict,
        clauses: [clause],
        reason,
        profiles,
      }),
  );
}

const accepted = (id: string, description: string, sig: Uint8Array, clause: string): Row => ({
  id,
  description,
  sig,
  verdict: 'accept',
  clause,
  reason: 'a signature of the key over the message',
});

const refused = (
  id: string,
  description: string,
  sig: Uint8Array,
  clause: string,
  reason: string,
): Row => ({ id, description, sig, clause, reason });

function numbersIn(sig: Uint8Array): { r: bigint; s: bigint } {
  const at = 4 + sig[3]!;
  return {
    r: numberOf(sig.subarray(4, at)),
    s: numberOf(sig.subarray(at + 2, at + 2 + sig[at + 1]!)),
  };
}

const pair = (r: bigint, s: bigint): Uint8Array => der([...integer(r), ...integer(s)]);

function integer(value: bigint): number[] {
  if (value === -1n) return [0x02, 1, 0xff];
  const digits = value.toString(16);
  const bytes = [...Buffer.from(digits.length % 2 ? `0${digits}` : digits, 'hex')];
  if (bytes[0]! >= 0x80) bytes.unshift(0);
  return [0x02, bytes.length, ...bytes];
}

function padded(value: bigint): number[] {
  const [tag, length, ...bytes] = integer(value);
  return [tag!, length! + 1, 0, ...bytes];
}

const der = (content: readonly number[]): Uint8Array =>
  Uint8Array.from([0x30, content.length, ...content]);

const raw = (r: bigint, s: bigint): Uint8Array =>
  Uint8Array.from(
    Buffer.from(`${r.toString(16).padStart(64, '0')}${s.toString(16).padStart(64, '0')}`, 'hex'),
  );
