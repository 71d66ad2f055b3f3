/** Puts a case's faults between its parties. */
import { createHash } from 'node:crypto';
import type { CaseClock } from '../harness/clock.js';
import type { Evidence } from '../harness/evidence.js';
import { HarnessError, Inconclusive } from '../harness/verdict.js';
import { createFaultPlane, type FaultPlane, type Wiring } from './plane.js';
import type { Faults } from './port.js';

export interface OpenFaults {
  readonly faults: Faults;
  readonly wiring: Wiring;
}

export interface OpenFaultsOptions {
  readonly clock: CaseClock;
  readonly evidence: Evidence;
  /** Of what is drawn: jitter, loss. */
  readonly seed: string;
  readonly wire: (plane: () => FaultPlane) => Wiring;
  /** Whether somebody is there already, who would not be reached through the faults. */
  readonly isLate: boolean;
}

export function openFaults({ clock, evidence, seed, wire, isLate }: OpenFaultsOptions): OpenFaults {
  if (isLate) throw new HarnessError('faults are asked for before anybody starts or plays');
  let draws = 0;
  const draw = (): number => {
    draws += 1;
    return createHash('sha256').update(`${seed}/fault/${draws}`).digest().readUInt32BE() / 2 ** 32;
  };
  const requireSources = (names: readonly string[]): void => {
    for (const name of names) {
      if (!wiring.has(name)) throw new HarnessError(`${name} was not made to pass through faults`);
      const blind = wiring.blindTo(name);
      const what = `no fault between ${names.join(', ')}: ${blind}`;
      if (blind !== undefined) throw new Inconclusive('PRECONDITION_UNMET', what);
    }
  };
  const faults: FaultPlane = createFaultPlane({ clock, evidence, draw, requireSources });
  const wiring = wire(() => faults);
  return { faults, wiring };
}
