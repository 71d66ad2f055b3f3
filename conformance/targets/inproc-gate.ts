/** A node that stands still: nothing reaches it, and its timers wait, until it goes on. Nothing is lost. */
import type { OpenWay } from '../../src/adapters/memory-stream.js';
import type { Clock } from '../../src/ports.js';

export interface Gate {
  /** Acts now, or as soon as the gate is open again; in order. */
  through(act: () => void): void;
  shut(): void;
  open(): void;
  /** Opens it without doing what has waited. */
  discard(): void;
}

export function createGate(): Gate {
  let isShut = false;
  let waiting: (() => void)[] = [];
  return {
    through(act) {
      if (isShut) waiting.push(act);
      else act();
    },
    shut() {
      isShut = true;
    },
    open() {
      isShut = false;
      while (!isShut && waiting.length > 0) waiting.shift()!();
    },
    discard() {
      isShut = false;
      waiting = [];
    },
  };
}

/** The clock of a node behind a gate: what is due while it stands still is done afterwards. */
export const gatedClock = <C extends Clock>(clock: C, gate: Gate): C => ({
  ...clock,
  after(ms, callback) {
    let isCancelled = false;
    const cancel = clock.after(ms, () =>
      gate.through(() => {
        if (!isCancelled) callback();
      }),
    );
    return () => {
      isCancelled = true;
      cancel();
    };
  },
});

/** Ways to nodes behind gates: what arrives there waits. `gateAt`: by the name or endpoint of a node. */
export const gatedWay =
  (way: OpenWay, gateAt: (place: string) => Gate | undefined): OpenWay =>
  (from, to, broken) => {
    const pass = way(from, to, broken);
    return (bytes, arrive) =>
      pass(bytes, () => {
        const gate = gateAt(to);
        if (gate) gate.through(arrive);
        else arrive();
      });
  };
