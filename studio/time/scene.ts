/**
 * What is the case at an instant of a recording: who runs, who leads, how high the ledgers are, how
 * many machines are in each state. Goes forward event by event, and back by keyframes.
 */
import type { Cast } from '../run/cast.js';
import {
  CHANNEL,
  COMMIT,
  FAULT,
  GONE,
  LEADS,
  LIFE,
  type Recording,
  STEP,
} from '../run/recording.js';
import { type StepText, stepText } from './step-text.js';

/** Events between two keyframes. */
const KEYFRAME_EVENTS = 20_000;
/** States of all machines together, with room. */
const STATES_MAX = 512;

export const NOT_STARTED = 0;
export const RUNS = 1;
export const KILLED = 2;

/** Per peer and channel: `peer * channelCount + channel`. */
export interface Scene {
  /** Events that have happened. */
  index: number;
  readonly life: Uint8Array;
  /** Blocks in the ledger; -1 where there is none. */
  readonly height: Int32Array;
  /** Number of the text of the commit hash; -1 for none. */
  readonly digest: Int32Array;
  readonly leads: Uint8Array;
  /** Whether the peer has left the channel, or its ledger has failed. */
  readonly left: Uint8Array;
  /** By number of the scenario's fault: whether it is in force. */
  readonly faults: Uint8Array;
  /** How many machines are in a state, by its number. */
  readonly counts: Int32Array;
}

export interface Timeline {
  /** The scene after so many events. The same object each time, changed in place. */
  seek(index: number): Scene;
  /** How many machines of a kind are in a state. */
  countOf(machine: string, state: string): number;
}

const ARRAYS = ['life', 'height', 'digest', 'leads', 'left', 'faults', 'counts'] as const;
type Keyframe = Pick<Scene, (typeof ARRAYS)[number]> & { readonly index: number };

/** `keyframeEvents`: events between two keyframes. */
export function createTimeline(
  recording: Recording,
  cast: Cast,
  faultCount: number,
  keyframeEvents = KEYFRAME_EVENTS,
): Timeline {
  const channels = cast.channels.length;
  const cells = cast.peers.length * channels;
  const scene: Scene = {
    index: 0,
    life: new Uint8Array(cast.peers.length),
    height: new Int32Array(cells).fill(-1),
    digest: new Int32Array(cells).fill(-1),
    leads: new Uint8Array(cells),
    left: new Uint8Array(cells),
    faults: new Uint8Array(faultCount),
    counts: new Int32Array(STATES_MAX),
  };
  const keyframes: Keyframe[] = [copyOf(scene)];
  const numbers = new Map<string, number>();
  const numberOf = (machine: string, state: string): number => {
    const key = `${machine}\t${state}`;
    const known = numbers.get(key) ?? numbers.size;
    numbers.set(key, known);
    return known;
  };
  const texts: (StepText & { readonly was: number; readonly is: number })[] = [];
  const stepOf = (number: number) => {
    let step = texts[number];
    if (step === undefined) {
      const text = stepText(recording.strings[number]!);
      const was = numberOf(text.machine, text.from);
      step = { ...text, was, is: numberOf(text.machine, text.to) };
      texts[number] = step;
    }
    return step;
  };

  function apply(i: number): void {
    const { kind, a, b, c, d } = recording;
    const cell = a[i]! * channels + b[i]!;
    switch (kind[i]) {
      case STEP: {
        const { was, is } = stepOf(c[i]!);
        if (d[i] === 0) scene.counts[was]! -= 1;
        scene.counts[is]! += 1;
        return;
      }
      case GONE:
        scene.counts[stepOf(c[i]!).is]! -= 1;
        return;
      case COMMIT:
        scene.height[cell] = c[i]! + 1;
        scene.digest[cell] = d[i]!;
        return;
      case LEADS:
        scene.leads[cell] = c[i]!;
        return;
      case CHANNEL:
        scene.height[cell] = d[i]!;
        scene.left[cell] = /left|halted/.test(recording.strings[c[i]!]!) ? 1 : 0;
        return;
      case LIFE:
        scene.life[a[i]!] = b[i] === 1 ? RUNS : KILLED;
        scene.leads.fill(0, a[i]! * channels, (a[i]! + 1) * channels);
        return;
      case FAULT:
        scene.faults[b[i]!] = c[i]!;
    }
  }

  return {
    seek(index) {
      if (index < scene.index) {
        const keyframe = keyframes[Math.floor(index / keyframeEvents)]!;
        for (const name of ARRAYS) scene[name].set(keyframe[name]);
        scene.index = keyframe.index;
      }
      const end = Math.min(index, recording.length);
      while (scene.index < end) {
        apply(scene.index);
        scene.index += 1;
        if (scene.index === keyframes.length * keyframeEvents) keyframes.push(copyOf(scene));
      }
      return scene;
    },
    countOf: (machine, state) => scene.counts[numbers.get(`${machine}\t${state}`) ?? -1] ?? 0,
  };
}

const copyOf = (scene: Scene): Keyframe =>
  ({
    index: scene.index,
    ...Object.fromEntries(ARRAYS.map((name) => [name, scene[name].slice()])),
  }) as unknown as Keyframe;
