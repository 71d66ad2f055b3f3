/** Peers that are stopped and started again: after a crash, and with other parameters. */
import { capture, restore } from '../../peer/image.js';
import type { Peer } from '../../peer/peer.js';
import type { FaultOf } from './faults.js';
import type { Network } from './network.js';
import { organisationOf } from './scenario.js';

/** Returns what starts it again. */
export function crash({ simulation, start }: Network, { peer: name, keeps }: FaultOf<'crash'>) {
  if (!simulation.isRunning(name)) return () => {};
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

/**
 * A peer reads its parameters when it starts, so those who run are stopped; who does not run takes them
 * when it is started. Returns what starts again those who were stopped.
 */
export function reconfigure(network: Network, fault: FaultOf<'parameters'>): () => void {
  const { simulation, names, start } = network;
  const meant = names.filter(
    (name) =>
      fault.of.length === 0 || fault.of.includes(name) || fault.of.includes(organisationOf(name)),
  );
  const stopped = meant.filter((name) => simulation.isRunning(name));
  for (const name of meant) {
    const node = simulation.node(name);
    const parameters = { ...node.options.parameters, ...fault.parameters };
    node.options = { ...node.options, parameters };
    simulation.kill(name);
  }
  return () => {
    for (const name of stopped) if (!simulation.isRunning(name)) start(name);
  };
}
