/** Whom the module BlockTransfer speaks of: one that asks, one that answers, one that says what it likes. */
import {
  bootstrapOf,
  CHANNEL,
  chainOf,
  joinAll,
  meet,
} from '../../../src/checker/models/channels.js';
import { authorityOf, optionsOf } from '../../../src/checker/models/parts.js';
import * as say from '../../../src/checker/models/sayings.js';
import { forgedOf } from '../../../src/checker/models/wrong-blocks.js';
import type { PeerNetwork, PeerStep, Saying } from '../../../src/checker/peers/network.js';
import type { SymbolicChain } from '../../../src/simulator/symbolic-blocks.js';
import { createSymbolicChannelReader } from '../../../src/wire/channel/symbolic.js';

const NAMES = ['p1.A', 'p2.A', 'l.A'];
export const ASKER = 0;
export const HONEST = 1;
export const LIAR = 2;

/** The constants of the module. */
export interface TransferBounds {
  readonly B: number;
  readonly Timers: number;
  readonly Losses: number;
  readonly Lies: number;
  readonly Batch: number;
  readonly Retries: number;
  readonly Room: number;
}

export function transferNetwork(
  bounds: TransferBounds,
  step: PeerStep | undefined,
): {
  readonly network: PeerNetwork;
  readonly chain: SymbolicChain;
} {
  const chain = chainOf(['A'], bounds.B);
  const reader = createSymbolicChannelReader(authorityOf(NAMES), 'A');
  const network: PeerNetwork = {
    name: 'blocks by state transfer',
    peers: optionsOf(NAMES).map((options, peer) => ({
      name: NAMES[peer]!,
      options: {
        ...options,
        channelReader: reader,
        stateTransfer: peer === ASKER,
        bootstrap: bootstrapOf(NAMES, peer),
        parameters: {
          stateBatchSize: bounds.Batch,
          stateMaxRetries: bounds.Retries,
          blockBufferSize: bounds.Room,
          // What the asker would push on stays where it is; the others tell their heights.
          maxPropagationBurstSize: peer === ASKER ? 1_000 : 1,
        },
      },
      ...(step !== undefined && peer === ASKER && { step }),
      ...(peer === LIAR && {
        villain: {
          keeps: (kind: string) => kind === 'stateRequest',
          says: (heard: readonly Uint8Array[]) => lies(chain, bounds.B, heard),
        },
      }),
    })),
    prologue(stage) {
      meet(stage, NAMES);
      const heights = NAMES.map((name, peer) => [name, peer === ASKER ? 1 : 1 + bounds.B] as const);
      joinAll(stage, chain, new Map(heights));
    },
    ordering: { chains: new Map([[CHANNEL, chain.blocks]]) },
    timers: (timer, peer) => peer === NAMES[ASKER] && timer.startsWith('transfer/'),
    budget: { timers: bounds.Timers, losses: bounds.Losses, sayings: bounds.Lies },
    properties: [],
  };
  return { network, chain };
}

/** The list of the module: pushed blocks, and answers to each request that it has heard. */
function lies({ blocks }: SymbolicChain, last: number, heard: readonly Uint8Array[]): Saying[] {
  const to = NAMES[ASKER]!;
  const ordered = (number: number) => ({ number: BigInt(number), bytes: blocks[number]! });
  const forged = (number: number) => ({
    number: BigInt(number),
    // Beyond the last block there is none to forge: any that is not of this number will do.
    bytes: number > last ? blocks[0]! : forgedOf(blocks[number]!),
  });
  const pushed = [ordered(1), ordered(2), forged(1)].map(({ number, bytes }, index) => ({
    about: `block ${number}, ${index < 2 ? 'ordered' : 'forged'}`,
    bytes: say.block(CHANNEL, number, bytes).bytes,
    to,
  }));
  const answers = heard.flatMap((bytes): Saying[] => {
    const { message } = say.heardMessage(bytes);
    if (message.content.case !== 'stateRequest') return [];
    const first = Number(message.content.value.startSeqNum);
    const end = Number(message.content.value.endSeqNum);
    const all = Array.from({ length: end - first + 1 }, (_, index) => ordered(first + index));
    const answer = (about: string, payloads: readonly ReturnType<typeof ordered>[]): Saying => ({
      about: `${about} for ${first} to ${end}`,
      bytes: say.stateResponse(CHANNEL, message.nonce, payloads).bytes,
      to,
    });
    return [
      answer('all', all),
      answer('the first, forged', [forged(first)]),
      answer('the second forged', [ordered(first), forged(first + 1)]),
      ...(first < last ? [answer('the second alone', [ordered(first + 1)])] : []),
      answer('nothing', []),
    ];
  });
  return [...pushed, ...answers];
}
