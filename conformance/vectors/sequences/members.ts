/** Sequences of membership and links: who is a member, dead or alive, and on which stream one is heard. */
import { membershipRequest, membershipResponse } from '../../harness/wire/messages.js';
import { type Author, from } from '../author.js';
import { FABRIC, HARDENED, sequence } from '../kinds/define.js';
import { handshake } from '../kinds/handshakes.js';
import type { Vector, VectorStep } from '../vector.js';
import { accepts, ignores, rejects, says, sent, waits } from './steps.js';

export const memberSequences = (by: Author): Vector[] => [
  replayed(by),
  resurrected(by),
  restarted(by),
  notRevived(by),
  hidden(by),
  ...twoStreams(by),
  probe(by),
  retried(by),
];

/** The peer asks who is there, with an alive message of this sequence number, and gets these names. */
const asks = (
  by: Author,
  name: string,
  seqNum: bigint,
  lists: { readonly alive: readonly string[]; readonly dead?: readonly string[] },
): VectorStep => {
  const nonce = 100n + seqNum;
  return accepts(
    from(name, membershipRequest(by.alive(name, { seqNum }), { nonce })),
    ['MEMB-15', 'MEMB-16'],
    'answered with those who are known',
    { sends: [sent(name, 'memRes', { nonce: String(nonce), dead: [], ...lists })] },
  );
};

const NEW = ['MEMB-D13', 'MEMB-9'] as const;
const STALE = ['MEMB-D10', 'MEMB-9'] as const;

const replayed = (by: Author): Vector =>
  sequence({
    id: 'replayed-alive',
    description: 'The alive message of o2 comes three times, by three ways, and counts once.',
    steps: [
      accepts(from('o2', by.alive('o2')), NEW, 'new'),
      ignores(from('o2', by.alive('o2')), STALE, 'again by itself'),
      ignores(from('o1', by.alive('o2')), STALE, 'relayed by another'),
      ignores(
        from('o1', membershipResponse({ alive: [by.alive('o2')] })),
        ['MEMB-D34'],
        'in a response',
      ),
      accepts(from('o1', by.alive('o2', { seqNum: 2n })), NEW, 'a newer one'),
      ignores(from('o2', by.alive('o2')), STALE, 'the first one again'),
    ],
  });

/** o1 is silent for so long that it is dead; o2 is not. */
const untilDead = (by: Author): VectorStep[] => [
  says('o1', by.alive('o1'), 'o1 is a member'),
  says('o2', by.alive('o2'), 'o2 is a member'),
  waits(20_000, [], 'shorter than aliveExpirationTimeout'),
  says('o2', by.alive('o2', { seqNum: 2n }), 'o2 lives'),
  waits(10_000, ['MEMB-19', 'MEMB-20'], 'o1 was silent for longer than aliveExpirationTimeout'),
  asks(by, 'o2', 3n, { alive: ['o0', 'o2'], dead: ['o1'] }),
];

const resurrected = (by: Author): Vector =>
  sequence({
    id: 'dead-then-newer-alive',
    description:
      'A silent member dies; its old alive message does not bring it back, a newer one does.',
    steps: [
      ...untilDead(by),
      ignores(from('o2', by.alive('o1')), STALE, 'what it said before it died'),
      asks(by, 'o2', 4n, { alive: ['o0', 'o2'], dead: ['o1'] }),
      accepts(from('o2', by.alive('o1', { seqNum: 2n })), NEW, 'a sign of life'),
      asks(by, 'o2', 5n, { alive: ['o0', 'o1', 'o2'] }),
    ],
  });

const notRevived = (by: Author): Vector =>
  sequence({
    id: 'dead-list-and-live-list',
    description:
      'What others say of the dead and the living: nobody dies of it, and a newer alive message in a response revives.',
    steps: [
      ...untilDead(by),
      ignores(
        from('o2', membershipResponse({ alive: [by.alive('o1')] })),
        ['MEMB-D34'],
        'an old alive message',
      ),
      ignores(
        from('o2', membershipResponse({ dead: [by.alive('o2', { seqNum: 9n })] })),
        ['MEMB-D39'],
        'a live member is not killed',
      ),
      accepts(
        from('o2', membershipResponse({ alive: [by.alive('o1', { seqNum: 2n })] })),
        ['MEMB-D36'],
        'a sign of life',
      ),
      asks(by, 'o2', 4n, { alive: ['o0', 'o1', 'o2'] }),
    ],
  });

const restarted = (by: Author): Vector => {
  const later = (seqNum: bigint) => by.alive('o1', { incNum: LATER, seqNum });
  return sequence({
    id: 'restarted-member',
    description:
      'A member starts anew: its incarnation is higher, its sequence numbers begin again.',
    steps: [
      accepts(from('o1', by.alive('o1', { seqNum: 40n })), NEW, 'before'),
      accepts(from('o1', later(1n)), NEW, 'after: a higher incarnation'),
      ignores(from('o1', by.alive('o1', { seqNum: 41n })), STALE, 'of the former incarnation'),
      accepts(from('o1', later(2n)), NEW, 'goes on counting'),
      ignores(from('o1', later(1n)), STALE, 'counted already'),
    ],
  });
};

/** A minute after the others started, in nanoseconds. */
const LATER = 1_767_225_660_000n * 1_000_000n;

const hidden = (by: Author): Vector =>
  sequence({
    id: 'hidden-from-foreigners',
    description:
      'A member without endpoint for other organisations, and one with it: a foreign peer learns of the latter alone.',
    steps: [
      says('o1', by.alive('o1', { endpoint: '' }), 'o1 is a member, hidden'),
      says('o2', by.alive('o2'), 'o2 is a member'),
      accepts(
        from('f1', membershipRequest(by.alive('f1', { internal: undefined }), { nonce: 8n })),
        ['MEMB-D30', 'MEMB-D31', 'MEMB-28'],
        'a foreign peer with endpoint asks',
        { sends: [sent('f1', 'memRes', { nonce: '8', alive: ['f1', 'o0', 'o2'], dead: [] })] },
      ),
    ],
  });

const proved = ['LINK-D7', 'LINK-6'] as const;

/** A peer with a link opens a second stream. */
function twoStreams(by: Author): Vector[] {
  const opening = [
    accepts(handshake(by, 's1', 'o1', by.conn('o1')), proved, 'the first stream', {
      sends: [sent('s1', 'conn')],
    }),
    accepts(handshake(by, 's2', 'o1', by.conn('o1')), proved, 'the second stream', {
      sends: [sent('s2', 'conn')],
    }),
  ];
  const request = membershipRequest(by.alive('o1'), { nonce: 5n });
  return [
    sequence({
      id: 'second-stream-of-one-peer-heard',
      description: 'A peer opens a second stream: it takes the place of the first.',
      profiles: HARDENED,
      steps: [
        ...opening,
        accepts(from('s2', request), ['LINK-D12', 'LINK-8'], 'heard on the second', {
          sends: [sent('s2', 'memRes', { nonce: '5' })],
          never: [sent('s1', 'memRes')],
        }),
      ],
    }),
    sequence({
      id: 'both-streams-of-one-peer-lost',
      description: 'A peer opens a second stream: both end.',
      profiles: FABRIC,
      steps: [
        ...opening,
        ignores(from('s2', request), ['LINK-D11', 'LINK-8'], 'both have ended', {
          never: [sent('s1', 'memRes'), sent('s2', 'memRes')],
        }),
      ],
    }),
  ];
}

const probe = (by: Author): Vector =>
  sequence({
    id: 'probe-beside-a-link',
    description: 'A peer with a link probes: it is answered, and the link stays.',
    steps: [
      accepts(handshake(by, 's1', 'o1', by.conn('o1')), proved, 'a link'),
      accepts(handshake(by, 's2', 'o1', by.conn('o1', { probe: true })), proved, 'a probe', {
        sends: [sent('s2', 'conn')],
      }),
      accepts(
        from('s1', membershipRequest(by.alive('o1'), { nonce: 5n })),
        ['MEMB-D24'],
        'heard and answered on the link',
        { sends: [sent('s1', 'memRes', { nonce: '5' })] },
      ),
    ],
  });

const retried = (by: Author): Vector =>
  sequence({
    id: 'handshake-after-a-refused-one',
    description:
      'A stream with a stolen handshake message is refused; its owner is not held responsible.',
    steps: [
      rejects(
        handshake(by, 's1', 'o2', by.conn('o1')),
        ['LINK-D4', 'LINK-6'],
        'bound to another connection',
      ),
      accepts(handshake(by, 's2', 'o1', by.conn('o1')), proved, 'from who it is'),
      accepts(from('s2', by.alive('o1')), NEW, 'heard'),
    ],
  });
