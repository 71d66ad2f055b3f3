/**
 * A peer that is behind, one that has the blocks, and one that lies: about its height, and with blocks
 * (spec/11-state-transfer.md).
 */

import type { PeerState } from '../../peer/state.js';
import type { SymbolicChain } from '../../simulator/symbolic-blocks.js';
import { createSymbolicChannelReader } from '../../wire/channel/symbolic.js';
import type { Budget, NetworkProperty, PeerNetwork, Saying, Seen } from '../peers/network.js';
import {
  bootstrapOf,
  CHANNEL,
  chainOf,
  hashOf,
  joinAll,
  ledgerProperties,
  meet,
} from './channels.js';
import { marked, markOf } from './marks.js';
import { authorityOf, optionsOf } from './parts.js';
import * as say from './sayings.js';
import { forgedOf } from './wrong-blocks.js';

const BEHIND = 'p1.A';
const AHEAD = 'p2.A';
const LIAR = 'l.A';
const NAMES = [BEHIND, AHEAD, LIAR];
/** Blocks after the genesis block. */
const BLOCKS = 2;
/** XFER-P5; few, so that a buffer can be full. */
const BUFFER_SIZE = 2;

const MARKS = ['falling', 'flawed', 'pushed'] as const;
const mark = markOf(MARKS);

/** Blocks that a message carries, with the numbers that it gives them. */
function carried(bytes: Uint8Array): readonly { seqNum: bigint; data: Uint8Array }[] {
  const { content } = say.heardMessage(bytes).message;
  if (content.case === 'stateResponse') return content.value.payloads;
  const payload = content.case === 'dataMsg' ? content.value.payload : undefined;
  return payload === undefined ? [] : [payload];
}

function marksOf({ blocks }: SymbolicChain) {
  const ordered = blocks.map(hashOf);
  return ({ after, input, effects }: Seen): number => {
    let marks = 0;
    const buffer = after.channels.get(CHANNEL)?.buffer;
    if (buffer !== undefined && buffer.blocks.size > 0 && !buffer.blocks.has(buffer.next))
      marks |= mark('falling');
    const isFalse = ({ seqNum, data }: { seqNum: bigint; data: Uint8Array }) =>
      hashOf(data) !== ordered[Number(seqNum)];
    if (input.type === 'envelope.received' && carried(input.message as Uint8Array).some(isFalse))
      marks |= mark('flawed');
    for (const effect of effects)
      if (effect.type === 'envelope.send' && carried(effect.signed.bytes).some(isFalse))
        marks |= mark('pushed');
    return marks;
  };
}

const heightOf = (state: PeerState | undefined): number =>
  Number(state?.channels.get(CHANNEL)?.height ?? 0n);

function properties(chain: SymbolicChain): NetworkProperty[] {
  const committed = (id: string, about: string, bits: number): NetworkProperty => ({
    id,
    kind: 'sometimes',
    about,
    factOf: (state, peer, { marks }) =>
      NAMES[peer] === BEHIND && heightOf(state) > BLOCKS && (marks & bits) === bits ? 1 : 0,
    holds: (facts) => facts.some((fact) => fact === 1),
  });
  return [
    ...ledgerProperties(chain),
    {
      id: 'XFER-I3',
      kind: 'always',
      about: 'at most three times the buffer size and one block wait in a buffer',
      factOf: (state) => state?.channels.get(CHANNEL)?.buffer.blocks.size ?? 0,
      holds: (facts) => facts.every((fact) => fact <= 3 * BUFFER_SIZE + 1),
    },
    marked(mark('pushed'), 'PUSH-I6', 'always', 'nobody passes on a block that was not ordered'),
    committed('caught-up', 'who was behind has all blocks', 0),
    committed('XFER-I6', 'blocks that came in falling order are all committed', mark('falling')),
    committed('XFER-I7', 'a block is committed that a flawed copy preceded', mark('flawed')),
  ];
}

/** CHEK-34 */
function sayings({ blocks }: SymbolicChain, heard: readonly Uint8Array[]): Saying[] {
  const own = { author: LIAR, signer: LIAR };
  const copies = blocks.map((bytes, number) => ({ number: BigInt(number), bytes }));
  const [, one, two] = copies;
  const forged = { number: 1n, bytes: forgedOf(one!.bytes) };
  const to = BEHIND;
  const said = (about: string, { bytes }: { readonly bytes: Uint8Array }): Saying => ({
    about,
    bytes,
    to,
  });
  const lies = [
    said('StateInfo with height 9', say.stateInfo(own, CHANNEL, 9n)),
    said('block 2', say.block(CHANNEL, 2n, two!.bytes)),
    said('block 1, forged', say.block(CHANNEL, 1n, forged.bytes)),
    said('block 2 as number 1', say.block(CHANNEL, 1n, two!.bytes)),
    said('unasked response: 1, 2', say.stateResponse(CHANNEL, 7n, [one!, two!])),
  ];
  const responses = heard.flatMap((bytes): Saying[] => {
    const { message } = say.heardMessage(bytes);
    if (message.content.case !== 'stateRequest') return [];
    const response = (about: string, payloads: readonly (typeof forged)[]) =>
      said(`response: ${about}`, say.stateResponse(CHANNEL, message.nonce, payloads));
    return [
      response('1, 2', [one!, two!]),
      response('2, 1', [two!, one!]),
      response('1 forged', [forged]),
      response('1, 1 forged', [one!, forged]),
      response('2 as 1, 2', [{ number: 1n, bytes: two!.bytes }, two!]),
      response('nothing', []),
    ];
  });
  return [...lies, ...responses];
}

export function transfer(budget: Budget): PeerNetwork {
  const chain = chainOf(['A'], BLOCKS);
  const authority = authorityOf(NAMES);
  return {
    name: (budget.losses ?? 0) > 0 ? 'transfer-with-losses' : 'transfer',
    peers: optionsOf(NAMES).map((options, peer) => ({
      name: NAMES[peer]!,
      options: {
        ...options,
        channelReader: createSymbolicChannelReader(authority, 'A'),
        stateTransfer: NAMES[peer] === BEHIND,
        bootstrap: bootstrapOf(NAMES, peer),
        parameters: { maxPropagationBurstSize: 1, blockBufferSize: BUFFER_SIZE },
      },
      ...(NAMES[peer] === LIAR && {
        villain: {
          keeps: (kind: string) => kind === 'stateRequest',
          says: (heard: readonly Uint8Array[]) => sayings(chain, heard),
        },
      }),
    })),
    prologue(stage) {
      meet(stage, NAMES);
      joinAll(
        stage,
        chain,
        new Map([
          [BEHIND, 1],
          [AHEAD, 1 + BLOCKS],
          [LIAR, 1 + BLOCKS],
        ]),
      );
    },
    timers: (timer, peer) => peer === BEHIND && timer.startsWith('transfer/'),
    ordering: { chains: new Map([[CHANNEL, chain.blocks]]) },
    marks: marksOf(chain),
    budget,
    properties: properties(chain),
  };
}
