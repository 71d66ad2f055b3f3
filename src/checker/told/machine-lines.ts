/**
 * A path of a system of machines in the project's trace format: who takes part, each step in words with what becomes
 * of the machine, and every message from where it is sent to where it arrives. These machines take no rows of the
 * specification, so their steps are remarks.
 *
 * Implements spec/17-checker.md, CHEK-101.
 */
import { createLines, type FileLine, type MessageTold } from '../../trace/told.js';
import type { MachineModel } from '../machines/machine-model.js';
import type { LetterTold } from '../machines/machine-view.js';
import type { Path } from '../path.js';
import {
  aboutPath,
  instantAfter,
  LOOP_BEGINS,
  noteOfFailure,
  type PathTold,
} from './about-path.js';
import { scheduleOf, visitSteps } from './schedule.js';

interface Flight extends LetterTold {
  readonly from: number;
  readonly id: string;
}

const utf8 = new TextEncoder();

export function linesOfMachines(model: MachineModel, path: Path, told: PathTold = {}): FileLine[] {
  const { machines } = model;
  const { names } = machines;
  const line = createLines();
  const schedule = scheduleOf(model, path);
  const who = { kind: 'who', role: 'peer', organisation: '', pkiId: '', channels: [] } as const;
  const lines = [
    line('', instantAfter(0), aboutPath(model, schedule, told)),
    ...names.map((name) => line(name, instantAfter(0), who)),
  ];
  let flown = 0;
  const flightOf = (letter: LetterTold, from: number): Flight => {
    flown += 1;
    return { ...letter, from, id: String(flown) };
  };
  const tell = (what: MessageTold['what'], atMs: number, flight: Flight): void => {
    const { event, id } = flight;
    const [from, to] = [names[flight.from]!, names[flight.to]!];
    const size = utf8.encode(JSON.stringify(event)).length;
    const message: MessageTold = { kind: 'message', what, from, to, message: event.type, size, id };
    lines.push(line(what === 'sent' ? from : to, atMs, message));
  };
  let flights = machines.sentAtFirst.map(({ from, ...letter }) => flightOf(letter, from));
  for (const flight of flights) tell('sent', instantAfter(0), flight);

  for (const [index, step] of schedule.entries()) {
    const atMs = instantAfter(index + 1);
    const [before, { label, state }] = [path[index]!.state, path[index + 1]!];
    const { actor, delivered } = happeningOf(model, before, step);
    const note = (text: string) =>
      lines.push(line(names[actor]!, atMs, { kind: 'note', what: 'note', text }));
    note(`${index + 1}: ${label}`);
    if (index === told.loopFrom) lines.push(line('', atMs, LOOP_BEGINS));
    const arriving = flights.find(({ number }) => number === delivered?.number);
    if (arriving !== undefined) {
      // What stays under way arrives as a copy of itself.
      const copy = machines.isKept ? flightOf(arriving, arriving.from) : arriving;
      if (machines.isKept) tell('sent', atMs, copy);
      else flights = flights.filter((one) => one !== arriving);
      tell('arrived', atMs, copy);
    }
    const after = machines.textOf(state, actor);
    if (after !== machines.textOf(before, actor)) note(`${names[actor]!} is ${after}`);
    for (const letter of machines.underWayIn(state)) {
      if (flights.some(({ number }) => number === letter.number)) continue;
      const flight = flightOf(letter, actor);
      flights.push(flight);
      tell('sent', atMs, flight);
    }
  }
  if (told.property !== undefined)
    lines.push(line('', instantAfter(schedule.length), noteOfFailure(told.property)));
  return lines;
}

function happeningOf(model: MachineModel, state: Int32Array, wanted: number) {
  let found: ReturnType<MachineModel['machines']['happening']> | undefined;
  visitSteps(model, state, (step) => {
    if (step === wanted) found = model.machines.happening();
  });
  return found!;
}
