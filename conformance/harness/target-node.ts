/** A node that runs, as a case handles it: what it asks for takes time, and leaves a note. */
import { type FaultNote, noteFault } from '../faults/note.js';
import type { Wiring } from '../faults/plane.js';
import { type RunningNode, TargetError } from '../targets/target.js';
import type { CaseClock } from './clock.js';
import type { Evidence } from './evidence.js';
import type { PeerCredentials } from './minting/organisation.js';
import type { TargetNode } from './scene.js';

export interface NodeOptions {
  readonly name: string;
  readonly credentials: PeerCredentials;
  readonly clock: CaseClock;
  /** host:port that others dial. */
  readonly internal: string;
  /** The same for other organisations; empty = hidden. */
  readonly external: string;
  /** Where what befalls it is noted. */
  readonly evidence: Pick<Evidence, 'add'> | undefined;
  /** What others reach it through. */
  readonly wiring: Wiring | undefined;
}

export function targetNode(running: RunningNode, options: NodeOptions): TargetNode {
  const { name, clock, evidence, wiring } = options;
  const note = (kind: FaultNote['kind']): void => {
    if (evidence) noteFault(evidence, { kind, from: [name], to: [] });
  };
  const able = <T>(act: (() => Promise<T>) | undefined, what: string): Promise<T> => {
    if (act === undefined) throw new TargetError(`${name} does not ${what}`);
    return clock.settled(act());
  };
  return {
    name,
    credentials: options.credentials,
    external: options.external,
    internal: options.internal,
    get endpoint() {
      return wiring ? options.internal : running.endpoint;
    },
    async kill() {
      note('kill');
      await clock.settled(running.kill());
    },
    async restart(state = 'kept') {
      const started = wiring?.starts(name);
      try {
        await clock.settled(running.restart(state));
        started?.(running.pid);
      } catch (error) {
        started?.('failed');
        throw error;
      }
      note('restart');
    },
    async pause() {
      note('pause');
      await able(running.pause?.bind(running), 'stand still');
    },
    async resume() {
      await able(running.resume?.bind(running), 'go on after a pause');
      note('resume');
    },
    leave: (channel) => able(running.leave && (() => running.leave!(channel)), 'leave a channel'),
    rejects: () => able(running.rejects?.bind(running), 'tell what it has rejected'),
  };
}
