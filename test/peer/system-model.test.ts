/** What every peer does and promises (spec/01-system-model.md), whatever remotes do to it. */

import { describe, expect, it } from 'vitest';
import { hashOf } from '../../src/peer/image.js';
import { membershipOf } from '../../src/peer/peer.js';
import {
  type ContentKind,
  encodeEnvelope,
  gossipMessage,
  signMessage,
  unsignedMessage,
} from '../../src/wire/envelope.js';
import {
  AliveMessageSchema,
  MembershipRequestSchema,
  MembershipResponseSchema,
  GossipMessage_Tag as Tag,
} from '../../src/wire/gen/gossip/message_pb.js';
import { toHex } from '../../src/wire/hex.js';
import type { GossipMessage } from '../../src/wire/message-types.js';
import { fc } from '../support/drawing.js';
import { gossipMessages, messagesOf } from '../support/messages.js';
import { onePeer, traced } from '../support/one-peer.js';
import { crypto, simulationOf } from '../support/symbolic-peers.js';

/** Messages of any kind with any tag, and as often those that get past the tag and mean something. */
const ofKind = (
  kind: Exclude<ContentKind, 'none'>,
  schema: Parameters<typeof messagesOf>[0],
): fc.Arbitrary<GossipMessage> =>
  messagesOf(schema).map((value) => gossipMessage(kind, value as never, { tag: Tag.EMPTY }));
const messages = fc.oneof(
  { weight: 3, arbitrary: gossipMessages },
  ofKind('aliveMsg', AliveMessageSchema),
  ofKind('memReq', MembershipRequestSchema),
  ofKind('memRes', MembershipResponseSchema),
);

describe('refused messages', () => {
  it('SYS-5: a reject is reported with clause, reason, link and claimed author', () => {
    const { send, connect, alive, pkiId } = onePeer();
    const link = connect('ann.A');
    const forged = alive('bob.A', 1n, 'ann.A');
    expect(traced(send(link, forged.bytes), 'verdict')).toEqual([
      {
        kind: 'verdict',
        verdict: 'reject',
        clause: 'MEMB-D7',
        reason: expect.any(String),
        message: 'aliveMsg',
        link,
        sender: toHex(pkiId('ann.A')),
        author: toHex(pkiId('bob.A')),
      },
    ]);
  });

  it('SYS-6: of a message that is stale and forged, the check that comes first decides', () => {
    const { send, connect, alive } = onePeer();
    const link = connect('ann.A');
    send(link, alive('bob.A', 2n).bytes);
    const staleAndForged = alive('bob.A', 1n, 'ann.A');
    expect(traced(send(link, staleAndForged.bytes), 'verdict')).toMatchObject([
      { verdict: 'ignore', clause: 'MEMB-D10' },
    ]);
  });

  it('SYS-4: what is refused moves no machine but that of its link', () => {
    const refusals = { count: 0 };
    fc.assert(
      fc.property(messages, fc.boolean(), (message, signed) => {
        const { send, connect } = onePeer();
        const link = connect('ann.A');
        const { bytes } = signed
          ? signMessage(message, crypto.signerOf('ann.A'))
          : unsignedMessage(message);
        const effects = send(link, bytes);
        if (traced(effects, 'verdict').length === 0) return;
        refusals.count += 1;
        const moved = traced(effects, 'step').filter(({ entity }) => entity !== link);
        expect(moved).toEqual([]);
      }),
      { numRuns: 300 },
    );
    expect(refusals.count).toBeGreaterThan(0);
  });
});

/** One thing that a remote can bring about: an envelope, or something that befalls its link. */
type Doing =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'connect' | 'accept' | 'end' };

const envelopes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  messages.map((message) => signMessage(message, crypto.signerOf('eve.B')).bytes),
  messages.map((message) => unsignedMessage(message).bytes),
  fc
    .record({
      payload: fc.uint8Array({ maxLength: 60 }),
      signature: fc.uint8Array({ maxLength: 60 }),
    })
    .map((parts) => encodeEnvelope({ $typeName: 'gossip.Envelope', ...parts })),
);
const doings: fc.Arbitrary<Doing> = fc.oneof(
  { weight: 4, arbitrary: envelopes.map((bytes): Doing => ({ kind: 'bytes', bytes })) },
  fc.constantFrom<Doing>({ kind: 'connect' }, { kind: 'accept' }, { kind: 'end' }),
);

describe('sturdiness', () => {
  it('SYS-I3, SYS-I4: whatever a remote sends, the peer goes on to serve others', () => {
    let rejected = 0;
    fc.assert(
      fc.property(fc.array(doings, { maxLength: 12 }), (walk) => {
        const peer = onePeer();
        let link = peer.connect('eve.B');
        for (const doing of walk) {
          peer.wait(10);
          if (doing.kind === 'connect') link = peer.connect('eve.B');
          else if (doing.kind === 'accept') link = peer.accept('eve.B');
          else if (doing.kind === 'end')
            peer.feed({ type: 'stream.ended', link, status: 'UNKNOWN' });
          else if ('bytes' in doing) {
            const effects = peer.send(link, doing.bytes);
            rejected += traced(effects, 'verdict').filter((v) => v.verdict === 'reject').length;
          }
        }
        const other = peer.connect('ann.A');
        const answer = peer
          .send(other, peer.request(peer.alive('ann.A', 1n), 7n))
          .filter((effect) => effect.type === 'envelope.send' && effect.link === other);
        expect(answer).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
    expect(rejected).toBeGreaterThan(0);
  });
});

const names = ['p1.A', 'p2.A', 'p3.A', 'q1.B', 'q2.B'];
const contacts = (name: string) =>
  name.endsWith('A')
    ? { bootstrap: ['p1.A:7000'] }
    : { bootstrap: ['q1.B:7003'], anchors: [{ endpoint: 'ext.p1.A:7000', mspId: 'A' }] };

const MINUTE_MS = 60_000;

/** Five peers of two organisations; for two minutes the network falls apart, each differently. */
function troubled(seed: number) {
  const lines: string[] = [];
  let minute = 0;
  const side = (name: string) =>
    crypto.sha256(new TextEncoder().encode(`${seed} ${minute} ${name}`))[0]! % 2;
  const network = simulationOf(
    names,
    {
      seed,
      isReachable: (from, to) => minute === 0 || side(from) === side(to),
      onTrace: (line) => lines.push(JSON.stringify(line)),
    },
    contacts,
  );
  for (const name of names) network.start(name);
  network.advance(MINUTE_MS);
  for (minute = 1; minute <= 2; minute += 1) network.advance(MINUTE_MS);
  minute = 0;
  return { network, lines };
}

/** Names of the members that a peer believes to be alive; `ext.p1.A:7000` is the endpoint of p1.A. */
const liveIn = (network: ReturnType<typeof simulationOf>, name: string): string[] =>
  membershipOf(network.peer(name))
    .filter(({ state }) => state === 'alive')
    .map(({ endpoint }) => endpoint.replace(/^ext\.|:\d+$/g, ''))
    .sort();

describe('networks', () => {
  it.each([1, 2, 3])('SYS-I1: views agree again after trouble (seed %i)', (seed) => {
    const { network, lines } = troubled(seed);
    expect(lines.some((line) => line.includes('"to":"dead"'))).toBe(true);
    network.advance(2 * MINUTE_MS);
    for (const name of names) {
      const others = names.filter((other) => other !== name);
      expect(liveIn(network, name)).toEqual(others);
    }
  });

  it('SYS-I2: equal inputs and choices give equal effects and equal states', () => {
    const [one, two, other] = [troubled(1), troubled(1), troubled(2)];
    expect(one.lines).toEqual(two.lines);
    expect(one.lines).not.toEqual(other.lines);
    const states = ({ network }: typeof one) => names.map((name) => hashOf(network.peer(name)));
    expect(states(one)).toEqual(states(two));
  });
});
