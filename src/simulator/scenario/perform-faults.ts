/** Faults of a scenario, brought about and ended at their instants. */
import { startByzantine } from '../byzantine/byzantine.js';
import type { Fault, FaultOf } from './faults.js';
import type { Cut, Network } from './network.js';
import { crash, reconfigure } from './restart.js';
import { peersOf } from './scenario.js';

/** Arms every fault of the scenario. `told` hears of each when it begins and ends. */
export function armFaults(
  network: Network,
  told: (fault: Fault, what: 'begins' | 'ends') => void,
): void {
  const { clock } = network.simulation;
  const { duration, faults } = network.scenario;
  if (network.mishaps !== undefined) network.mishaps.tell = told;
  for (const fault of faults)
    if (fault.at < duration && fault.kind !== 'message')
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
function begin(network: Network, fault: Exclude<Fault, FaultOf<'message'>>): () => void {
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
    case 'link':
      return network.links.change(simulation, fault);
    case 'parameters':
      return reconfigure(network, fault);
    case 'newcomer':
      network.arrive(fault.peer);
      return nothing;
  }
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
