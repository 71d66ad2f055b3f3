/**
 * Fronts before the peers of a network, through which all gossip passes, and faults between them: those of
 * the suite, on the time of this machine. Linux only: who dials is found in /proc.
 */
import { createFaultPlane } from '../../../conformance/faults/plane.js';
import type { Faults } from '../../../conformance/faults/port.js';
import { wireFaults } from '../../../conformance/faults/wire.js';
import { createSystemClock } from '../../../src/adapters/system-clock.js';
import type { NetworkPeer } from './network.js';

export interface Fronts {
  /** Partitions and the like between peers, by their names. */
  readonly faults: Faults;
  /** Opens the front of a peer that is about to be launched; the answer takes its process. */
  starts(peer: NetworkPeer): Promise<(pid: number) => void>;
  /** Breaks what is open. */
  close(): Promise<void>;
}

export function createFronts(): Fronts {
  const faults = createFaultPlane({
    clock: createSystemClock(),
    // Notes of faults belong to the evidence of a case; here is none.
    evidence: { add: (entry) => ({ ...entry, n: 0, atMs: 0 }) },
    draw: Math.random,
    requireSources(names) {
      for (const name of names) {
        const blind = wiring.blindTo(name);
        if (blind !== undefined) throw new Error(`no fault at ${name}: ${blind}`);
      }
    },
  });
  const wiring = wireFaults(
    () => faults,
    () => Promise.reject(new Error('every peer of the network has its place')),
  );
  return {
    faults,
    async starts({ name, endpoint, listen }) {
      await wiring.front(name, listen, endpoint);
      return wiring.starts(name);
    },
    close: () => wiring.close(),
  };
}
