/** What the evidence says of a fault: enough to tell, afterwards, faulty intervals from healed ones. */
import type { Evidence } from '../harness/evidence.js';

/** What begins. */
export type FaultBegun =
  /** Nothing passes from one to the other; what was sent waits. */
  | 'cut'
  /** All passes, later. */
  | 'delay'
  /** All passes, with the stalls and resets that lost packets cause in a stream. */
  | 'loss'
  /** Streams that are open lose all that is sent, and neither end is told; new ones are not concerned. */
  | 'half-open'
  /** Streams that are open break; new ones are not concerned. */
  | 'reset'
  /** What is sent to `to` is taken slowly. */
  | 'slow-reader'
  /** The node has ended. */
  | 'kill'
  /** The node stands still and closes nothing. */
  | 'pause'
  /** The suite itself stood still, too long to keep its probes alive: noted afterwards. */
  | 'stall';

/** What ends. */
export type FaultOver =
  /** Every fault between parties is over. */
  | 'heal'
  /** A node that was killed or stopped runs again. */
  | 'restart'
  /** A node that was paused goes on. */
  | 'resume';

export interface FaultNote {
  readonly kind: FaultBegun | FaultOver;
  /** Names of nodes, probes and orderers; empty = everybody. Of a fault of a node: the node. */
  readonly from: readonly string[];
  /** Those towards whom; empty for a fault of a node. */
  readonly to: readonly string[];
  /** When it ends by itself, in milliseconds since the start of the case. Absent: when a note says so. */
  readonly untilMs?: number;
}

const OVER: readonly FaultNote['kind'][] = ['heal', 'restart', 'resume'];

export const isOver = ({ kind }: FaultNote): boolean => OVER.includes(kind);

/** The note in words. */
export function describeFault({ kind, from, to }: FaultNote): string {
  const named = (names: readonly string[]): string => names.join(', ') || 'everybody';
  switch (kind) {
    case 'heal':
      return 'heal: every fault of the network is over';
    case 'kill':
    case 'pause':
    case 'restart':
    case 'resume':
      return `${kind}: ${named(from)}`;
    default:
      return `${kind}: from ${named(from)} to ${named(to)}`;
  }
}

/** Leaves the note in the evidence. */
export function noteFault(evidence: Pick<Evidence, 'add'>, fault: FaultNote): void {
  const [only = ''] = fault.from;
  const probe = fault.from.length === 1 ? only : '';
  evidence.add({ probe, stream: '', type: 'note', detail: describeFault(fault), fault });
}
