/** Under which conditions figures came about, so that somebody can judge them. */
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { median } from './statistics.js';

export interface Conditions {
  readonly date: string;
  readonly cores: number;
  readonly processor: string;
  readonly memoryBytes: number;
  readonly node: string;
  /** Of the last minute, before and after. */
  readonly loadBefore: number;
  readonly loadAfter: number;
  /** One write of 4 KB and its way to the disk, median before and after, milliseconds. */
  readonly syncMsBefore: number;
  readonly syncMsAfter: number;
}

export interface ConditionsTaken {
  end(): Conditions;
}

/** `folder`: on the disk where the ledgers of the peers are. */
export function takeConditions(folder: string): ConditionsTaken {
  const loadBefore = load();
  const syncMsBefore = syncMs(folder);
  return {
    end: () => ({
      date: new Date().toISOString(),
      cores: availableParallelism(),
      processor: cpus()[0]?.model ?? 'unknown',
      memoryBytes: totalmem(),
      node: process.version,
      loadBefore,
      loadAfter: load(),
      syncMsBefore,
      syncMsAfter: syncMs(folder),
    }),
  };
}

const load = (): number => loadavg()[0]!;

const SYNCS = 100;

function syncMs(folder: string): number {
  const path = join(folder, 'sync');
  const file = openSync(path, 'w');
  const page = Buffer.alloc(4_096);
  try {
    return median(
      Array.from({ length: SYNCS }, () => {
        const startMs = performance.now();
        writeSync(file, page);
        fdatasyncSync(file);
        return performance.now() - startMs;
      }),
    );
  } finally {
    closeSync(file);
    rmSync(path);
  }
}
