/**
 * A path of a model played by peers of the simulator: which timer fires next, what arrives or is lost, and how chance
 * answers, the path says; what comes of it, they decide. Whatever they decide otherwise than the model is found at its
 * step, and the properties of the model are judged on them.
 *
 * Implements spec/17-checker.md, CHEK-112.
 */
import type { Trace } from '../../peer/trace.js';
import type { Breach } from '../../simulator/invariants/watch.js';
import type { SimulationObserver } from '../../simulator/node.js';
import { createPlayedRun, type PlayedNetwork, type PlayedRun } from '../../simulator/played/run.js';
import type { PeerModel } from '../peers/peer-model.js';
import type { Done } from '../peers/view.js';
import { instantAfter } from '../told/about-path.js';
import { visitSteps } from '../told/schedule.js';
import { actOf } from './acts.js';
import { createBeside } from './beside.js';
import { createJudge, type Shown } from './judge.js';
import { playedNetworkOf } from './played-network.js';

/** A path, and what its first line says of it. */
export interface ToPlay extends Shown {
  readonly way: readonly Stop[];
}

export interface Played {
  readonly network: PlayedNetwork;
  readonly run: PlayedRun;
  /** Properties of the model that do not hold of the peers, in the order in which that came about. */
  readonly violated: readonly Breach[];
}

export interface PlayOptions {
  readonly observers?: readonly SimulationObserver[];
  /** Told who will take part, before anything happens. */
  readonly onCast?: (network: PlayedNetwork) => void;
  /** Told before each step; `number` from 1, `atMs` since 1970. */
  readonly onStep?: (step: StepTold) => void;
}

export interface StepTold {
  readonly number: number;
  /** In words. */
  readonly label: string;
  readonly peer: string;
  readonly atMs: number;
}

/** A step, and the state of the model to which it leads. */
export interface Stop {
  readonly label: string;
  readonly done: Done;
  readonly state: Int32Array;
}

/** A path by the numbers of its steps. @throws RangeError if the model has no such step */
export function wayOf(model: PeerModel, schedule: readonly number[]): Stop[] {
  const stops: Stop[] = [];
  let state: Int32Array = model.initial[0]!.slice();
  for (const [index, wanted] of schedule.entries()) {
    let stop: Stop | undefined;
    visitSteps(model, state, (number, next) => {
      if (number !== wanted) return;
      stop = { label: model.label(), done: model.view.done(state), state: next.slice() };
    });
    if (stop === undefined)
      throw new RangeError(`step ${index + 1}: ${model.name} has no step number ${wanted} there`);
    stops.push(stop);
    state = stop.state;
  }
  return stops;
}

/** @throws Error if the peers do not do what those of the model do */
export function playPath(model: PeerModel, path: ToPlay, options: PlayOptions = {}): Played {
  const { initial, view } = model;
  const { peers } = view.network;
  const heard: Trace[] = [];
  const ears: SimulationObserver = { trace: (_, trace) => void heard.push(trace) };
  const besides = peers.map((_, peer) => createBeside(view.network, peer));
  const all = [...view.prologue, ...path.way.map(({ done }) => done)];
  const network = playedNetworkOf(model, all, besides);
  options.onCast?.(network);
  const run = createPlayedRun(network, [ears, ...(options.observers ?? [])]);
  const { stage } = run;
  const judge = createJudge(model, path, { besides, stage });

  function play(done: Done, where: string): void {
    heard.length = 0;
    stage.perform(actOf(view.network, done));
    if (done.what === 'crashes') besides[done.peer]!.crash();
    const [own, models] = [heard, done.traces].map((traces) => JSON.stringify(traces));
    if (own === models) return;
    const { name } = peers[done.peer]!;
    throw new Error(`${where}: ${name} decides ${own}, and ${models} in the model`);
  }

  for (const done of view.prologue) play(done, 'before the path');
  judge.look(initial[0]!);
  for (const [index, { label, done, state }] of path.way.entries()) {
    const number = index + 1;
    const atMs = instantAfter(number);
    stage.advanceTo(atMs);
    options.onStep?.({ number, label, peer: peers[done.peer]!.name, atMs });
    play(done, `step ${number}`);
    judge.look(state);
  }
  run.judgeEnd();
  return { network, run, violated: judge.violated() };
}
