/**
 * Time as a case sees it. Every wait of the suite goes through this port: on the wire it is the
 * machine's clock, in process it is virtual and a wait of seconds costs milliseconds.
 */

export interface CaseClock {
  readonly kind: 'real' | 'virtual';
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after `ms`; the returned function cancels. */
  after(ms: number, callback: () => void): () => void;
  /** Whether `holds` became true within `ms`. Asked again after each `poke` and each timer. */
  until(holds: () => boolean, ms: number): Promise<boolean>;
  /** Lets time pass until the promise settles. Everything asynchronous in a case goes through here. */
  settled<T>(promise: Promise<T>): Promise<T>;
  /** Something happened: waiting conditions are asked again. */
  poke(): void;
}

interface Waiter {
  readonly holds: () => boolean;
  readonly deadlineMs: number;
  readonly resolve: (held: boolean) => void;
}

/** The machine's clock. */
export function realClock(): CaseClock {
  const waiters = new Set<Waiter>();
  const clock: CaseClock = {
    kind: 'real',
    now: () => Date.now(),
    after(ms, callback) {
      const timer = setTimeout(() => {
        callback();
        clock.poke();
      }, ms);
      return () => clearTimeout(timer);
    },
    until(holds, ms) {
      if (holds()) return Promise.resolve(true);
      return new Promise((resolve) => {
        const timer = setTimeout(() => finish(holds()), ms);
        const finish = (held: boolean): void => {
          waiters.delete(waiter);
          clearTimeout(timer);
          resolve(held);
        };
        const waiter: Waiter = { holds, deadlineMs: Date.now() + ms, resolve: finish };
        waiters.add(waiter);
      });
    },
    settled: (promise) => promise,
    poke() {
      for (const waiter of [...waiters]) if (waiter.holds()) waiter.resolve(true);
    },
  };
  return clock;
}

/** What a virtual clock must offer to be stepped by the cases that wait on it. */
export interface Steppable {
  now(): number;
  after(ms: number, callback: () => void): () => void;
  /** Instant of the earliest timer; undefined if none is armed. */
  nextAt(): number | undefined;
  /** Moves time to `atMs`, firing on the way every timer that is due, in order. */
  advanceTo(atMs: number): void;
}

/** Virtual time: it moves only while somebody waits, from one timer to the next. */
export function virtualClock(time: Steppable): CaseClock {
  const waiters = new Set<Waiter>();
  let stepping = false;

  const ask = (): void => {
    for (const waiter of [...waiters]) {
      const held = waiter.holds();
      if (!held && time.now() < waiter.deadlineMs) continue;
      waiters.delete(waiter);
      waiter.resolve(held);
    }
  };
  const step = async (): Promise<void> => {
    if (stepping) return;
    stepping = true;
    while (waiters.size > 0) {
      await drained();
      ask();
      if (waiters.size === 0) break;
      const deadline = Math.min(...[...waiters].map((w) => w.deadlineMs));
      const next = Math.min(time.nextAt() ?? deadline, deadline);
      if (next === Number.POSITIVE_INFINITY) await nextTurn();
      else time.advanceTo(next);
      ask();
    }
    stepping = false;
  };
  const clock: CaseClock = {
    kind: 'virtual',
    now: () => time.now(),
    after: (ms, callback) => time.after(ms, callback),
    until(holds, ms) {
      return new Promise((resolve) => {
        waiters.add({ holds, deadlineMs: time.now() + ms, resolve });
        void step();
      });
    },
    async settled(promise) {
      let done = false;
      const mark = (): void => {
        done = true;
      };
      promise.then(mark, mark);
      await clock.until(() => done, Number.POSITIVE_INFINITY);
      return promise;
    },
    poke: () => {},
  };
  return clock;
}

/** Resolves once everything that needs no time has run: promises that wait for promises. */
async function drained(): Promise<void> {
  await nextTurn();
  await nextTurn();
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
