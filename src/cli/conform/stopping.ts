/** Ends a long command in an orderly way: the first signal asks for it, the second one insists. */

/** The terminal sends the one, continuous integration and `timeout` the other. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export interface Stopping {
  /** Aborted once somebody wants it to end. */
  readonly signal: AbortSignal;
  /** From now on signals do what they do by default. */
  readonly release: () => void;
}

/** @param ends what is still waited for, in words: `running cases finish first`. */
export function stoppedBySignals(ends: string): Stopping {
  const stop = new AbortController();
  const interrupt = (): void => {
    if (stop.signal.aborted) process.exit(130);
    console.error(`stopping: ${ends}; once more to stop at once`);
    stop.abort();
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  return {
    signal: stop.signal,
    release: () => {
      for (const signal of SIGNALS) process.off(signal, interrupt);
    },
  };
}
