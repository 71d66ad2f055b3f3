/** Faults that show when nodes are cut off from each other, end and come back. */
import { fromBinary } from '@bufbuild/protobuf';
import type { PeerEffect } from '../../../src/peer/io.js';
import { EnvelopeSchema, GossipMessageSchema } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Mutant, mutant } from '../mutant.js';
import { withoutRow } from '../rows.js';

const contentOf = (received: Uint8Array) =>
  fromBinary(GossipMessageSchema, fromBinary(EnvelopeSchema, received).payload).content;

/** PKI-ID of the author of an alive message, in hex; undefined for all else. */
function authorOf(received: Uint8Array): string | undefined {
  const content = contentOf(received);
  const pkiId = content.case === 'aliveMsg' ? content.value.membership?.pkiId : undefined;
  return pkiId && Buffer.from(pkiId).toString('hex');
}

export const faultPartitionMutants: readonly Mutant[] = [
  mutant({
    id: 'faults/dead-for-good',
    fault: 'takes nobody for alive again whom it took for dead',
    breaks: ['SYS-I1', 'MEMB-R10'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutRow('MEMB-R10'),
    killedBy: [
      { case: 'faults/simultaneous-reconnection-settles', expected: 'alive in the view' },
      { case: 'faults/one-way-cut-heals', expected: 'alive in the view' },
      { case: 'faults/paused-peer-is-dead-until-it-goes-on', expected: 'alive in the view' },
      { case: 'faults/killed-peer-returns-with-ledger-kept', expected: 'alive in the view' },
      { case: 'faults/partition-parts-the-network-and-heals', expected: 'alive in the view' },
    ],
  }),
  mutant({
    id: 'faults/forgets-contacts',
    fault: 'forgets its bootstrap and anchor peers like any other member',
    breaks: ['MEMB-24'],
    module: 'peer/contacts',
    entry: 'isContactEndpoint',
    by: () => () => false,
    killedBy: [
      {
        case: 'faults/partition-past-expiry-heals-by-the-bootstrap-peer',
        expected: 't1 dead in the view',
      },
      {
        case: 'faults/partition-past-expiry-heals-by-anchor-peers',
        expected: 'block 3 of shared in the ledger',
      },
    ],
  }),
  mutant({
    id: 'faults/never-asks-for-missing-blocks',
    fault: 'never asks for the blocks that it lacks',
    breaks: ['XFER-32'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutRow('XFER-R20'),
    killedBy: [
      {
        case: 'faults/one-side-of-a-partition-catches-up',
        expected: 'block 3 of shared in the ledger',
      },
      { case: 'faults/killed-peer-returns-with-ledger-lost', expected: 'of shared in the ledger' },
      {
        case: 'network/target-hands-blocks-to-another-organisation',
        expected: 'block 13 of shared in the ledger',
      },
      {
        case: 'network/reference-hands-blocks-to-another-organisation',
        expected: 'block 13 of shared in the ledger',
      },
    ],
  }),
  mutant({
    id: 'faults/hears-of-members-from-themselves-alone',
    fault: 'hears of the life of a member that it knows from that member alone',
    breaks: ['MEMB-12'],
    module: 'peer/receive',
    entry: 'receiveEnvelope',
    by:
      ({ receiveEnvelope }) =>
      (run, entry, received) => {
        const bytes = received as Uint8Array;
        const sender = entry.acceptor?.entity.pkiId ?? entry.dialler?.entity.pkiId;
        const author = authorOf(bytes);
        const { members } = run.state;
        if (author !== undefined && author !== sender && members.has(author)) return;
        const isDeaf = contentOf(bytes).case === 'memRes' && members.size > 2;
        if (!isDeaf) receiveEnvelope(run, entry, received);
      },
    killedBy: [{ case: 'faults/one-way-cut-is-bypassed', expected: 't1 alive in the view' }],
  }),
  mutant({
    id: 'faults/repeats-what-it-ever-heard',
    fault: 'sends with its own alive message the last one of everybody whom it ever heard',
    breaks: ['MEMB-I2', 'MEMB-9'],
    module: 'adapters/host',
    entry: 'createHost',
    by:
      ({ createHost }) =>
      (options) => {
        const heard = new Map<string, Uint8Array>();
        return createHost({
          ...options,
          step(peer, input, atMs, choose) {
            if (input.type === 'envelope.received') {
              const author = authorOf(input.message as Uint8Array);
              if (author) heard.set(author, input.message as Uint8Array);
            }
            return options
              .step(peer, input, atMs, choose)
              .flatMap((effect): readonly PeerEffect[] => {
                if (effect.type !== 'envelope.send') return [effect];
                if (effect.signed.message.content.case !== 'aliveMsg') return [effect];
                const { signed } = effect;
                const again = [...heard.values()].map((bytes) => ({
                  ...effect,
                  signed: { ...signed, bytes },
                }));
                return [effect, ...again];
              });
          },
        });
      },
    killedBy: [{ case: 'faults/rumours-of-a-lost-peer-die-out', expected: 't4' }],
  }),
];
