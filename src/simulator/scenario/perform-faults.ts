/** Faults of a scenario, brought about and ended at their instants. */
import { capture, restore } from '../../peer/image.js';
import type { Peer } from '../../peer/peer.js';
import { startByzantine } from '../byzantine/byzantine.js';
import type { Fault, FaultOf } from './faults.js';
import type { Cut, Network } from './network.js';
import { peersOf } from './scenario.js';

/** Arms every fault of the scenario. `told` hears of each when it begins and ends. */
export function armFaults(
  network: Network,
  told: (fault: Fault, what: 'begins' | 'ends') => void,
): void {
  const { clock } = network.simulation;
  const { duration, faults } = network.scenario;
  for (const fault of faults)
    if (fault.at < duration)
      clock.after(fault.at, () => {
        const end = begin(network, fault);
        told(fault, 'begins');
        if (!('until' in fault) || fault.until >= duration) return;
        clock.after(fault.until - fault.at, () => {
          end();
          told(fault, 'ends');
        });
      });
}

const nothing = () => {};

/** Returns what ends the fault. */
function begin(network: Network, fault: Fault): () => void {
  const { simulation, trust, cuts, losses } = network;
  const now = () => simulation.clock.now();
  switch (fault.kind) {
    case 'partition': {
      const made = cutsOf(network, fault);
      for (const cut of made) cuts.add(cut);
      return () => {
        for (const cut of made) cuts.delete(cut);
      };
    }
    case 'crash':
      return crash(network, fault);
    case 'pause':
      simulation.pause(fault.peer, now() + (fault.until - fault.at));
      return nothing;
    case 'slow': {
      const node = simulation.node(fault.peer);
      node.slowness *= fault.factor;
      return () => {
        node.slowness /= fault.factor;
      };
    }
    case 'loss': {
      const loss = { share: fault.share };
      losses.add(loss);
      return () => void losses.delete(loss);
    }
    case 'orderer-down':
      simulation.setOrdering(false);
      return () => simulation.setOrdering(true);
    case 'clock':
      simulation.node(fault.peer).clockOffsetMs += fault.by;
      return nothing;
    case 'expire': // Its certificate was made to end now (trust.ts).
      return nothing;
    case 'revoke':
      trust.revoke(fault.peer);
      for (const name of network.names)
        if (simulation.isRunning(name)) {
          const { authority } = simulation.peer(name).config;
          simulation.feed(name, { type: 'authority.changed', authority });
        }
      return nothing;
    case 'leave':
      simulation.feed(fault.peer, { type: 'channel.leave', channel: fault.channel });
      return nothing;
    case 'byzantine':
      return startByzantine(network, fault);
  }
}

function crash({ simulation, start }: Network, { peer: name, keeps }: FaultOf<'crash'>) {
  if (!simulation.isRunning(name)) return nothing;
  const before = simulation.peer(name);
  const image: Peer | undefined =
    keeps === 'everything' ? restore(before.config, capture(before)) : undefined;
  simulation.kill(name);
  if (keeps === 'nothing') simulation.forgetLedgers(name);
  return () => {
    if (simulation.isRunning(name)) return;
    if (image === undefined) return start(name);
    simulation.start(name, image);
    // Whom it trusts may have been revoked in the meantime.
    const { authority } = image.config;
    simulation.feed(name, { type: 'authority.changed', authority });
  };
}

function cutsOf({ scenario }: Network, { sides, oneWay }: FaultOf<'partition'>): Cut[] {
  const named = sides.map(
    (side) =>
      new Set(
        side.flatMap((name) => {
          const organisation = scenario.organisations.find((o) => o.name === name);
          return organisation === undefined ? [name] : peersOf(organisation);
        }),
      ),
  );
  return named.flatMap((from, i) =>
    named.flatMap((to, j) => (i === j || (oneWay && i > 0) ? [] : [{ from, to }])),
  );
}
