/** What an exploration has taken, whoever explored. */
export interface Measured {
  /** Steps taken, initial states included. */
  readonly generated: number;
  readonly distinct: number;
  /** By the clock on the wall, and of processors in all; without the start of the process where it can be told. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Of the thread that the processor had most to do with: as long as it takes on a machine of its own. Linux only. */
  readonly busiestSeconds?: number;
  /** Undefined for other checkers, which do not say. */
  readonly bytesPerState?: number;
  /** Largest, MB. */
  readonly residentMb?: number;
}

/** A rate for wrong counts is worth nothing. @throws Error */
export function expectCounts(
  who: string,
  { generated, distinct }: Measured,
  known: { readonly generated: number; readonly distinct: number },
): void {
  if (generated !== known.generated || distinct !== known.distinct)
    throw new Error(
      `${who}: ${generated} generated, ${distinct} distinct, expected ${known.generated}, ${known.distinct}`,
    );
}
