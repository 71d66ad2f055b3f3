/** Everything on a stream is an envelope with a gossip message in it, tagged and signed as its kind says. */
import { tagViolation } from '../../harness/wire/legality.js';
import { authorOf } from '../authors.js';
import type { Rule } from '../rule.js';
import { keyOf } from '../trace.js';

export const formRules: readonly Rule[] = [
  {
    id: 'not-an-envelope',
    clauses: ['WIRE-1', 'WIRE-31'],
    expected: 'envelopes with a gossip message in them, and nothing else on a stream',
    *breaches({ garbled, told }) {
      for (const { n } of garbled) yield { entry: n, observed: 'bytes that are no envelope' };
      for (const { entry, decoded, by } of told) {
        if (decoded.message) continue;
        yield {
          entry: entry.n,
          observed: `an envelope of ${by.name} whose payload does not parse`,
        };
      }
    },
  },
  {
    id: 'wrong-tag',
    clauses: ['WIRE-53', 'WIRE-50', 'LINK-3'],
    expected: 'the tag that belongs to the content, in every message sent or passed on',
    *breaches({ told }) {
      for (const { entry, decoded, by } of told) {
        // A message without content says nothing, and no clause names a tag for it.
        if (!decoded.message || decoded.kind === '' || decoded.kind === 'empty') continue;
        const wrong = tagViolation(decoded);
        if (wrong) yield { entry: entry.n, observed: `${wrong} from ${by.name}` };
      }
    },
  },
  {
    id: 'signed-without-author',
    clauses: ['WIRE-35'],
    expected: 'no signature on a message of a kind that nobody signs',
    *breaches({ told, ours }) {
      for (const { entry, decoded, by } of told) {
        if (!decoded.message || authorOf(decoded)) continue;
        // What came with a signature is passed on with it.
        if (decoded.envelope.signature.length === 0 || ours.has(keyOf(decoded.envelope.payload))) {
          continue;
        }
        yield { entry: entry.n, observed: `a signature on ${decoded.kind} of ${by.name}` };
      }
    },
  },
];
