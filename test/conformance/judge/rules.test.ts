/** The judge of traces: every rule sees what is planted for it, and nothing in a clean trace. */
import { create } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, it } from 'vitest';
import { clauseTexts } from '../../../conformance/harness/clauses.js';
import { blockBytes } from '../../../conformance/harness/minting/channel/block.js';
import { withTrace } from '../../../conformance/harness/record.js';
import {
  blockDigest,
  dataMessage,
  leadership,
  peerIdentity,
  pullDigest,
  pullHello,
  pullRequest,
  pullUpdate,
  stateInfo,
  stateInfoSnapshot,
  stateRequest,
  stateResponse,
} from '../../../conformance/harness/wire/channel-messages.js';
import {
  type AliveOptions,
  alive,
  conn,
  membershipRequest,
  membershipResponse,
} from '../../../conformance/harness/wire/messages.js';
import { judgeCase } from '../../../conformance/judge/judge-case.js';
import type { CaseRecord } from '../../../conformance/judge/record.js';
import { ALL_RULES } from '../../../conformance/judge/registry.js';
import { suiteDefects } from '../../../conformance/judge/suite.js';
import {
  type Envelope,
  EnvelopeSchema,
  GossipMessage_Tag as Tag,
} from '../../../src/wire/gen/gossip/message_pb.js';
import { type Cast, castOfTraces, type Play, playOf } from '../../support/trace-play.js';

let cast: Cast;
beforeAll(async () => {
  cast = await castOfTraces();
});

const life = (name: string, seqNum: number, more: Partial<AliveOptions> = {}): Envelope =>
  alive(cast.of[name]!, {
    endpoint: `${name}:7051`,
    internal: `${name}:7052`,
    incNum: 1n,
    seqNum: BigInt(seqNum),
    ...more,
  });
/** Without the secret, as other organisations get it. */
const bare = (name: string, seqNum: number, more: Partial<AliveOptions> = {}): Envelope =>
  life(name, seqNum, { ...more, internal: undefined });
const state = (name: string, height: number, seqNum = height): Envelope =>
  stateInfo(cast.of[name]!, 'ch', {
    incNum: 1n,
    seqNum: BigInt(seqNum),
    height: BigInt(height),
  });
const leads = (name: string, seqNum: number): Envelope =>
  leadership(cast.of[name]!, 'ch', true, { incNum: 1n, seqNum: BigInt(seqNum) });
const served = (number: number, block = cast.ch.block(number), nonce = BigInt(number)): Envelope =>
  stateResponse('ch', [{ number, block }], { nonce });
const asked = (number: number): Envelope =>
  stateRequest('ch', number, number, { nonce: BigInt(number) });
const withCommitHash = (number: number, text: string): Uint8Array => {
  const block = cast.ch.copy(number);
  block.metadata!.metadata[4] = new TextEncoder().encode(text);
  return blockBytes(block);
};
const withChangedData = (number: number): Uint8Array => {
  const block = cast.ch.copy(number);
  block.data!.data[0] = Uint8Array.of(...block.data!.data[0]!, 0);
  return blockBytes(block);
};
const unsigned = (number: number): Uint8Array => {
  const block = cast.ch.copy(number);
  block.metadata!.metadata[0] = new Uint8Array();
  return blockBytes(block);
};
const flipped = (envelope: Envelope): Envelope =>
  create(EnvelopeSchema, {
    ...envelope,
    signature: envelope.signature.map((byte, i) => (i === 20 ? byte ^ 1 : byte)),
  });
/** t1 and t2 know of each other, and time enough has passed for everything that comes eventually. */
const calm = (play: Play): void => {
  play.told('t1', 'o1', membershipResponse({ alive: [life('t2', 1), life('t1', 1)] }));
  play.told('t2', 'o1', membershipResponse({ alive: [life('t1', 1), life('t2', 1)] }));
  play.pass(60_000);
};
/** Questions for what `calm` tells. */
const asks = (play: Play, times = 1): void => {
  for (let i = 0; i < times; i += 1) {
    for (const node of ['t1', 't2']) play.said('o1', node, membershipRequest(life('o1', 100 + i)));
  }
};

/** What a clean network says: nothing of it breaks a rule. */
function clean(play: Play): void {
  asks(play, 2);
  calm(play);
  play.said('o1', 't1', life('o1', 1));
  play.told('t1', 'o2', life('o1', 1));
  play.told('t1', 'f1', bare('t1', 2));
  play.said('f2', 't1', bare('f2', 1));
  play.told('t1', 'f1', bare('f2', 1));
  play.said('o1', 't1', state('o1', 3));
  play.said('o2', 't1', state('o2', 1));
  play.told('t1', 'f1', state('t1', 2));
  play.said('o1', 't1', dataMessage('ch', 1, cast.ch.block(1)));
  play.told('t1', 'o2', dataMessage('ch', 1, cast.ch.block(1)));
  play.told('t1', 'o1', leads('t1', 1));
  play.said('o1', 't1', asked(1));
  play.told('t1', 'o1', served(1, withCommitHash(1, 'one')));
  play.said('o1', 't2', asked(1));
  play.told('t2', 'o1', served(1, withCommitHash(1, 'one')));
  play.said('f1', 't1', pullHello('identities', 9n));
  play.told('t1', 'f1', pullDigest('identities', 9n, [cast.of.t1!.pkiId, cast.of.f2!.pkiId]));
  play.told('t1', 'o1', state('t1', 3));
  play.told('t2', 'o1', state('t2', 3));
  play.told('t1', 'o1', membershipResponse({ alive: [life('t2', 3), life('t1', 3)] }));
}

interface Planted {
  readonly rule: string;
  readonly what: string;
  readonly plant: (play: Play) => void;
}

const PLANTED: readonly Planted[] = [
  {
    rule: 'not-an-envelope',
    what: 'bytes that are none',
    plant: (play) => play.told('t1', 'o1', Uint8Array.of(0x0a, 0x05, 1)),
  },
  {
    rule: 'wrong-tag',
    what: 'an alive message for one organisation',
    plant: (play) => play.told('t1', 'o1', life('t1', 9, { tag: Tag.ORG_ONLY })),
  },
  {
    rule: 'signed-without-author',
    what: 'a signed hello',
    plant: (play) =>
      play.told(
        't1',
        'o1',
        create(EnvelopeSchema, {
          ...pullHello('identities', 1n),
          signature: Uint8Array.of(1),
        }),
      ),
  },
  {
    rule: 'bad-signature',
    what: 'an own alive message with a changed signature',
    plant: (play) => play.told('t1', 'o1', flipped(life('t1', 9))),
  },
  {
    rule: 'bad-signature',
    what: 'a response with an alive message that somebody else has signed',
    plant(play) {
      asks(play);
      const forged = life('o2', 9, { signing: { keyPem: cast.of.o1!.keyPem } });
      play.told('t1', 'o1', membershipResponse({ alive: [forged, life('t1', 1)] }));
    },
  },
  {
    rule: 'bad-signature',
    what: 'a secret that somebody else has signed',
    plant: (play) =>
      play.told('t1', 'o1', life('t1', 9, { secretSigning: { keyPem: cast.of.o1!.keyPem } })),
  },
  {
    rule: 'handshake-not-bound',
    what: 'a handshake that names another TLS certificate',
    plant: (play) => play.told('t1', 'o1', conn(cast.of.t1!, { tlsCertHash: new Uint8Array(32) })),
  },
  {
    rule: 'timestamp-used-twice',
    what: 'two alive messages of one timestamp',
    plant(play) {
      play.told('t1', 'o1', life('t1', 9));
      play.told('t1', 'o1', life('t1', 9, { identity: new Uint8Array() }));
    },
  },
  {
    rule: 'heartbeat-older',
    what: 'a heartbeat that is older than the one before',
    plant(play) {
      play.told('t1', 'o1', life('t1', 9));
      play.pass(5_000);
      play.told('t1', 'o1', life('t1', 8));
    },
  },
  {
    rule: 'secret-to-another-organisation',
    what: 'a secret for F',
    plant: (play) => play.told('t1', 'f1', life('t1', 9)),
  },
  {
    rule: 'member-of-a-third-organisation',
    what: 'the life of g1 told to F',
    plant: (play) => play.told('t1', 'f1', bare('g1', 1)),
  },
  {
    rule: 'hidden-member-told',
    what: 'the life of a hidden member of O told to F',
    plant: (play) => play.told('t1', 'f1', bare('o2', 1, { endpoint: '' })),
  },
  {
    rule: 'identity-of-a-third-organisation',
    what: 'a digest with the identity of g1 for F',
    plant(play) {
      play.said('f1', 't1', pullHello('identities', 9n));
      play.told('t1', 'f1', pullDigest('identities', 9n, [cast.of.g1!.pkiId]));
    },
  },
  {
    rule: 'identity-of-a-third-organisation',
    what: 'the identity of g1 for F',
    plant(play) {
      play.said('f1', 't1', pullRequest('identities', 9n, [cast.of.g1!.pkiId]));
      play.told('t1', 'f1', pullUpdate('identities', 9n, [peerIdentity(cast.of.g1!)]));
    },
  },
  {
    rule: 'channel-to-an-outsider',
    what: 'a StateInfo of the channel for G',
    plant: (play) => play.told('t1', 'g1', state('t1', 2)),
  },
  {
    rule: 'channel-to-an-outsider',
    what: 'a snapshot of the channel for G',
    plant: (play) => play.told('t1', 'g1', stateInfoSnapshot('ch', [])),
  },
  {
    rule: 'block-to-another-organisation',
    what: 'a digest of blocks for F',
    plant(play) {
      play.said('f1', 't1', pullHello({ channel: 'ch' }, 9n));
      play.told('t1', 'f1', pullDigest({ channel: 'ch' }, 9n, [blockDigest(1)]));
    },
  },
  {
    rule: 'block-to-who-has-not-joined',
    what: 'a block for a stranger of the own organisation',
    plant: (play) => play.told('t1', 'o1', dataMessage('ch', 1, cast.ch.block(1))),
  },
  {
    rule: 'channel-named',
    what: 'a StateInfo with the name of its channel',
    plant: (play) =>
      play.told(
        't1',
        'o1',
        stateInfo(cast.of.t1!, 'ch', {
          incNum: 1n,
          seqNum: 9n,
          height: 9n,
          channel: new TextEncoder().encode('ch'),
        }),
      ),
  },
  {
    rule: 'pushed-back',
    what: 'an alive message that comes back',
    plant(play) {
      play.said('o1', 't1', life('o1', 9));
      play.told('t1', 'o1', life('o1', 9));
    },
  },
  {
    rule: 'answered-too-often',
    what: 'two answers to one request',
    plant(play) {
      play.said('o1', 't1', asked(1));
      play.told('t1', 'o1', served(1));
      play.told('t1', 'o1', served(1));
    },
  },
  {
    rule: 'answered-too-often',
    what: 'an answer with another nonce',
    plant(play) {
      play.said('o1', 't1', pullHello('identities', 9n));
      play.told('t1', 'o1', pullDigest('identities', 8n, [cast.of.t1!.pkiId]));
    },
  },
  ...[
    ['a block with changed data', () => withChangedData(1)],
    ['a block that nobody has signed', () => unsigned(1)],
    ['another number', () => cast.ch.block(2)],
    ['no block', () => Uint8Array.of(0x0a, 0x05)],
  ].map(([what, block]) => ({
    rule: 'block-not-ordered',
    what: `served: ${what}`,
    plant(play: Play) {
      play.said('o1', 't1', asked(1));
      play.told('t1', 'o1', served(1, (block as () => Uint8Array)()));
    },
  })),
  {
    rule: 'different-blocks-of-one-number',
    what: 'a fork',
    plant(play) {
      play.said('o1', 't1', asked(1));
      play.told('t1', 'o1', served(1));
      play.said('o1', 't2', asked(1));
      play.told('t2', 'o1', served(1, cast.ch.fork(1)));
    },
  },
  {
    rule: 'different-commit-hash',
    what: 'another world state',
    plant(play) {
      play.said('o1', 't1', asked(1));
      play.told('t1', 'o1', served(1, withCommitHash(1, 'one')));
      play.said('o1', 't2', asked(1));
      play.told('t2', 'o1', served(1, withCommitHash(1, 'other')));
    },
  },
  {
    rule: 'broken-chain',
    what: 'a block that follows another than the one before',
    plant(play) {
      play.said('o1', 't1', stateRequest('ch', 1, 2, { nonce: 5n }));
      const blocks = [
        { number: 1, block: cast.ch.fork(1) },
        { number: 2, block: cast.ch.block(2) },
      ];
      play.told('t1', 'o1', stateResponse('ch', blocks, { nonce: 5n }));
    },
  },
  {
    rule: 'height-falls',
    what: 'a lower height at a newer timestamp',
    plant(play) {
      play.told('t1', 'o1', state('t1', 5));
      play.told('t1', 'o1', state('t1', 4, 6));
    },
  },
  {
    rule: 'member-missing',
    what: 'a response without the other node',
    plant(play) {
      asks(play, 2);
      calm(play);
      play.told('t1', 'o1', membershipResponse({ alive: [life('t1', 1)] }));
    },
  },
  {
    rule: 'two-leaders',
    what: 'two nodes that both declare themselves',
    plant(play) {
      asks(play);
      calm(play);
      play.said('o1', 't1', state('o1', 1));
      play.told('t1', 'o1', leads('t1', 1));
      play.told('t2', 'o1', leads('t2', 1));
      play.told('t1', 'o1', leads('t1', 2));
    },
  },
  {
    rule: 'heights-differ',
    what: 'a node that has not caught up',
    plant(play) {
      asks(play);
      calm(play);
      play.told('t1', 'o1', state('t1', 5));
      play.told('t2', 'o1', state('t2', 4));
    },
  },
];

const found = (plant: (play: Play) => void): readonly string[] => {
  const play = playOf(cast);
  plant(play);
  return judgeCase(play.record()).map(({ rule }) => rule);
};

describe('the judge of traces', () => {
  it('finds nothing in a clean trace', () => {
    expect(found(clean)).toEqual([]);
  });

  it.each(PLANTED)('$rule: sees $what', ({ rule, plant }) => {
    expect(found(plant)).toEqual([rule]);
  });

  it('first-is-no-handshake: sees a stream that begins with something else', () => {
    const play = playOf(cast, { handshakes: false });
    play.said('o1', 't1', conn(cast.of.o1!, { tlsCertHash: new Uint8Array(32) }));
    play.told('t1', 'o1', life('t1', 1));
    play.told('t1', 'o1', conn(cast.of.t1!, { tlsCertHash: new Uint8Array(32) }));
    const rules = judgeCase(play.record()).map(({ rule }) => rule);
    expect(rules).toEqual(['first-is-no-handshake', 'handshake-not-bound']);
  });

  it('has a planted fault for every rule', () => {
    const planted = new Set([...PLANTED.map(({ rule }) => rule), 'first-is-no-handshake']);
    expect(ALL_RULES.map(({ id }) => id).filter((id) => !planted.has(id))).toEqual([]);
  });

  it('cites what the specification has', () => {
    const textOf = clauseTexts();
    const cited = ALL_RULES.flatMap(({ clauses }) => clauses);
    expect(cited.filter((id) => textOf(id).text === '')).toEqual([]);
  });
});

describe('what is promised of a network', () => {
  const twoLeaders = (play: Play): void => {
    play.said('o1', 't1', state('o1', 1));
    play.told('t1', 'o1', leads('t1', 1));
    play.told('t2', 'o1', leads('t2', 1));
    play.told('t1', 'o1', leads('t1', 2));
  };
  const cut = { kind: 'cut', from: ['t1'], to: ['t2'] } as const;
  it('is not asked for while a fault lasts, nor at once after it', () => {
    const during = (play: Play): void => {
      asks(play);
      calm(play);
      play.fault(cut);
      play.pass(60_000);
      twoLeaders(play);
    };
    expect(found(during)).toEqual([]);
    const soonAfter = (play: Play): void => {
      asks(play);
      calm(play);
      play.fault(cut);
      play.fault({ kind: 'heal', from: [], to: [] });
      twoLeaders(play);
    };
    expect(found(soonAfter)).toEqual([]);
  });
  it('is asked for once it was calm for long after the last fault', () => {
    const after = (play: Play): void => {
      asks(play);
      calm(play);
      play.fault(cut);
      play.fault({ kind: 'heal', from: [], to: [] });
      play.pass(60_000);
      twoLeaders(play);
    };
    expect(found(after)).toEqual(['two-leaders']);
  });
  it('is asked for at once where the case saw it come, until the next fault', () => {
    const seen = (play: Play): void => {
      asks(play);
      calm(play);
      play.fault(cut);
      play.fault({ kind: 'heal', from: [], to: [] });
      play.settles();
      // What was told before may come a moment after.
      play.pass(1_000);
      twoLeaders(play);
    };
    expect(found(seen)).toEqual(['two-leaders']);
    const onItsWay = (play: Play): void => {
      asks(play);
      calm(play);
      play.settles();
      twoLeaders(play);
    };
    expect(found(onItsWay)).toEqual([]);
    const disturbed = (play: Play): void => {
      seen(play);
      play.fault(cut);
      play.fault({ kind: 'heal', from: [], to: [] });
    };
    expect(found(disturbed)).toEqual([]);
    const stalled = (play: Play): void => {
      seen(play);
      play.fault({ kind: 'stall', from: [], to: [] });
    };
    expect(found(stalled)).toEqual([]);
  });
  it('leaves out a node that was killed', () => {
    const killed = (play: Play): void => {
      asks(play, 2);
      calm(play);
      play.fault({ kind: 'kill', from: ['t2'], to: [] });
      play.pass(60_000);
      play.told('t1', 'o1', membershipResponse({ alive: [life('t1', 1)] }));
    };
    expect(found(killed)).toEqual([]);
  });
});

describe('a case whose trace breaks a rule', () => {
  const leaky = (): CaseRecord => {
    const play = playOf(cast);
    play.told('t1', 'f1', life('t1', 9));
    return play.record();
  };
  it('fails though the case itself saw nothing, by the clause of the rule', () => {
    const { outcome, findings } = withTrace({ verdict: 'pass' }, leaky());
    expect(outcome).toMatchObject({
      verdict: 'fail',
      expected: expect.stringContaining('MEMB-I4'),
      observed: 'a secret envelope from t1 to f1',
      divergence: { entry: findings[0]!.entry, what: 'unexpected' },
    });
  });
  it('keeps another verdict, and tells what was found', () => {
    const { outcome, findings } = withTrace({ verdict: 'inconclusive' }, leaky());
    expect([outcome.verdict, findings.length]).toEqual(['inconclusive', 1]);
    expect(withTrace({ verdict: 'pass' }, playOf(cast).record()).outcome.verdict).toBe('pass');
  });
});

describe('the suite', () => {
  it('is judged too: what it sends is legal, or marked', () => {
    const wrong = life('o1', 1, { tag: Tag.ORG_ONLY });
    const marked = playOf(cast);
    marked.said('o1', 't1', wrong, 'a wrong tag');
    expect(suiteDefects(marked.record())).toEqual([]);
    const silent = playOf(cast);
    silent.said('o1', 't1', wrong);
    expect(suiteDefects(silent.record()).map(({ observed }) => observed)).toEqual([
      expect.stringContaining('o1 sent a message with tag'),
    ]);
  });
});
