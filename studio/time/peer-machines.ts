/** The machines of one peer at an instant: each entity's state and the step that led there. */
import { LIFE, type Recording, STEP } from '../run/recording.js';
import { type StepText, stepText } from './step-text.js';

export interface MachineNow extends StepText {
  /** Which one: PKI-ID in hex, link, endpoint, channel, or empty where there is one. */
  readonly entity: string;
  /** Index of the event in the recording. */
  readonly index: number;
  readonly atMs: number;
}

export interface PeerMachines {
  /** By machine and entity, after so many events, in the order of their first steps. */
  seek(peer: number, index: number): ReadonlyMap<string, MachineNow>;
}

export const machineKey = (machine: string, entity: string): string => `${machine}\t${entity}`;

/** Name of the machine that made the last step up to an instant, or else the first one; undefined without steps. */
export function lastToStep({ kind, c, at, length, strings }: Recording, atMs: number) {
  let found: number | undefined;
  for (let i = 0; i < length && (found === undefined || at[i]! <= atMs); i++)
    if (kind[i] === STEP) found = i;
  return found === undefined ? undefined : stepText(strings[c[found]!]!).machine;
}

export function createPeerMachines(recording: Recording): PeerMachines {
  const now = new Map<string, MachineNow>();
  let whose = -1;
  let done = 0;
  return {
    seek(peer, index) {
      if (peer !== whose || index < done) {
        now.clear();
        whose = peer;
        done = 0;
      }
      const { kind, a, b, c, at, strings } = recording;
      for (; done < index; done++) {
        if (a[done] !== peer) continue;
        if (kind[done] === LIFE) now.clear();
        if (kind[done] !== STEP) continue;
        const text = stepText(strings[c[done]!]!);
        const entity = strings[b[done]!]!;
        now.set(machineKey(text.machine, entity), {
          ...text,
          entity,
          index: done,
          atMs: at[done]!,
        });
      }
      return now;
    },
  };
}
