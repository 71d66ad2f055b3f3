/** Sequences of pull and state transfer, with the receiver as the one who is asked; and of StateInfo. */
import {
  blockDigest,
  pullHello,
  pullRequest,
  stateInfoPullRequest,
  stateRequest,
} from '../../harness/wire/channel-messages.js';
import { type Author, from } from '../author.js';
import { FABRIC, HARDENED, sequence } from '../kinds/define.js';
import { handshake } from '../kinds/handshakes.js';
import { removalOf } from '../kinds/updates.js';
import { base64, type Vector, type VectorStep } from '../vector.js';
import { accepts, ignores, says, sent, waits } from './steps.js';

export const exchangeSequences = (by: Author): Vector[] => [
  identityPull(by),
  blockPull(by),
  ...borrowedNonce(by),
  transfer(by),
  outOfOrder(by),
  blockTwice(by),
  snapshots(by),
  lateIdentity(by),
  removed(by),
];

const CH = { channel: 'ch' } as const;
const IDS = 'identities' as const;
const block64 = (number: number): string => base64(blockDigest(number));

/** The peer is a member of the channel. */
const joins = (by: Author, name: string): VectorStep[] => [
  says(name, by.alive(name), `${name} is a member`),
  says(name, by.stateInfo(name, 'ch'), `${name} is in the channel`),
];

const pushes = (by: Author, sender: string, number: number): VectorStep =>
  accepts(from(sender, by.block('ch', number)), ['PUSH-D29', 'PUSH-20'], `block ${number}`);

/** Blocks `start` to `end` are asked for, and these are what the ledger has of them. */
const served = (name: string, start: number, end: number, blocks: readonly string[]): VectorStep =>
  accepts(
    from(name, stateRequest('ch', start, end, { nonce: 70n + BigInt(end) })),
    ['XFER-D16', 'XFER-25'],
    'answered with what there is',
    { sends: [sent(name, 'stateResponse', { nonce: String(70 + end), blocks })] },
  );

const identityPull = (by: Author): Vector => {
  const own = by.peer('o0').pkiId;
  return sequence({
    id: 'identity-pull',
    description:
      'Hello, digest, request, update for identities; the nonce is good for requestWaitTime.',
    steps: [
      accepts(from('o1', pullHello(IDS, 21n)), ['PULL-20'], 'a hello', {
        sends: [sent('o1', 'dataDig', { nonce: '0', digests: [base64(own)] })],
      }),
      accepts(from('o1', pullRequest(IDS, 21n, [own])), ['PULL-25'], 'a request', {
        sends: [sent('o1', 'dataUpdate', { nonce: '0' })],
      }),
      waits(1_600, ['PULL-22'], 'longer than requestWaitTime'),
      ignores(from('o1', pullRequest(IDS, 21n, [own])), ['PULL-26'], 'the nonce is good no more', {
        never: [sent('o1', 'dataUpdate')],
      }),
    ],
  });
};

const blockPull = (by: Author): Vector =>
  sequence({
    id: 'block-pull',
    description: 'Hello, digest, request, update for the blocks of a channel that were pushed.',
    steps: [
      ...joins(by, 'o1'),
      pushes(by, 'o2', 3),
      accepts(from('o1', pullHello(CH, 22n)), ['CHAN-D28', 'PULL-20'], 'a hello', {
        sends: [sent('o1', 'dataDig', { digests: [block64(3)] })],
      }),
      accepts(from('o1', pullRequest(CH, 22n, [blockDigest(3)])), ['PULL-25'], 'a request', {
        sends: [sent('o1', 'dataUpdate', { blocks: ['3'] })],
      }),
      ignores(
        from('o1', pullRequest(CH, 22n, [blockDigest(9)])),
        ['PULL-39'],
        'for a block that is not held',
        {
          never: [sent('o1', 'dataUpdate')],
        },
      ),
    ],
  });

/** A nonce of one member, used by another. */
function borrowedNonce(by: Author): Vector[] {
  const opening = [
    ...joins(by, 'o1'),
    ...joins(by, 'o2'),
    pushes(by, 'o1', 3),
    accepts(from('o1', pullHello(CH, 23n)), ['CHAN-D28', 'PULL-20'], 'a hello of o1'),
  ];
  const request = from('o2', pullRequest(CH, 23n, [blockDigest(3)]));
  const update = sent('o2', 'dataUpdate');
  return [
    sequence({
      id: 'nonce-of-another-member-good',
      description: 'A member requests with the nonce of another one’s hello.',
      profiles: FABRIC,
      steps: [
        ...opening,
        accepts(request, ['PULL-29', 'PULL-R16'], 'nonces are good for whoever knows them', {
          sends: [update],
        }),
      ],
    }),
    sequence({
      id: 'nonce-of-another-member-ignored',
      description: 'A member requests with the nonce of another one’s hello.',
      profiles: HARDENED,
      steps: [
        ...opening,
        ignores(request, ['PULL-24', 'PULL-R15'], 'a nonce is good for who brought it', {
          never: [update],
        }),
      ],
    }),
  ];
}

const transfer = (by: Author): Vector =>
  sequence({
    id: 'state-transfer',
    description: 'A peer asks for ranges of blocks, while the ledger grows.',
    steps: [
      served('o1', 0, 2, ['0', '1', '2']),
      served('o1', 2, 5, ['2']),
      served('o1', 3, 5, []),
      pushes(by, 'o2', 3),
      served('o1', 3, 5, ['3']),
      ignores(
        from('o1', stateRequest('ch', 0, 11, { nonce: 9n })),
        ['XFER-D14', 'XFER-22'],
        'wider than a batch',
        {
          never: [sent('o1', 'stateResponse')],
        },
      ),
    ],
  });

const outOfOrder = (by: Author): Vector =>
  sequence({
    id: 'blocks-out-of-order',
    description:
      'Blocks come in another order than their numbers, and are committed in that of their numbers.',
    steps: [
      pushes(by, 'o1', 5),
      pushes(by, 'o1', 4),
      served('o1', 3, 6, []),
      pushes(by, 'o1', 3),
      served('o1', 3, 6, ['3', '4', '5']),
    ],
  });

const blockTwice = (by: Author): Vector =>
  sequence({
    id: 'block-twice',
    description: 'A block comes twice, and another one of its number: the first one counts.',
    steps: [
      pushes(by, 'o1', 3),
      ignores(
        from('o1', by.block('ch', 3)),
        ['PUSH-D24', 'PUSH-20'],
        'a block of this number is held',
      ),
      ignores(
        from('o2', by.block('ch', 3)),
        ['PUSH-D24', 'PUSH-20'],
        'a block of this number is held',
      ),
      ignores(
        {
          type: 'block',
          channel: 'ch',
          number: '3',
          block: base64(by.world.channel('ch').fork(3)),
        },
        ['PUSH-D24', 'PUSH-20'],
        'a block of this number is held',
      ),
    ],
  });

const snapshots = (by: Author): Vector => {
  const asked = (authors: readonly string[]) =>
    accepts(
      from('o1', stateInfoPullRequest(by.peer('o1'), 'ch')),
      ['CHAN-D28', 'CHAN-52'],
      'a member asks',
      {
        sends: [sent('o1', 'stateSnapshot', { authors })],
      },
    );
  return sequence({
    id: 'snapshot',
    description: 'What a snapshot holds: the StateInfo of those who told theirs, each once.',
    steps: [
      ...joins(by, 'o1'),
      asked(['o1']),
      ...joins(by, 'f1'),
      says('o1', by.stateInfo('o1', 'ch', { seqNum: 2n, height: 4n }), 'o1 has grown'),
      asked(['o1', 'f1']),
    ],
  });
};

const lateIdentity = (by: Author): Vector =>
  sequence({
    id: 'state-info-before-identity',
    description: 'The StateInfo of somebody unknown comes to nothing, until its identity has come.',
    steps: [
      ignores(
        from('o1', by.stateInfo('o3', 'ch')),
        ['CHAN-D8', 'CHAN-40'],
        'the author is unknown',
      ),
      accepts(
        handshake(by, 's3', 'o3', by.conn('o3')),
        ['LINK-D7'],
        'the author proves its identity',
      ),
      accepts(
        from('o1', by.stateInfo('o3', 'ch')),
        ['CHAN-D12', 'CHAN-40'],
        'the very same message',
      ),
    ],
  });

const removed = (by: Author): Vector =>
  sequence({
    id: 'organisation-removed',
    description: 'A config block removes F from a channel; F stays in another one.',
    receiver: { channels: { ch: 3, both: 1 } },
    steps: [
      ...joins(by, 'f1'),
      accepts(removalOf(by), ['CHAN-15', 'CHAN-22'], 'F is no member any more'),
      ignores(
        from('f1', by.stateInfo('f1', 'ch', { seqNum: 2n })),
        ['CHAN-D23', 'CHAN-30'],
        'of an organisation outside the channel',
      ),
      accepts(
        from('f1', by.stateInfo('f1', 'both')),
        ['CHAN-D12', 'CHAN-40'],
        'in the other channel',
      ),
    ],
  });
