/** Every stream begins with a handshake message of the node, bound to its TLS certificate. */
import { contentOf } from '../../harness/wire/decode.js';
import { hex } from '../../harness/wire/sign.js';
import type { Rule } from '../rule.js';
import type { Told } from '../trace.js';

export const handshakeRules: readonly Rule[] = [
  {
    id: 'first-is-no-handshake',
    clauses: ['LINK-1'],
    expected: 'a handshake message as the first envelope of every stream',
    *breaches({ told }) {
      for (const { entry, decoded, by } of firsts(told)) {
        if (decoded.kind === 'conn') continue;
        yield { entry: entry.n, observed: `${decoded.kind || 'no content'} of ${by.name} first` };
      }
    },
  },
  {
    id: 'handshake-not-bound',
    clauses: ['LINK-3', 'LINK-I2', 'LINK-16'],
    expected: 'handshake messages that name the node, its identity and its TLS certificate',
    *breaches({ told }) {
      for (const { entry, decoded, by, stream } of told) {
        const handshake = contentOf(decoded, 'conn');
        if (!handshake) continue;
        const isAcceptor = stream.openedBy === 'probe';
        const flaw =
          hex(handshake.pkiId) !== hex(by.pkiId)
            ? 'another PKI-ID'
            : hex(handshake.identity) !== hex(by.identity)
              ? 'another identity'
              : hex(handshake.tlsCertHash) !== hex(by.tlsHash)
                ? 'another TLS certificate'
                : isAcceptor && handshake.probe
                  ? 'probe set by an acceptor'
                  : undefined;
        if (flaw) yield { entry: entry.n, observed: `${flaw} in the handshake of ${by.name}` };
      }
    },
  },
];

function* firsts(told: readonly Told[]): Iterable<Told> {
  const seen = new Set<Told['stream']>();
  for (const message of told) {
    if (seen.has(message.stream)) continue;
    seen.add(message.stream);
    yield message;
  }
}
