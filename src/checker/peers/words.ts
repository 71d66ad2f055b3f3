/** Steps and states of a network in words. */
import { steppers } from '../../peer/steppers.js';
import type { StateVector } from '../model.js';
import type { Hosts } from './hosts.js';
import type { Layout } from './layout.js';
import type { Doing } from './moves.js';
import type { PeerNetwork } from './network.js';
import type { Pairs } from './pairs.js';
import { ACCEPTED, ENDED_OK, ENDED_UNKNOWN, FAILED, type Item, OPENED } from './streams.js';

const MARKS: ReadonlyMap<Item, string> = new Map([
  [ACCEPTED, 'a stream'],
  [OPENED, 'the stream'],
  [FAILED, 'no stream'],
  [ENDED_OK, 'the end (OK)'],
  [ENDED_UNKNOWN, 'the end (UNKNOWN)'],
]);

export function labelOf({ peers }: PeerNetwork, hosts: Hosts, doing: Doing): string {
  const { what, peer, input } = doing;
  const name = peers[peer]!.name;
  if (what === 'crashes' || what === 'starts') return `${name} ${what}`;
  const given = hosts.inputAt(input);
  const from = peers[doing.from]!.name;
  switch (given.type) {
    case 'timer.fired':
      return `${name} ${what} timer ${given.timer}`;
    case 'envelope.received': {
      const kind = hosts.envelopes.kindIn(given.message as Uint8Array);
      const does = what === 'duplicates' ? 'receives, and will again,' : what;
      return `${name} ${does} ${kind} from ${from} on ${given.link}`;
    }
    case 'stream.accepted':
    case 'stream.opened':
    case 'dial.failed':
    case 'stream.ended':
      return `${name} ${what} ${given.type} from ${from} on ${given.link}`;
    default:
      return `${name} ${what} ${given.type}`;
  }
}

export function describePeers(
  { peers }: PeerNetwork,
  hosts: Hosts,
  { layout, pairs }: { readonly layout: Layout; readonly pairs: Pairs },
  vector: StateVector,
): string[] {
  const lines = peers.map(({ name }, peer) => {
    const state = hosts.locals[peer]!.stateOf(vector[peer]!);
    if (state === undefined) return `${name}: does not run`;
    const links = [...state.links.values()].map(({ link, acceptor, dialler }) =>
      acceptor !== undefined
        ? `${link} ${steppers['link-acceptor'].stateNames[acceptor.state]}`
        : `${link} ${steppers['link-dialler'].stateNames[dialler!.state]}`,
    );
    const elections = [...state.channels.values()].map(
      ({ name: channel, election }) =>
        `${channel} ${steppers.election.stateNames[election.instance.state]}`,
    );
    return `${name}: ${[...links, ...elections].join(', ') || 'no links'}`;
  });
  for (let pair = layout.pairs; pair < layout.commands; pair += 1)
    for (const end of pairs.at(vector[pair]!).flat())
      if (end.coming.length > 0)
        lines.push(
          `under way to ${peers[end.peer]?.name} on ${end.link}: ${end.coming
            .map((item) => MARKS.get(item) ?? hosts.envelopes.kindOf(item))
            .join(', ')}`,
        );
  return lines;
}
