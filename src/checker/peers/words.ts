/** Steps and states of a network in words. */
import { steppers } from '../../peer/steppers.js';
import { createCodec } from '../../wire/codec/codec.js';
import { DeliverResponseSchema } from '../../wire/gen/orderer/ab_pb.js';
import { toHex } from '../../wire/hex.js';
import type { Block } from '../../wire/message-types.js';
import { pkiIdOf } from '../../wire/pki-id.js';
import type { StateVector } from '../model.js';
import type { Hosts } from './hosts.js';
import type { Layout } from './layout.js';
import type { Doing } from './moves.js';
import type { PeerNetwork } from './network.js';
import type { Pairs } from './pairs.js';
import { ACCEPTED, BROKEN, ENDED_OK, ENDED_UNKNOWN, FAILED, type Item, OPENED } from './streams.js';

const responses = createCodec(DeliverResponseSchema);

const MARKS: ReadonlyMap<Item, string> = new Map([
  [ACCEPTED, 'a stream'],
  [OPENED, 'the stream'],
  [FAILED, 'no stream'],
  [ENDED_OK, 'the end (OK)'],
  [ENDED_UNKNOWN, 'the end (UNKNOWN)'],
  [BROKEN, 'the break'],
]);

export function labelOf({ peers }: PeerNetwork, hosts: Hosts, doing: Doing): string {
  const { what, peer, input } = doing;
  const name = peers[peer]!.name;
  if (what === 'crashes' || what === 'starts') return `${name} ${what}`;
  if (what === 'lets pass') return `${name} lets time pass: ${named(peers, doing.about)}`;
  if (what === 'says') return `${name} says to ${peers[doing.from]!.name}: ${doing.about}`;
  if (what === 'cuts') return `${doing.about} is cut off`;
  if (what === 'heals') return `${doing.about} can be reached again`;
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
    case 'ping.answered':
    case 'ping.failed':
      return `${name} ${what} ${given.type} of ${given.endpoint}`;
    case 'block.committed':
    case 'commit.failed':
      return `${name} ${what} ${given.type} ${given.number}`;
    case 'blocks.found':
      return `${name} ${what} ${given.type} ${given.blocks.map(({ number }) => number).join(', ')}`;
    case 'orderer.received':
      return `${name} ${what} ${given.type} ${blockIn(given.bytes)} on ${given.stream}`;
    case 'orderer.opened':
    case 'orderer.ended':
      return `${name} ${what} ${given.type} on ${given.stream}`;
    default:
      return `${name} ${what} ${given.type}`;
  }
}

/** Names of peers in the place of their PKI-IDs. */
function named(peers: PeerNetwork['peers'], text: string): string {
  let said = text;
  for (const { name, options } of peers) {
    const pkiId = pkiIdOf(options.crypto, options.identity);
    if (pkiId !== undefined) said = said.replace(toHex(pkiId), name);
  }
  return said;
}

/** Number and data hash of the block in a serialized DeliverResponse. */
function blockIn(bytes: Uint8Array): string {
  const response = responses.decode(bytes);
  if (response.verdict !== 'accept') return 'of something else';
  const { Type } = response.value as { Type: { case?: string; value?: Block } };
  const header = Type.case === 'block' ? Type.value?.header : undefined;
  return header === undefined
    ? 'of something else'
    : `${header.number} (${toHex(header.dataHash).slice(0, 6)})`;
}

export function describePeers(
  { peers }: PeerNetwork,
  hosts: Hosts,
  { layout, pairs }: { readonly layout: Layout; readonly pairs: Pairs },
  vector: StateVector,
): string[] {
  const lines = peers.map(({ name }, peer) => {
    const state = hosts.locals[peer]!.stateOf(vector[peer]!);
    const { failure } = hosts.locals[peer]!.at(vector[peer]!);
    if (failure !== undefined) return `${name}: has failed: ${failure}`;
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
