/** Every machine of a peer with the state in which it is, by the key that traces use. */
import { stateNameOf } from '../../peer/run.js';
import type { Instance, PeerState } from '../../peer/state.js';
import type { MachineName } from '../../peer/steppers.js';

export interface EntityAt {
  readonly machine: MachineName;
  /** As in a trace; empty where a peer has one such machine. */
  readonly entity: string;
  readonly state: string;
}

type Kept = readonly [MachineName, string, Instance<unknown> | undefined];

export function entitiesAt(state: PeerState): EntityAt[] {
  return [...ofPeer(state), ...ofChannels(state)].flatMap(([machine, entity, instance]) =>
    instance === undefined ? [] : [{ machine, entity, state: stateNameOf(machine, instance) }],
  );
}

function* ofPeer(state: PeerState): Iterable<Kept> {
  for (const { link, acceptor, dialler } of state.links.values()) {
    yield ['link-acceptor', link, acceptor];
    yield ['link-dialler', link, dialler];
  }
  for (const [endpoint, { instance }] of state.contacts) yield ['contact', endpoint, instance];
  for (const [pki, { instance }] of state.members) yield ['member', pki, instance];
  for (const [pki, { instance }] of state.identities) yield ['identity', pki, instance];
  yield ['heartbeat', '', state.heartbeat];
  yield ['introduction', '', state.introduction];
  yield ['reconnection', '', state.reconnection];
  yield ['emitter', '', state.emitter];
  for (const [tick, instance] of state.tickers) yield ['ticker', tick, instance];
  yield* ofPull(state.identityPull);
}

function* ofChannels({ channels }: PeerState): Iterable<Kept> {
  for (const [name, entry] of channels) {
    yield ['election', name, entry.election.instance];
    yield ['delivery', name, entry.delivery.instance];
    yield ['state-info-publisher', name, entry.publisher];
    yield ['block-buffer', name, entry.buffer.instance];
    yield ['transfer', name, entry.transfer.instance];
    yield ['state-server', name, entry.transfer.server.instance];
    yield* ofPull(entry.pull);
  }
}

function* ofPull({ name, rounds, nonces }: PeerState['identityPull']): Iterable<Kept> {
  for (const [number, { instance }] of rounds)
    yield ['pull-initiator', `${name}/${number}`, instance];
  for (const [nonce, instance] of nonces) yield ['pull-responder', `${name}/${nonce}`, instance];
}
