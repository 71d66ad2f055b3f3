/**
 * What stands beside a peer, for properties that look at it (CHEK-30, CHEK-35): kept along the steps of a peer of the
 * simulator by the rules of the model, so that a verdict follows from what that peer does.
 */
import { capture } from '../../peer/image.js';
import type { PeerInput } from '../../peer/io.js';
import { step as ownStep } from '../../peer/peer.js';
import { bytesOf } from '../../peer/received.js';
import type { Step } from '../../simulator/node.js';
import { abandoned, answered, asked, type Desk, EMPTY_DESK } from '../peers/desk.js';
import { createLedgerRule } from '../peers/ledger-rule.js';
import type { PeerNetwork } from '../peers/network.js';

export interface Beside {
  desk: Desk;
  marks: number;
  /** The step of the peer, which is watched. */
  readonly step: Step;
  /** The process is gone. */
  crash(): void;
}

/** Marks look at what came as at bytes. */
const asBytes = (input: PeerInput): PeerInput =>
  input.type === 'envelope.received' ? { ...input, message: bytesOf(input.message) } : input;

export function createBeside({ peers, ordering, marks }: PeerNetwork, index: number): Beside {
  const { step = ownStep, options } = peers[index]!;
  const rule = createLedgerRule(options.crypto, ordering);
  const beside: Beside = {
    desk: EMPTY_DESK,
    marks: 0,
    step(peer, input, atMs, choose) {
      const before = marks && capture(peer);
      beside.desk = answered(beside.desk, input, rule);
      const out = step(peer, input, atMs, choose);
      const effects = out.filter(({ type }) => type !== 'report');
      beside.desk = asked(beside.desk, effects, rule);
      if (before !== undefined)
        beside.marks |= marks!({
          peer: index,
          before,
          after: peer.state,
          input: asBytes(input),
          effects,
        });
      return out;
    },
    crash() {
      beside.desk = abandoned(beside.desk);
    },
  };
  return beside;
}
