/** Processor seconds of single threads of this process, as Linux tells them; a thread that has ended is not told of. */
import { readdirSync, readFileSync } from 'node:fs';

const TASKS = '/proc/self/task';
/** Between two looks: what a thread does after the last one is missing. */
const EVERY_MS = 20;

/** From now on. @returns asked once: seconds of the busiest thread; undefined where nothing tells them */
export function watchThreads(): () => number | undefined {
  const before = secondsOf();
  const most = new Map<string, number>();
  const look = (): void => {
    for (const [thread, seconds] of secondsOf())
      most.set(thread, seconds - (before.get(thread) ?? 0));
  };
  const timer = setInterval(look, EVERY_MS);
  return () => {
    clearInterval(timer);
    look();
    return most.size === 0 ? undefined : Math.max(...most.values());
  };
}

function secondsOf(): Map<string, number> {
  const found = new Map<string, number>();
  for (const thread of listed()) {
    try {
      const [nanoseconds] = readFileSync(`${TASKS}/${thread}/schedstat`, 'utf8').split(' ');
      found.set(thread, Number(nanoseconds) / 1e9);
    } catch {
      // It has ended since.
    }
  }
  return found;
}

function listed(): readonly string[] {
  try {
    return readdirSync(TASKS);
  } catch {
    return [];
  }
}
