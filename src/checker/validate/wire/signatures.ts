/** Signatures, for who has the identities of those who sign. */
import type { Envelope, GossipMessage } from '../../../wire/message-types.js';
import type { Judgement } from '../../../wire/verify-known.js';
import { KEPT, type WireRule } from './seen.js';

/** `judge`: what the signatures of an envelope are, by the identities at hand. */
export const signatureRule = (
  judge: (envelope: Envelope, message: GossipMessage) => Judgement,
): WireRule => ({
  id: 'signatures',
  clauses: ['WIRE-34', 'WIRE-36', 'WIRE-38', 'WIRE-39'],
  expected: 'signatures of the authors, on messages and secrets',
  watch:
    () =>
    ({ dir, signed, inside }) => {
      if (dir === 'out') return undefined;
      let isSigned = false;
      for (const { envelope, message } of [signed, ...inside]) {
        const { signature, secret, reason } = judge(envelope, message);
        if (signature === undefined && secret === undefined) continue;
        isSigned = true;
        if (reason !== '') return reason;
      }
      return isSigned ? KEPT : undefined;
    },
});
