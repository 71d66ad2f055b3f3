/**
 * Fronts before the peers of a network, through which all gossip passes, and partitions between them. The
 * faults are those of the suite, on the time of this machine.
 */
import type { Socket } from 'node:net';
import { type Front, openFront } from '../../../conformance/faults/front.js';
import { createFaultPlane } from '../../../conformance/faults/plane.js';
import { cannotTell, sourceOf } from '../../../conformance/faults/sources.js';
import { createSystemClock } from '../../../src/adapters/system-clock.js';
import type { NetworkPeer } from './network.js';

export interface Fronts {
  /** Opens the front of a peer that is about to be launched; the answer takes its process. */
  starts(peer: NetworkPeer): Promise<(pid: number) => void>;
  /**
   * From now on nothing passes between a peer of one group and one of another, and no connection comes
   * about. What is open between anybody breaks. @throws Error where nobody can tell who dials: not on Linux
   */
  partition(...groups: readonly (readonly { readonly name: string }[])[]): void;
  heal(): void;
  /** Breaks what is open. */
  close(): Promise<void>;
}

/** A dialler whom nobody has asked for. */
const ANYBODY = '?';

export function createFronts(): Fronts {
  const plane = createFaultPlane({
    clock: createSystemClock(),
    // Notes of faults belong to the evidence of a case; here is none.
    evidence: { add: (entry) => ({ ...entry, n: 0, atMs: 0 }) },
    draw: Math.random,
    requireSources() {},
  });
  const fronts = new Map<string, Promise<Front>>();
  const pids = new Map<string, number>();
  /** Breaks each connection that is open. */
  const breaks = new Set<() => void>();
  // To find out who dials takes time, which a busy machine has not at every dial.
  let isParted = false;

  const dialler = async ({
    remotePort = 0,
    localPort = 0,
  }: Socket): Promise<string | undefined> => {
    if (!isParted) return ANYBODY;
    const source = await sourceOf(remotePort, localPort, [...pids.values()]);
    if (source === 'gone') return undefined;
    if (typeof source === 'string') return ANYBODY;
    return [...pids].find(([, pid]) => pid === source.pid)?.[0];
  };
  const open = ({ name, endpoint, listen }: NetworkPeer): Promise<Front> =>
    openFront({
      at: endpoint,
      to: () => listen,
      dialler,
      gates(from, broken) {
        breaks.add(broken);
        return { there: plane.gate(from, name, broken), back: plane.gate(name, from, broken) };
      },
      release(gate) {
        plane.release(gate);
        breaks.delete(gate.broken);
      },
    });
  return {
    async starts(peer) {
      const front = fronts.get(peer.name) ?? open(peer);
      fronts.set(peer.name, front);
      await front;
      return (pid) => void pids.set(peer.name, pid);
    },
    partition(...groups) {
      const blind = cannotTell();
      if (blind !== undefined) throw new Error(`no partition: ${blind}`);
      isParted = true;
      for (const broken of [...breaks]) broken();
      plane.partition(...groups);
    },
    heal() {
      isParted = false;
      plane.heal();
    },
    async close() {
      await Promise.all([...fronts.values()].map(async (front) => (await front).close()));
    },
  };
}
