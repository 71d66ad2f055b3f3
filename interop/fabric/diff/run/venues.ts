/** Both sides of a comparison, ready to play: identities that follow from the seed, a folder each. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { seededMaterial } from '../../../../conformance/harness/minting/material.js';
import { mintOrganisations } from '../../../../conformance/harness/organisations.js';
import type { Target } from '../../../../conformance/targets/target.js';
import type { Sides } from '../judge.js';
import { play } from '../play/play.js';

export interface SidesOptions {
  readonly reference: Target;
  readonly fabric: Target;
  readonly seed: string;
  /** Absolute. */
  readonly workdir: string;
  /** Of `Venue`. */
  readonly pace: number;
}

const DAY_MS = 86_400_000;

/** Identities are the same all day: PKI-IDs, and who of two is the lower, with them. */
export async function sidesOf(options: SidesOptions): Promise<Sides> {
  const { reference, fabric, seed, workdir, pace } = options;
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const organisations = await mintOrganisations(
    join(workdir, 'organisations'),
    seededMaterial(`${seed}/${today}`, today),
  );
  let plays = 0;
  const on = (target: Target) => async (script: Parameters<typeof play>[0]) => {
    plays += 1;
    const folder = join(workdir, `${plays}`);
    const epochMs = Date.now();
    const played = await play(script, { target, organisations, epochMs, workdir: folder, pace });
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    return played;
  };
  return { reference: on(reference), fabric: on(fabric) };
}
