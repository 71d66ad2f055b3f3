/** Lines of a trace that tell what no peer decided: who takes part, what passed between them, remarks. */
import type { FileLine, Told } from '../../trace/told.js';

const TOLD: Readonly<Record<Told['kind'], true>> = {
  about: true,
  who: true,
  life: true,
  message: true,
  state: true,
  note: true,
};

export const isTold = ({ trace }: FileLine): boolean => Object.hasOwn(TOLD, trace.kind);
