/**
 * StateInfo of a channel at a peer of the organisation that is not in it: stored, passed on, said again by a third,
 * and dropped when it is old (spec/09-channel.md, CHAN-48, CHAN-49).
 */
import { isNewer, type Timestamp } from '../../rules/alive-message.js';
import { createSymbolicChannelReader } from '../../wire/channel/symbolic.js';
import { keyOf } from '../../wire/hex.js';
import type { Budget, PeerNetwork, Saying, Seen } from '../peers/network.js';
import { bootstrapOf, CHANNEL, chainOf, joining, meet } from './channels.js';
import { marked, markOf } from './marks.js';
import { authorityOf, optionsOf } from './parts.js';
import { heardMessage } from './sayings.js';

const INSIDE = 'p1.A';
const OUTSIDE = 'p2.A';
const REPLAYER = 'f.A';
const NAMES = [INSIDE, OUTSIDE, REPLAYER];

const MARKS = ['stored', 'again', 'older', 'echoed', 'forgotten'] as const;
const mark = markOf(MARKS);

function marksOf({ before, after, input, effects }: Seen): number {
  let marks = 0;
  for (const [author, { timestamp }] of before.foreignStateInfos) {
    const now = after.foreignStateInfos.get(author);
    if (now === undefined) marks |= mark('forgotten');
    else if (isNewer(timestamp, now.timestamp)) marks |= mark('older');
  }
  if (after.foreignStateInfos.size > before.foreignStateInfos.size) marks |= mark('stored');
  if (input.type !== 'envelope.received') return marks;
  const { content } = heardMessage(input.message as Uint8Array).message;
  if (content.case !== 'stateInfo') return marks;
  const stored = before.foreignStateInfos.get(keyOf(content.value.pkiId));
  if (stored === undefined || isNewer(content.value.timestamp as Timestamp, stored.timestamp))
    return marks;
  const isEchoed = effects.some(({ type }) => type === 'envelope.send');
  return marks | mark('again') | (isEchoed ? mark('echoed') : 0);
}

/** CHEK-34: what it has heard, again. */
const sayings = (heard: readonly Uint8Array[]): Saying[] =>
  heard.map((bytes, at) => ({ about: `StateInfo ${at + 1}, again`, bytes }));

export function foreignStateInfo(budget: Budget): PeerNetwork {
  const chain = chainOf(['A'], 0);
  const authority = authorityOf(NAMES);
  return {
    name: 'foreign-state-info',
    peers: optionsOf(NAMES).map((options, peer) => ({
      name: NAMES[peer]!,
      options: {
        ...options,
        channelReader: createSymbolicChannelReader(authority, 'A'),
        bootstrap: bootstrapOf(NAMES, peer),
        parameters: { maxPropagationBurstSize: 1 },
      },
      ...(NAMES[peer] === INSIDE && {
        commands: [{ type: 'channel.leave', channel: CHANNEL } as const],
      }),
      ...(NAMES[peer] === REPLAYER && {
        villain: { keeps: (kind: string) => kind === 'stateInfo', says: sayings },
      }),
    })),
    prologue(stage) {
      meet(stage, NAMES);
      stage.feed(INSIDE, joining(chain, 1));
      stage.settle();
    },
    timers: (timer, peer) =>
      (peer === INSIDE && timer.startsWith(`ticker/state-info-publish/${CHANNEL}`)) ||
      (peer === OUTSIDE && timer.startsWith('ticker/state-info-store-sweep')),
    ages: ['foreign-state-info'],
    ordering: { chains: new Map([[CHANNEL, chain.blocks]]) },
    marks: marksOf,
    budget,
    properties: [
      marked(mark('older'), 'foreign-newer', 'always', 'a stored StateInfo gets no older one'),
      marked(mark('echoed'), 'foreign-once', 'always', 'what comes again is not passed on'),
      marked(
        mark('stored'),
        'stored',
        'sometimes',
        'a StateInfo of a channel not joined is stored',
      ),
      marked(mark('again'), 'replay-refused', 'sometimes', 'one comes again'),
      marked(mark('forgotten'), 'forgotten', 'sometimes', 'one is dropped, being old'),
    ],
  };
}
