/** Faults on a network in memory: every endpoint has the name of whoever serves there. */
import type { OpenWay } from '../../src/adapters/memory-stream.js';
import type { FaultPlane, Wiring } from './plane.js';

export interface MemoryFaults {
  /** What lies between two endpoints, or a name and an endpoint; nothing, as long as nobody asks. */
  readonly way: OpenWay;
  wire(plane: () => FaultPlane): Wiring;
}

const atOnce: ReturnType<OpenWay> = (_, arrive) => arrive();

export function memoryFaults(): MemoryFaults {
  const parties = new Map<string, string>();
  const nameOf = (endpoint: string): string => parties.get(endpoint) ?? endpoint;
  const isParty = (name: string): boolean => [...parties.values()].includes(name);
  let plane: (() => FaultPlane) | undefined;
  return {
    way(from, to, broken) {
      const [one, other] = [nameOf(from), nameOf(to)];
      // As between sockets: a probe that faults do not concern is past all of them.
      if (!plane || !isParty(one) || !isParty(other)) return atOnce;
      return plane().gate(one, other, broken).pass;
    },
    wire(asked) {
      plane = asked;
      return {
        async front(party, served) {
          parties.set(served, party);
          return served;
        },
        starts: () => () => {},
        placeBehind: async (advertised) => advertised,
        has: isParty,
        blindTo: () => undefined,
        wayTo: async (_, endpoint) => endpoint,
        close: async () => {},
      };
    },
  };
}
