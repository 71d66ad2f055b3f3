/** Faults between sockets: a front for each party, and a door of its own for each probe that dials. */
import type { Socket } from 'node:net';
import { type Front, openFront } from './front.js';
import type { FaultPlane, Wiring } from './plane.js';
import { cannotTell, sourceOf } from './sources.js';

/** A dialler that nobody can name: faults that tell parties apart do not concern it. */
const UNKNOWN = '?';

export function wireFaults(plane: () => FaultPlane, reserve: () => Promise<string>): Wiring {
  const fronts: Front[] = [];
  /** Who is behind an endpoint that others dial, and where it serves. */
  const parties = new Map<string, { readonly name: string; served: string }>();
  const doors = new Map<string, Promise<string>>();
  const pids = new Map<number, string>();
  const blind = new Map<string, string>();
  /** Nodes that are about to start, until they have. */
  const starting = new Map<string, Promise<void>>();
  let isClosed = false;

  const open = async (
    party: string,
    served: () => string,
    at: string,
    dialler: (socket: Socket) => Promise<string | undefined>,
  ): Promise<string> => {
    const front = await openFront({
      at,
      to: served,
      dialler,
      gates: (from, broken) => ({
        there: plane().gate(from, party, broken),
        back: plane().gate(party, from, broken),
      }),
      release: (gate) => plane().release(gate),
    });
    fronts.push(front);
    if (isClosed) await front.close();
    return front.endpoint;
  };

  /** Whoever knows this endpoint from an announcement: a node; probes have doors of their own. */
  const node =
    (party: string) =>
    async (socket: Socket): Promise<string | undefined> => {
      if (cannotTell()) return UNKNOWN;
      const { remotePort = 0, localPort = 0 } = socket;
      for (;;) {
        const pending = [...starting.values()];
        const [first] = starting.keys();
        const source = await sourceOf(remotePort, localPort, [...pids.keys()]);
        if (source === 'gone') return undefined;
        if (typeof source === 'object') return pids.get(source.pid);
        // A node dials before it says that it has started; who waits here would be dialled too late.
        if (source === 'child' && starting.size === 1) return first;
        if (pending.length === 0) {
          if (source === 'hidden') blind.set(party, 'of a connection no process is found');
          return source === 'hidden' ? UNKNOWN : undefined;
        }
        await Promise.race(pending);
      }
    };

  return {
    async front(party, served, advertised = '127.0.0.1:0') {
      const there = parties.get(advertised);
      if (there) {
        there.served = served;
        return advertised;
      }
      const behind = { name: party, served };
      const endpoint = await open(party, () => behind.served, advertised, node(party));
      parties.set(endpoint, behind);
      return endpoint;
    },
    placeBehind: reserve,
    starts(party) {
      for (const [known, name] of pids) if (name === party) pids.delete(known);
      let started = (): void => {};
      const pending = new Promise<void>((resolve) => {
        started = resolve;
      });
      starting.set(party, pending);
      return (pid) => {
        if (pid === undefined) blind.set(party, 'its process is not known');
        else if (pid !== 'failed') pids.set(pid, party);
        starting.delete(party);
        started();
      };
    },
    has: (party) => [...parties.values()].some(({ name }) => name === party),
    blindTo: (party) => cannotTell() ?? blind.get(party),
    wayTo(party, endpoint) {
      const behind = parties.get(endpoint);
      if (!behind) return Promise.resolve(endpoint);
      if (party === undefined) return Promise.resolve(behind.served);
      const key = `${party} ${endpoint}`;
      const known = doors.get(key);
      if (known) return known;
      const door = open(
        behind.name,
        () => behind.served,
        '127.0.0.1:0',
        async () => party,
      );
      doors.set(key, door);
      return door;
    },
    async close() {
      isClosed = true;
      await Promise.all(fronts.map((front) => front.close()));
    },
  };
}
