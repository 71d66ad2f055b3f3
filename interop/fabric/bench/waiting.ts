/** Waiting for what other processes do. */
import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds between two looks. */
const LOOK_EVERY_MS = 100;

/** @throws Error naming what did not come about in `msMax`, or by `signal`; what `isSo` throws counts as no */
export async function until(
  what: string,
  msMax: number,
  signal: AbortSignal,
  isSo: () => boolean | Promise<boolean>,
): Promise<void> {
  const startMs = performance.now();
  for (;;) {
    if (await attempt(isSo)) return;
    if (performance.now() - startMs > msMax)
      throw new Error(`waited ${Math.round(msMax / 1_000)} s in vain for ${what}`);
    await pause(LOOK_EVERY_MS, undefined, { signal });
  }
}

async function attempt(isSo: () => boolean | Promise<boolean>): Promise<boolean> {
  try {
    return await isSo();
  } catch {
    return false;
  }
}
