/** What a node tells a peer of another organisation about the peers of its own and of third ones. */
import { PullMsgType } from '../../../src/wire/gen/gossip/message_pb.js';
import { contentOf, type Decoded } from '../../harness/wire/decode.js';
import { hex } from '../../harness/wire/sign.js';
import { authorOf } from '../authors.js';
import type { Participant } from '../record.js';
import type { Rule } from '../rule.js';
import type { Told, Trace } from '../trace.js';

const isForeign = ({ by, to }: Told): boolean => by.mspId !== to.mspId;

export const disclosureRules: readonly Rule[] = [
  {
    id: 'secret-to-another-organisation',
    clauses: ['MEMB-I4', 'MEMB-35', 'MEMB-D28', 'MEMB-D30'],
    expected: 'no secret envelope in what goes to another organisation',
    *breaches({ told }) {
      for (const message of told) {
        if (!isForeign(message)) continue;
        const { entry, decoded, inside, by, to } = message;
        if (![decoded, ...inside].some(({ envelope }) => envelope.secretEnvelope)) continue;
        yield { entry: entry.n, observed: `a secret envelope from ${by.name} to ${to.name}` };
      }
    },
  },
  {
    id: 'member-of-a-third-organisation',
    clauses: ['MEMB-I4', 'PUSH-I2', 'MEMB-D31'],
    expected: 'nothing told to another organisation of the peers of a third',
    *breaches(trace) {
      for (const message of trace.told) {
        if (!isForeign(message)) continue;
        for (const d of [message.decoded, ...message.inside]) {
          const pkiId = contentOf(d, 'aliveMsg')?.membership?.pkiId;
          const author = pkiId && trace.people.get(hex(pkiId));
          if (author && isOfThird(author, message)) yield breachOf(message, author, 'life');
        }
      }
    },
  },
  {
    id: 'hidden-member-told',
    clauses: ['PUSH-I2', 'MEMB-D30', 'MEMB-D31'],
    expected: 'nothing told to another organisation of members without an external endpoint',
    *breaches(trace) {
      for (const message of trace.told) {
        if (!isForeign(message)) continue;
        for (const d of [message.decoded, ...message.inside]) {
          const member = contentOf(d, 'aliveMsg')?.membership;
          const author = member && trace.people.get(hex(member.pkiId));
          if (!author || author === message.by || author.mspId !== message.by.mspId) continue;
          if (member.endpoint === '') yield breachOf(message, author, 'life');
        }
      }
    },
  },
  {
    id: 'identity-of-a-third-organisation',
    clauses: ['PULL-I3', 'PULL-31'],
    expected: 'no identity of a third organisation shown by pull to another organisation',
    *breaches(trace) {
      for (const message of trace.told) {
        if (!isForeign(message)) continue;
        for (const author of shownIn(message, trace)) {
          if (isOfThird(author, message)) yield breachOf(message, author, 'identity');
        }
      }
    },
  },
];

const isOfThird = (author: Participant, { by, to }: Told): boolean =>
  author.mspId !== by.mspId && author.mspId !== to.mspId;

const breachOf = ({ entry, by, to, decoded }: Told, author: Participant, what: string) => ({
  entry: entry.n,
  observed: `the ${what} of ${author.name} (${author.mspId}) in ${decoded.kind} from ${by.name} to ${to.name}`,
});

/** Whose identities a pull message names or carries. */
function shownIn({ decoded, inside }: Told, { people }: Trace): readonly Participant[] {
  const digest = contentOf(decoded, 'dataDig');
  const ids =
    digest?.msgType === PullMsgType.IDENTITY_MSG
      ? digest.digests
      : [decoded, ...inside].filter(isIdentity).map((d) => authorOf(d)!.pkiId);
  return ids.map((id) => people.get(hex(id))).filter((p) => p !== undefined);
}

const isIdentity = (d: Decoded): boolean => d.kind === 'peerIdentity';
