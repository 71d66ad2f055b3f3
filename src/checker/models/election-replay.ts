/**
 * Two peers that stand for election, and a third that says again what it has heard of them, while timestamps that are
 * stored long enough are dropped (spec/10-election.md, ELEC-7, ELEC-8).
 */
import { stateNameOf } from '../../peer/run.js';
import type { PeerState } from '../../peer/state.js';
import { isNewer, type Timestamp } from '../../rules/alive-message.js';
import { keyOf } from '../../wire/hex.js';
import type { Budget, NetworkProperty, PeerNetwork, Saying, Seen } from '../peers/network.js';
import { CHANNEL, election } from './election.js';
import { marked, markOf } from './marks.js';
import { heardMessage } from './sayings.js';

const REPLAYER = 'p3.A';

const MARKS = ['again', 'changed', 'forgotten'] as const;
const mark = markOf(MARKS);

const electionOf = (state: PeerState) => state.channels.get(CHANNEL)?.election;
const phaseOf = (state: PeerState): string => {
  const own = electionOf(state);
  return own === undefined ? 'none' : stateNameOf('election', own.instance);
};

/** Who has made a leadership message, and when. */
function madeIn(
  bytes: Uint8Array,
): { readonly author: string; readonly at: Timestamp } | undefined {
  const { content } = heardMessage(bytes).message;
  if (content.case !== 'leadershipMsg') return undefined;
  const { pkiId, timestamp } = content.value;
  return { author: keyOf(pkiId), at: timestamp as Timestamp };
}

function marksOf({ before, after, input }: Seen): number {
  const [heard, hears] = [electionOf(before)?.heard, electionOf(after)?.heard];
  if ([...(heard?.keys() ?? [])].some((author) => hears?.has(author) === false))
    return mark('forgotten');
  const made = input.type === 'envelope.received' ? madeIn(input.message as Uint8Array) : undefined;
  const stored = made && heard?.get(made.author);
  if (stored === undefined || isNewer(made!.at, stored.timestamp)) return 0;
  return mark('again') | (phaseOf(before) === phaseOf(after) ? 0 : mark('changed'));
}

const properties: readonly NetworkProperty[] = [
  marked(
    mark('changed'),
    'ELEC-I5',
    'always',
    'what comes again of one whose timestamp is stored changes no election',
  ),
  marked(mark('again'), 'replay-refused', 'sometimes', 'a leadership message comes again'),
  marked(mark('forgotten'), 'forgotten', 'sometimes', 'the timestamp of a leader is dropped'),
];

/** CHEK-34: what it has heard, again. */
const sayings = (heard: readonly Uint8Array[]): Saying[] =>
  heard.map((bytes, at) => ({ about: `leadership message ${at + 1}, again`, bytes }));

export function electionReplayed(budget: Budget): PeerNetwork {
  const whole = election(3, 'fabric-3.1', budget);
  return {
    ...whole,
    name: 'election-replayed',
    peers: whole.peers.map((part) =>
      part.name === REPLAYER
        ? {
            ...part,
            options: { ...part.options, leadership: 'none' },
            villain: { keeps: (kind: string) => kind === 'leadershipMsg', says: sayings },
          }
        : part,
    ),
    prologue(stage) {
      whole.prologue({
        ...stage,
        // Who does not stand looks at nothing.
        fire(peer, part) {
          if (peer !== REPLAYER || part !== 'membershipSampleInterval') stage.fire(peer, part);
        },
      });
    },
    timers: (timer, peer) =>
      peer !== REPLAYER &&
      (timer.startsWith('election/') || timer.startsWith('ticker/leadership-sweep/')),
    ages: ['leadership'],
    marks: marksOf,
    budget,
    properties: [
      ...whole.properties.filter(({ id }) => id === 'ELEC-I2' || id === 'ELEC-I6'),
      ...properties,
    ],
  };
}
