/**
 * A channel of two organisations, a second one that a third organisation is in as well, and a spy of that third
 * one who would like to hear of the first (spec/09-channel.md).
 */
import type { PeerState } from '../../peer/state.js';
import { createSymbolicChannelReader } from '../../wire/channel/symbolic.js';
import { keyOf } from '../../wire/hex.js';
import type { Budget, NetworkProperty, PeerNetwork, Saying } from '../peers/network.js';
import { chainOf, joining, ledgerProperties, meetOn } from './channels.js';
import { ISOLATION_MARKS, isolationMarks } from './isolation-marks.js';
import { marked, markOf } from './marks.js';
import { authorityOf, endpointOf, optionsOf, organisationOf, pkiIdOfName } from './parts.js';
import * as say from './sayings.js';

/** Long enough not to stand in a signature by chance. */
export const SECRET = 'channel-of-a-and-b';
export const SHARED = 'channel-of-all';
export const SPY = 'p3.C';
const NAMES = ['p1.A', 'p2.B', SPY];
export const MEMBERS = ['A', 'B'];

const mark = markOf(ISOLATION_MARKS);

const heightOf = (state: PeerState | undefined): number =>
  Number(state?.channels.get(SECRET)?.height ?? 0n);

const everyNone = (facts: readonly number[]) => facts.every((fact) => fact === 0);

function properties(chain: ReturnType<typeof chainOf>): NetworkProperty[] {
  const members = new Set(
    NAMES.filter((name) => MEMBERS.includes(organisationOf(name))).map((name) =>
      keyOf(pkiIdOfName(name)),
    ),
  );
  return [
    marked(
      mark('moved'),
      'CHAN-I1',
      'always',
      'what an outsider says of a channel changes nothing of it, and is not answered',
    ),
    marked(
      mark('abroad'),
      'CHAN-I2',
      'always',
      'no peer of another organisation gets a block, its pull or a leadership message',
    ),
    {
      id: 'CHAN-I3',
      kind: 'always',
      about: 'every StateInfo stored of a channel is of one who may read it',
      factOf: (state) =>
        [...(state?.channels.get(SECRET)?.stateInfos.keys() ?? [])].some((pki) => !members.has(pki))
          ? 1
          : 0,
      holds: everyNone,
    },
    marked(
      mark('named'),
      'CHAN-I4',
      'always',
      'no message tells the name of a channel that need not',
    ),
    marked(mark('older'), 'CHAN-I5', 'always', 'the timestamp of a stored StateInfo only grows'),
    marked(
      mark('leaked'),
      'CHAN-I8',
      'always',
      'nothing of a channel goes to an organisation outside of it',
    ),
    marked(
      mark('told'),
      'MEMB-I4',
      'always',
      'no secret goes abroad, and nobody tells one organisation of another',
    ),
    ...ledgerProperties(chain),
    marked(mark('snapshot'), 'CHAN-I7', 'sometimes', 'a StateInfo reaches a peer by a snapshot'),
    marked(
      mark('asked'),
      'outsider-refused',
      'sometimes',
      'what an outsider says of a channel arrives',
    ),
    {
      id: 'caught-up',
      kind: 'sometimes',
      about: 'a member of the other organisation has got all blocks',
      factOf: (state, peer) => (NAMES[peer] === 'p2.B' && heightOf(state) === 2 ? 1 : 0),
      holds: (facts) => facts.some((fact) => fact === 1),
    },
  ];
}

/** CHEK-34 */
function sayings(block: Uint8Array): Saying[] {
  const own = { author: SPY, signer: SPY };
  const said = (about: string, { bytes }: { readonly bytes: Uint8Array }): Saying => ({
    about,
    bytes,
  });
  return [
    said('request for a snapshot', say.stateInfoRequest(SPY, SECRET)),
    said('StateInfo', say.stateInfo(own, SECRET, 9n)),
    said('StateInfo of p1.A, forged', say.stateInfo({ author: 'p1.A', signer: SPY }, SECRET, 9n)),
    said('StateInfo of p2.B, forged', say.stateInfo({ author: 'p2.B', signer: SPY }, SECRET, 9n)),
    said('hello', say.blockHello(SECRET, 5n)),
    said('hello of the shared channel', say.blockHello(SHARED, 6n)),
    said('state request', say.stateRequest(SECRET, 1n, 1n)),
    said('block 1', say.block(SECRET, 1n, block)),
    said('state response', say.stateResponse(SECRET, 1n, [{ number: 1n, bytes: block }])),
    said('declaration', say.declaration(own, SECRET)),
    said('declaration of the shared channel', say.declaration(own, SHARED)),
    said('membership request', say.membershipRequest(say.alive(own, `ext.${endpointOf(SPY)}`))),
  ];
}

export function isolation(budget: Budget): PeerNetwork {
  const chain = chainOf(MEMBERS, 1, SECRET);
  const shared = chainOf([...MEMBERS, 'C'], 0, SHARED);
  const authority = authorityOf(NAMES);
  const isLong = budget.timers > 1;
  const allowed = isLong ? OF_CHANNEL : [...OF_CHANNEL, ...OF_MEMBERS];
  return {
    name: isLong ? 'isolation-with-timers' : 'isolation',
    peers: optionsOf(NAMES).map((options, peer) => ({
      name: NAMES[peer]!,
      options: {
        ...options,
        channelReader: createSymbolicChannelReader(authority, organisationOf(NAMES[peer]!)),
        stateTransfer: NAMES[peer] === 'p2.B',
        anchors: NAMES.slice(0, peer).map((name) => ({
          endpoint: `ext.${endpointOf(name)}`,
          mspId: organisationOf(name),
        })),
        parameters: { maxPropagationBurstSize: 1 },
      },
      ...(NAMES[peer] === SPY && {
        villain: { keeps: () => false, says: () => sayings(chain.blocks[1]!) },
      }),
    })),
    prologue(stage) {
      meetOn(shared, stage, NAMES);
      stage.feed('p1.A', joining(chain, 2));
      stage.feed('p2.B', joining(chain, 1));
      stage.settle();
      stage.fire('p1.A', `state-info-publish/${SECRET}`);
      stage.settle();
      // What the other says of itself is lost, but not that it said so.
      stage.fire('p2.B', `state-info-publish/${SECRET}`);
      stage.lose();
      stage.settle();
    },
    timers: (timer, peer) => peer !== SPY && allowed.some((one) => timer.startsWith(one)),
    ordering: {
      chains: new Map([
        [SECRET, chain.blocks],
        [SHARED, shared.blocks],
      ]),
    },
    marks: isolationMarks({ names: NAMES, secret: SECRET, members: MEMBERS }),
    budget,
    properties: properties(chain),
  };
}

/** Timers that fire; where each peer has more than one, those of members alone make too many states. */
const OF_MEMBERS = ['heartbeat/', 'ticker/membership-sync/'];
const OF_CHANNEL = [
  `ticker/state-info-publish/${SECRET}`,
  `ticker/state-info-request/${SECRET}`,
  `ticker/block-pull/${SECRET}`,
  `transfer/${SECRET}`,
];
