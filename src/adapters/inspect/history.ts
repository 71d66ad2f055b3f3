/**
 * The past of a peer for who begins to watch it: the newest lines whole, and of older ones what is still the
 * case, so that a page shows the same states as if it had been there from the start.
 */
import type { FileLine } from '../../trace/told.js';

export interface History {
  add(line: FileLine): void;
  /** What somebody needs to know to go on from here, in order. */
  lines(): FileLine[];
}

/** `newest`: how many lines are kept whole. */
export function createHistory(newest: number): History {
  /** Twice as long before it is cut, so that it is not cut at each line. */
  let recent: FileLine[] = [];
  const still = new Map<string, FileLine>();

  function cut(): void {
    const old = recent.slice(0, recent.length - newest);
    recent = recent.slice(-newest);
    for (const line of old) {
      const key = keyOf(line);
      if (key === undefined) continue;
      // The last that is said of something stands where it was said.
      still.delete(key);
      still.set(key, line);
    }
    // Machines of links that were closed and members that were forgotten: the oldest are let go.
    for (const [key, { trace }] of still) {
      if (still.size <= newest) break;
      if (trace.kind === 'step') still.delete(key);
    }
  }

  return {
    add(line) {
      recent.push(line);
      if (recent.length >= 2 * newest) cut();
    },
    lines: () => [...still.values(), ...recent].sort((a, b) => a.seq - b.seq),
  };
}

/** Of what a line says the present state; undefined for what is only an event. */
function keyOf({ peer, trace }: FileLine): string | undefined {
  switch (trace.kind) {
    case 'about':
    case 'who':
    case 'life':
      return `${trace.kind} ${peer}`;
    case 'step':
      return `step ${peer} ${trace.machine} ${trace.entity}`;
    case 'leadership':
    case 'channel':
    case 'channel-peers':
      return `${trace.kind} ${peer} ${trace.channel}`;
    case 'block':
      return trace.what === 'committed' ? `height ${peer} ${trace.channel}` : undefined;
    default:
      return undefined;
  }
}
