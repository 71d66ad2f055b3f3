/** What a node says that it or somebody else made is signed by that peer. */
import { type Decoded, decodeIdentity } from '../../harness/wire/decode.js';
import { hex, isSignedBy } from '../../harness/wire/sign.js';
import { authorOf } from '../authors.js';
import type { Rule } from '../rule.js';
import { keyOf, type Trace } from '../trace.js';

export const signatureRules: readonly Rule[] = [
  {
    id: 'bad-signature',
    clauses: ['WIRE-34', 'WIRE-38', 'WIRE-36', 'MEMB-I3'],
    expected: 'a good signature of its author on every signed message and secret',
    *breaches({ told, people }) {
      const judged = new Map<string, string | undefined>();
      for (const { entry, decoded, inside, by } of told) {
        for (const d of [decoded, ...inside]) {
          const { payload, signature, secretEnvelope } = d.envelope;
          const key = `${keyOf(signature)}${keyOf(payload)}${keyOf(secretEnvelope?.signature ?? payload)}`;
          if (!judged.has(key)) judged.set(key, flawOf(d, people));
          const flaw = judged.get(key);
          if (flaw) yield { entry: entry.n, observed: `${flaw}, told by ${by.name}` };
        }
      }
    },
  },
];

function flawOf(d: Decoded, people: Trace['people']): string | undefined {
  const author = d.message && authorOf(d);
  if (!author) return undefined;
  const known = people.get(hex(author.pkiId));
  const bytes = author.identity.length > 0 ? author.identity : known?.identity;
  const identity = bytes && decodeIdentity(bytes);
  // Of peers of other cases that the node still knows, nothing can be said.
  if (!identity) return undefined;
  const pem = Buffer.from(identity.idBytes).toString();
  const whose = `${d.kind} of ${known?.name ?? 'a stranger'}`;
  const { payload, signature, secretEnvelope: secret } = d.envelope;
  if (!isSignedBy(pem, payload, trimmed(signature))) return `${whose}, badly signed`;
  if (secret && !isSignedBy(pem, secret.payload, secret.signature)) {
    return `${whose} with a secret that is badly signed`;
  }
  return undefined;
}

/** Without what WIRE-45 lets stand after r and s: `isSignedBy` is as strict as a signer must be. */
function trimmed(signature: Uint8Array): Uint8Array {
  const [sequence, , tag, rLength = 0] = signature;
  const end = 4 + rLength + 2 + (signature[4 + rLength + 1] ?? 0);
  if (sequence !== 0x30 || tag !== 0x02 || end > signature.length) return signature;
  return Uint8Array.from([0x30, end - 2, ...signature.subarray(2, end)]);
}
