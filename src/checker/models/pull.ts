/**
 * A peer that lacks a block and asks two others for it, of which one may be a liar, while messages get lost and
 * blocks expire (spec/07-pull.md).
 */
import { canonical } from '../../peer/image.js';
import type { PeerState } from '../../peer/state.js';
import type { SymbolicChain } from '../../simulator/symbolic-blocks.js';
import { createSymbolicChannelReader } from '../../wire/channel/symbolic.js';
import { openEnvelope } from '../../wire/envelope.js';
import type { Budget, NetworkProperty, PeerNetwork, Saying, Seen } from '../peers/network.js';
import {
  bootstrapOf,
  CHANNEL,
  chainOf,
  hashOf,
  joining,
  ledgerProperties,
  meet,
} from './channels.js';
import { marked, markOf } from './marks.js';
import { authorityOf, optionsOf } from './parts.js';
import * as say from './sayings.js';
import { forgedOf } from './wrong-blocks.js';

export const ASKER = 'p1.A';
export const LEADER = 'p2.A';
const LIAR = 'l.A';
/** PULL-P4, PULL-P5; few, so that there can be too many. */
const NONCES_MAX = 3;
const ITEMS_MAX = 2;

const MARKS = ['used', 'flawed', 'expired'] as const;
const mark = markOf(MARKS);

const entryOf = (state: PeerState | undefined) => state?.channels.get(CHANNEL);

/** What an update may change, as a text. */
function kept(state: PeerState): string {
  const entry = entryOf(state);
  return entry === undefined ? '' : canonical([entry.window, entry.buffer, entry.pull.items]);
}

function marksOf({ blocks }: SymbolicChain) {
  const ordered = blocks.map(hashOf);
  return ({ before, after, input }: Seen): number => {
    let marks = 0;
    const window = entryOf(after)?.window;
    if ([...(window?.values() ?? [])].some(({ expired }) => expired)) marks |= mark('expired');
    if (input.type !== 'envelope.received') return marks;
    const { content } = say.heardMessage(input.message as Uint8Array).message;
    if (content.case !== 'dataUpdate') return marks;
    const isFalse = content.value.data.some((envelope) => {
      const item = openEnvelope(envelope);
      const told = item.verdict === 'accept' ? item.value.message.content : undefined;
      const payload = told?.case === 'dataMsg' ? told.value.payload : undefined;
      return payload === undefined || hashOf(payload.data) !== ordered[Number(payload.seqNum)];
    });
    if (!isFalse) return marks;
    return marks | mark('flawed') | (kept(before) === kept(after) ? 0 : mark('used'));
  };
}

function properties(chain: SymbolicChain): NetworkProperty[] {
  return [
    ...ledgerProperties(chain),
    {
      id: 'PULL-I1',
      kind: 'always',
      about: 'at most so many nonces are outstanding, or valid, and so many items are held',
      factOf(state) {
        const pull = entryOf(state)?.pull;
        if (pull === undefined) return 0;
        const { outstanding, nonces, items } = pull;
        const isFew =
          outstanding.size <= NONCES_MAX && nonces.size <= NONCES_MAX && items.size <= ITEMS_MAX;
        return isFew ? 0 : 1;
      },
      holds: (facts) => facts.every((fact) => fact === 0),
    },
    {
      id: 'PULL-I6',
      kind: 'sometimes',
      about: 'a block is held that was pulled',
      factOf: (state, peer) => (peer === 0 && entryOf(state)?.pull.items.has('1') ? 1 : 0),
      holds: (facts) => facts[0] === 1,
    },
    {
      id: 'two-owners',
      kind: 'sometimes',
      about: 'a wanted block is offered by both',
      factOf(state) {
        const rounds = [...(entryOf(state)?.pull.rounds.values() ?? [])];
        return rounds.some(({ owners }) => owners.get('1')?.length === 2) ? 1 : 0;
      },
      holds: (facts) => facts[0] === 1,
    },
    {
      id: 'all-have-all',
      kind: 'sometimes',
      about: 'who asked has the block in its ledger',
      factOf: (_state, _peer, { desk }) => desk.ledgers.get(CHANNEL)?.length ?? 0,
      holds: (facts) => facts[0] === 2,
    },
  ];
}

const OF_LIAR: NetworkProperty[] = [
  marked(mark('used'), 'PULL-I2', 'always', 'no item is used of an update that has a refused one'),
  marked(
    mark('flawed'),
    'flawed-update',
    'sometimes',
    'an update has a block that was not ordered',
  ),
];
const OF_AGES: NetworkProperty[] = [
  marked(mark('expired'), 'expired', 'sometimes', 'a block of a window is offered no longer'),
];

/** CHEK-34 */
function sayings({ blocks }: SymbolicChain, heard: readonly Uint8Array[]): Saying[] {
  const [, bytes] = blocks;
  const one = say.block(CHANNEL, 1n, bytes!);
  const forged = say.block(CHANNEL, 1n, forgedOf(bytes!));
  const other = say.block(CHANNEL, 2n, bytes!);
  const said = (about: string, message: { readonly bytes: Uint8Array }): Saying => ({
    about,
    bytes: message.bytes,
    to: ASKER,
  });
  return [
    said('unasked update: 1, 1 as 2', say.blockUpdate(CHANNEL, 7n, [one, other])),
    ...heard.flatMap((request): Saying[] => {
      const { content } = say.heardMessage(request).message;
      if (content.case !== 'hello' && content.case !== 'dataReq') return [];
      const { nonce } = content.value;
      return content.case === 'hello'
        ? [
            said('digest: 1', say.blockDigest(CHANNEL, nonce, [1n])),
            said('digest: 1, 2, 3', say.blockDigest(CHANNEL, nonce, [1n, 2n, 3n])),
          ]
        : [
            said('update: 1', say.blockUpdate(CHANNEL, nonce, [one])),
            said('update: 1 forged', say.blockUpdate(CHANNEL, nonce, [forged])),
            said('update: 1, 1 as 2', say.blockUpdate(CHANNEL, nonce, [one, other])),
          ];
    }),
  ];
}

/** The second responder is a liar where there is a budget of sayings. */
export function pull(budget: Budget): PeerNetwork {
  const isLied = (budget.sayings ?? 0) > 0;
  const isAging = (budget.ages ?? 0) > 0;
  const names = [ASKER, LEADER, isLied ? LIAR : 'p3.A'];
  const chain = chainOf(['A'], 1);
  const authority = authorityOf(names);
  return {
    name: isLied ? 'pull-with-liar' : isAging ? 'pull-with-ages' : 'pull',
    peers: optionsOf(names).map((options, peer) => ({
      name: names[peer]!,
      options: {
        ...options,
        channelReader: createSymbolicChannelReader(authority, 'A'),
        leadership: names[peer] === LEADER ? 'static' : 'none',
        bootstrap: bootstrapOf(names, peer),
        parameters: {
          maxPropagationBurstSize: 1,
          pullNoncesMax: NONCES_MAX,
          pullItemsMax: ITEMS_MAX,
        },
      },
      ...(names[peer] === LIAR && {
        villain: {
          keeps: (kind: string) => kind === 'hello' || kind === 'dataReq',
          says: (heard: readonly Uint8Array[]) => sayings(chain, heard),
        },
      }),
    })),
    prologue(stage) {
      meet(stage, names);
      // The block goes to the last one, who alone is known to be on the channel.
      const [asker, leader, last] = names as [string, string, string];
      stage.feed(last, joining(chain, 1));
      stage.fire(last, 'state-info-publish');
      stage.settle();
      stage.feed(leader, joining(chain, 1));
      stage.fire(leader, 'state-info-request');
      stage.settle();
      stage.feed(asker, joining(chain, 1));
      stage.settle();
      for (const name of names) {
        stage.fire(name, 'state-info-publish');
        stage.settle();
      }
    },
    timers: (timer, peer) =>
      peer === ASKER
        ? timer.startsWith('ticker/block-pull') || timer.startsWith('pull-initiator/block')
        : timer.startsWith('pull-responder/block') ||
          (isAging && timer.startsWith('ticker/block-window-sweep')),
    ages: ['block-window'],
    ordering: { chains: new Map([[CHANNEL, chain.blocks]]) },
    marks: marksOf(chain),
    budget,
    properties: [...properties(chain), ...(isLied ? OF_LIAR : []), ...(isAging ? OF_AGES : [])],
  };
}
