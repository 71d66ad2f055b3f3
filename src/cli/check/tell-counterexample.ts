/** What is done with a counterexample beside printing it: a file, or the studio. */
import type { Model } from '../../checker/model.js';
import type { Path } from '../../checker/path.js';
import type { PathTold } from '../../checker/told/about-path.js';
import { untilInterrupted } from './until-interrupted.js';
import { refuseUnwritable } from './writable.js';

export interface Counterexample {
  readonly path: Path;
  readonly told: PathTold;
}

export interface Telling {
  readonly counterexample?: string;
  /** Opens the studio with the counterexample. */
  readonly studio?: boolean;
  readonly port?: number;
  readonly site?: string;
}

/** @throws UserMistake where a counterexample could not be told: before anybody looks for one */
export async function refuseUntellable({ counterexample, studio, site }: Telling): Promise<void> {
  if (counterexample !== undefined) refuseUnwritable('--counterexample', counterexample);
  if (studio) (await import('../studio/serve.js')).builtSite(site);
}

/** A verdict that is told already keeps its exit status, whatever becomes of this. */
export async function tellCounterexample(
  telling: Telling,
  model: Model,
  found: Counterexample | undefined,
): Promise<void> {
  try {
    await told(telling, model, found);
  } catch (error) {
    if (process.exitCode !== 1 || !(error instanceof Error)) throw error;
    console.error(`error: ${error.message}`);
  }
}

async function told(
  { counterexample, studio, port, site }: Telling,
  model: Model,
  found: Counterexample | undefined,
): Promise<void> {
  if (counterexample === undefined && !studio) return;
  if (found === undefined) {
    const asked = counterexample === undefined ? '--studio' : `--counterexample ${counterexample}`;
    console.error(`${asked}: nothing to show, no path to a violation was found`);
    return;
  }
  const { serveCounterexample, writeTrace } = await import('./counterexample.js');
  if (counterexample !== undefined) writeTrace(counterexample, model, found.path, found.told);
  if (!studio) return;
  const served = await serveCounterexample(model, found.path, found.told, {
    port: port ?? 0,
    site,
  });
  console.error(`studio: ${served.address} (Ctrl-C ends it)`);
  await untilInterrupted();
  await served.close();
}
