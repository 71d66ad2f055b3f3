/** What a step may bring about at the node, and has to be waited for. */
import { isHidden, type Say, type Shape, type Step } from '../script/script.js';
import type { Serving } from './serving.js';

/** What a node may answer by ending the link, in its own time (LINK-11, row MEMB-D23). */
export const mayEndLink = (step: Step): boolean =>
  step.do === 'say' &&
  (step.kind === 'damaged' ||
    (step.kind === 'memReq' && (step.variant === 'self without endpoint' || isHidden(step.who))));

/** Whether somebody may live from then on. */
export const mayMakeMember = ({ kind }: Say): boolean =>
  ['alive', 'memReq', 'memRes'].includes(kind);

/** Whether it is the sender, who says so as it should. */
export const isLively = ({ kind, variant, who, of = who }: Say): boolean =>
  of === who && variant === 'valid' && (kind === 'alive' || kind === 'memReq');

/** Whether the node may ask from then on: somebody who answers, or anybody for blocks. */
export const makesAsk = (
  { kind, who, of = who }: Say,
  serving: Serving,
  { state }: Shape,
): boolean =>
  (serving.isServing(of) &&
    ['alive', 'memReq', 'memRes', 'stateInfo', 'snapshot'].includes(kind)) ||
  (state && ['stateInfo', 'snapshot'].includes(kind));
