/**
 * What a case does in one channel: probes that join it, blocks pushed into it, and the questions by
 * which a target shows what it holds: a snapshot, a range of blocks.
 */
import { fromBinary } from '@bufbuild/protobuf';
import { type Block, BlockSchema } from '../../src/wire/gen/common/common_pb.js';
import type { Envelope } from '../../src/wire/gen/gossip/message_pb.js';
import type { Expect, Seen, Witness } from './expect.js';
import type { MintedChannel } from './minting/channel/chain.js';
import type { Probe } from './probe.js';
import type { Member, ProbeSetting, Scene } from './scene.js';
import type { WindowName } from './timings.js';
import {
  dataMessage,
  type LeadershipOptions,
  leadership,
  type StateInfoOptions,
  stateInfo,
  stateInfoPullRequest,
  stateRequest,
} from './wire/channel-messages.js';
import { type Content, contentOf, decoded } from './wire/decode.js';
import { hex } from './wire/sign.js';

/** Pause between two looks at what a target holds. Milliseconds. */
const ASK_AGAIN_MS = 100;

export interface JoiningSetting extends ProbeSetting {
  /** Default 1: the genesis block alone. */
  readonly height?: bigint;
  readonly left?: boolean;
}

/** A StateInfoSnapshot, read. */
export interface Snapshot {
  readonly seen: Seen<'stateSnapshot'>;
  /** The StateInfo of this probe, or of `target`, if the snapshot has it. */
  of(who: {
    readonly credentials: { readonly pkiId: Uint8Array };
  }): Content<'stateInfo'> | undefined;
  readonly told: string;
}

export interface InChannel {
  readonly channel: MintedChannel;
  /** A live member whose StateInfo the target has. */
  joined(who: string | Probe, setting?: JoiningSetting): Promise<Member>;
  /** The next StateInfo of a probe. */
  stateInfo(probe: Probe, overrides?: Partial<StateInfoOptions>): Envelope;
  /** The next leadership message of a probe. */
  declaration(probe: Probe, overrides?: Partial<LeadershipOptions>): Envelope;
  proposal(probe: Probe, overrides?: Partial<LeadershipOptions>): Envelope;
  /** Block `number` of the chain as a DataMessage. */
  block(number: number): Envelope;
  /** `where` of an expectation: a DataMessage with this block. */
  isBlock(number: number): (content: Content<'dataMsg'>) => boolean;
  /** Asks for a snapshot. */
  snapshot(witness: Witness, as?: Expect): Promise<Snapshot>;
  /** Asks until the snapshot has, or no longer has, the StateInfo of somebody. */
  snapshotHas(
    witness: Witness,
    who: Pick<Probe, 'name' | 'credentials'>,
    has: boolean | ((info: Content<'stateInfo'>) => boolean),
    within?: WindowName,
  ): Promise<void>;
  /** Asks once, for what must never have been stored: waiting until it has gone would hide it. */
  snapshotLacks(witness: Witness, who: Probe): Promise<void>;
  /** Asks for blocks of the ledger, both ends included; a target answers from what it has committed. */
  served(
    witness: Witness,
    from: number,
    to: number,
    within?: WindowName,
  ): Promise<Seen<'stateResponse'>>;
  /** The target commits block `number`, and it is the one given; default the chain's. Returns it. */
  committed(
    witness: Witness,
    number: number,
    options?: { readonly as?: Expect; readonly within?: WindowName; readonly block?: Uint8Array },
  ): Promise<Block>;
  /** The target has not committed this block. */
  notCommitted(witness: Witness, number: number): Promise<void>;
}

export function inChannel(scene: Scene, channel: MintedChannel): InChannel {
  const { clock, expect, assume } = scene;
  const { id } = channel;
  const times = new Map<Probe, { readonly incNum: bigint; seqNum: bigint }>();
  const time = (probe: Probe) => {
    const last = times.get(probe) ?? { incNum: BigInt(clock.now()) * 1_000_000n, seqNum: 0n };
    last.seqNum += 1n;
    times.set(probe, last);
    return { incNum: last.incNum, seqNum: last.seqNum };
  };

  const at: InChannel = {
    channel,

    async joined(who, { height = 1n, left = false, ...setting } = {}) {
      const member = await scene.member(who, setting);
      member.connection.send(at.stateInfo(member.probe, { height, left }));
      const snapshot = await at.snapshot(member, assume);
      assume.that(
        snapshot.of(member.probe) !== undefined,
        `a snapshot with the StateInfo of ${member.probe.name}`,
        snapshot.told,
      );
      return member;
    },

    stateInfo: (probe, overrides = {}) =>
      stateInfo(probe.credentials, id, { height: 1n, ...time(probe), ...overrides }),
    declaration: (probe, overrides = {}) =>
      leadership(probe.credentials, id, true, { ...time(probe), ...overrides }),
    proposal: (probe, overrides = {}) =>
      leadership(probe.credentials, id, false, { ...time(probe), ...overrides }),

    block: (number) => dataMessage(id, number, channel.block(number)),
    isBlock: (number) => (content) => content.payload?.seqNum === BigInt(number),

    async snapshot({ probe, connection }, as = expect) {
      const since = scene.mark();
      connection.send(stateInfoPullRequest(probe.credentials, id));
      const seen = await as.message(connection, 'stateSnapshot', {
        since,
        that: `of ${id} that answers the request`,
        where: (_, { message }) => Buffer.from(message?.channel ?? []).toString() === id,
      });
      const infos = seen.content.elements
        .map((element) => contentOf(decoded(element), 'stateInfo'))
        .filter((info) => info !== undefined);
      const nameOf = (pkiId: Uint8Array) => `${hex(pkiId).slice(0, 8)}…`;
      return {
        seen,
        of: ({ credentials }) => infos.find((i) => hex(i.pkiId) === hex(credentials.pkiId)),
        told: `a snapshot of ${infos.map(({ pkiId }) => nameOf(pkiId)).join(', ') || 'nobody'}`,
      };
    },

    async snapshotHas(witness, who, has, within = 'reaction') {
      const fits = (info: Content<'stateInfo'> | undefined): boolean =>
        typeof has === 'boolean' ? (info !== undefined) === has : info !== undefined && has(info);
      const what = `a snapshot ${has === false ? 'without' : 'with'} the StateInfo of ${who.name}`;
      await again(
        async () => {
          const snapshot = await at.snapshot(witness);
          return { done: fits(snapshot.of(who)), value: undefined, told: snapshot.told };
        },
        what,
        expect,
        within,
      );
    },

    async snapshotLacks(witness, who) {
      const snapshot = await at.snapshot(witness);
      const what = `a snapshot without the StateInfo of ${who.name}`;
      expect.that(snapshot.of(who) === undefined, what, snapshot.told);
    },

    async served({ connection }, from, to, within = 'reaction') {
      const nonce = scene.nonce();
      connection.send(stateRequest(id, from, to, { nonce }));
      return expect.message(connection, 'stateResponse', {
        where: (_, { message }) => message?.nonce === nonce,
        that: `that answers the request for ${from} to ${to}`,
        within,
      });
    },

    committed: (witness, number, { as = expect, within = 'reaction', block } = {}) =>
      again(
        async () => {
          // Who has much to commit answers when it is done.
          const { content } = await at.served(witness, number, number, within);
          const payload = content.payloads.find(({ seqNum }) => seqNum === BigInt(number));
          const held = payload && fromBinary(BlockSchema, payload.data);
          if (!held) return { done: false, value: held!, told: `it does not hold block ${number}` };
          const given = fromBinary(BlockSchema, block ?? channel.block(number));
          const same = hex(held.header!.dataHash) === hex(given.header!.dataHash);
          as.that(same, `block ${number} as it was given`, 'another block of that number');
          return { done: true, value: held, told: '' };
        },
        `block ${number} of ${id} in the ledger`,
        as,
        within,
      ),

    async notCommitted(witness, number) {
      await scene.quiet();
      const { content } = await at.served(witness, number, number);
      expect.that(
        content.payloads.length === 0,
        `no block ${number} of ${id} in the ledger`,
        `it holds one`,
      );
    },
  };

  async function again<T>(
    ask: () => Promise<{ readonly done: boolean; readonly value: T; readonly told: string }>,
    what: string,
    as: Expect,
    within: WindowName,
  ): Promise<T> {
    const untilMs = clock.now() + scene.deadlineMs(within);
    for (;;) {
      const { done, value, told } = await ask();
      if (done) return value;
      as.that(clock.now() < untilMs, `${what} within ${scene.deadlineMs(within)} ms`, told);
      await clock.until(() => false, ASK_AGAIN_MS);
    }
  }
  return at;
}
