/**
 * A path of a model walked again, to compare its trace record by record: the schedule in the first line is the whole
 * path, so whatever differs is not what the peers and machines of this model do.
 *
 * Implements spec/17-checker.md, CHEK-106.
 */
import type { FileLine } from '../../trace/told.js';
import type { MachineModel } from '../machines/machine-model.js';
import type { Model } from '../model.js';
import type { Path, PathStep } from '../path.js';
import type { PeerModel } from '../peers/peer-model.js';
import type { PathTold } from '../told/about-path.js';
import { linesOfMachines } from '../told/machine-lines.js';
import { linesOfPath } from '../told/path-lines.js';
import { readSchedule, visitSteps } from '../told/schedule.js';
import { differences } from './differences.js';
import type { Finding } from './finding.js';
import type { LivedAgain } from './lived-again.js';

/** What the first line of a path's trace says of it. */
export interface PathSaid {
  readonly model: string;
  readonly size: number | undefined;
  readonly schedule: readonly number[];
  readonly property: string | undefined;
  readonly loopFrom: number | undefined;
}

/** Undefined if the record is not the first one of a path of a model. */
export function pathSaidIn({ trace }: FileLine): PathSaid | undefined {
  if (trace.kind !== 'about' || trace.source !== 'checker') return undefined;
  const { model, size, schedule, property, loopFrom } = trace.says ?? {};
  const steps = readSchedule(schedule ?? 'none');
  if (model === undefined || steps === undefined) return undefined;
  const numberIn = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  return {
    model,
    size: numberIn(size),
    schedule: steps,
    property: property?.split(': ')[0],
    loopFrom: numberIn(loopFrom),
  };
}

export function walkedAgain(model: Model, said: PathSaid): LivedAgain {
  const { path, isWhole } = walked(model, said.schedule);
  const expected = isWhole ? linesIn(model, path, said) : [];
  let at = 0;
  return {
    compare(record, line): Finding | undefined {
      const { peer } = record;
      const clause = 'CHEK-106';
      if (!isWhole) {
        const what = `${model.name} has no step number ${said.schedule[path.length - 1]} after ${path.length - 1} steps of the schedule`;
        return { line, peer, clause, what, allowed: [] };
      }
      const own = expected[at];
      at += 1;
      if (own === undefined)
        return { line, peer, clause, what: 'the path was over before', allowed: [] };
      const names = differences(record, own);
      if (names.length === 0) return undefined;
      const what = `the path of the model differs in ${names.join(', ')}`;
      return { line, peer, clause, what, allowed: [JSON.stringify(own)] };
    },
    missing: () => Math.max(0, expected.length - at),
  };
}

/** As far as there are such steps. */
function walked(
  model: Model,
  schedule: readonly number[],
): { readonly path: PathStep[]; readonly isWhole: boolean } {
  const path: PathStep[] = [{ label: '', state: model.initial[0]!.slice() }];
  for (const wanted of schedule) {
    let taken: PathStep | undefined;
    visitSteps(model, path.at(-1)!.state, (step, next) => {
      if (step !== wanted) return;
      const traces = model.traces?.();
      taken = { label: model.label(), state: next.slice(), ...(traces && { traces }) };
    });
    if (taken === undefined) return { path, isWhole: false };
    path.push(taken);
  }
  return { path, isWhole: true };
}

function linesIn(model: Model, path: Path, { size, property: id, loopFrom }: PathSaid): FileLine[] {
  const property = [...model.properties, ...(model.runProperties ?? [])].find(
    (one) => one.id === id,
  );
  const told: PathTold = {
    ...(size !== undefined && { size }),
    ...(property && { property }),
    ...(loopFrom !== undefined && { loopFrom }),
  };
  return 'view' in model
    ? linesOfPath(model as PeerModel, path, told)
    : linesOfMachines(model as MachineModel, path, told);
}
