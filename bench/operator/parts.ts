/**
 * Time that is lived through by several processes beside each other, each a part of it in a network of its own with a
 * seed of its own. What they count is added up, and taken for what one network would show in all of it.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type PartTold, STOP } from './part-told.js';

export interface Shared {
  /** Number of the trouble, from 0. */
  readonly trouble: number;
  /** In all, at least as many as there are parts. */
  readonly minutes: number;
  /** Of the first part; the others have those that follow. */
  readonly seed: number;
  readonly parts: number;
}

/** Of all parts. */
export interface LivedByAll extends PartTold {
  /** Of the clock, since all of them have warmed up. */
  readonly clockSeconds: number;
}

export interface PartsHost {
  /** Ends every part after the minute that is under way. */
  readonly stop: AbortSignal;
  /** What all have lived through so far, after each minute of each. */
  readonly tell: (lived: LivedByAll) => void;
}

/** Minutes of each part: as equal as can be. */
export const minutesOf = ({ minutes, parts }: Pick<Shared, 'minutes' | 'parts'>): number[] =>
  Array.from({ length: parts }, (_, part) => Math.floor((minutes + parts - 1 - part) / parts));

/** @throws Error if a part breaks: a defect of it, or the memory is not enough */
export async function liveInParts(shared: Shared, { stop, tell }: PartsHost): Promise<LivedByAll> {
  const { trouble, seed } = shared;
  const latest = new Map<number, PartTold>();
  let begunMs: number | undefined;
  const inAll = (): LivedByAll => {
    const clockSeconds = begunMs === undefined ? 0 : (performance.now() - begunMs) / 1_000;
    return { ...sumOf([...latest.values()]), clockSeconds };
  };
  const children = minutesOf(shared).map((minutes, part): ChildProcess => {
    const words = [trouble, minutes, seed + part].map(String);
    const child = fork(new URL('part.ts', import.meta.url), words);
    child.on('message', (told: PartTold) => {
      latest.set(part, told);
      if (latest.size === shared.parts) begunMs ??= performance.now();
      tell(inAll());
    });
    return child;
  });
  const stopAll = () => {
    for (const child of children) if (child.connected) child.send(STOP);
  };
  stop.addEventListener('abort', stopAll);
  try {
    if (stop.aborted) stopAll();
    await Promise.all(children.map(ended));
    return inAll();
  } finally {
    stop.removeEventListener('abort', stopAll);
    // Where one has broken, the others end as well.
    stopAll();
  }
}

async function ended(child: ChildProcess): Promise<void> {
  // It may have ended before what it said last is heard.
  const [[code, signal]] = await Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
  if (code !== 0) throw new Error(`part: expected to end with 0, ended with ${code ?? signal}`);
}

/** What parts that have begun come to together. */
export function sumOf(parts: readonly PartTold[]): PartTold {
  const sum = (of: (told: PartTold) => number) =>
    parts.reduce((total, told) => total + of(told), 0);
  return {
    falseDeaths: sum((told) => told.falseDeaths),
    silent: sum((told) => told.silent),
    deliveries: sum((told) => told.deliveries),
    minutes: sum((told) => told.minutes),
    cpuSeconds: sum((told) => told.cpuSeconds),
    megabytes: sum((told) => told.megabytes),
  };
}
