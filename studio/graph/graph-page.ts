/** What the page of the state graph knows and can do, without pictures. */
import type { Behind } from '../../src/checker/told/behind.js';
import type { Place } from '../../src/checker/told/walk.js';
import type { StudioSpec } from '../statechart/chart.js';
import type { FromGraph, OfferedModel, Spot, ToGraph } from './messages.js';
import { readSpot, writeSpot } from './spot.js';

export interface GraphState {
  readonly spec: StudioSpec | undefined;
  readonly models: readonly OfferedModel[];
  readonly spot: Spot | undefined;
  readonly place: Place | undefined;
  readonly behind: Behind | undefined;
  /** Place among the steps of the one that Enter takes. */
  readonly chosen: number;
  readonly peer: number;
  /** Machine and entity, tab between. */
  readonly machine: string;
  readonly row: string;
  /** What is wrong, for people; empty if nothing is. */
  readonly problem: string;
}

export interface GraphPage {
  readonly get: () => GraphState;
  set(patch: Partial<GraphState>): void;
  subscribe(listener: () => void): () => void;
  open(model: string, size: number): void;
  /** Takes a step: its place among those that are possible. */
  take(index: number): void;
  /** Goes on by these steps. */
  follow(schedule: readonly number[]): void;
  /** Back to where so many steps were taken. */
  back(length: number): void;
  /** To where the address says. */
  goTo(address: string): void;
}

export function createGraphPage(worker: Worker, told: (address: string) => void): GraphPage {
  let state: GraphState = {
    spec: undefined,
    models: [],
    spot: undefined,
    place: undefined,
    behind: undefined,
    chosen: 0,
    peer: 0,
    machine: '',
    row: '',
    problem: '',
  };
  const listeners = new Set<() => void>();
  let wanted: string | undefined;

  function set(patch: Partial<GraphState>): void {
    state = { ...state, ...patch };
    for (const listener of listeners) listener();
  }

  function go(spot: Spot): void {
    const message: ToGraph = { type: 'go', spot };
    worker.postMessage(message);
  }

  function goTo(address: string): void {
    if (state.models.length === 0) {
      wanted = address;
      return;
    }
    const spot = readSpot(address, state.models);
    if (spot === undefined)
      set({ problem: `There is no such place: expected a model, and steps like 4.0.12.` });
    else go(spot);
  }

  worker.onmessage = ({ data }: MessageEvent<FromGraph>) => {
    switch (data.type) {
      case 'models': {
        set({ models: data.models });
        return goTo(wanted ?? '');
      }
      case 'place': {
        const { spot, place } = data;
        // Whoever did something last is of interest first.
        const acting = place.peers.findIndex(({ taken }) => taken.length > 0);
        set({
          spot,
          place,
          behind: undefined,
          chosen: 0,
          row: '',
          problem: '',
          machine: '',
          peer: acting < 0 ? Math.min(state.peer, Math.max(0, place.peers.length - 1)) : acting,
        });
        return told(writeSpot(spot));
      }
      case 'behind':
        return set({ behind: data.behind });
      case 'problem':
        return set({ problem: data.what });
    }
  };

  const follow = (schedule: readonly number[]) => {
    const { spot, place } = state;
    if (spot !== undefined && place !== undefined)
      go({ ...spot, schedule: [...place.schedule, ...schedule] });
  };
  return {
    get: () => state,
    set,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    open: (model, size) => go({ model, size, schedule: [] }),
    take(index) {
      const step = state.place?.steps[index];
      if (step !== undefined) follow([step.step]);
    },
    follow,
    back(length) {
      const { spot, place } = state;
      if (spot !== undefined && place !== undefined && length < place.schedule.length)
        go({ ...spot, schedule: place.schedule.slice(0, Math.max(0, length)) });
    },
    goTo,
  };
}
