/**
 * The cases that `npm start` plays: some of every chapter and of every kind of topology, chosen to be
 * over within a minute on two cores over TLS.
 */
import type { Case } from './harness/case.js';

export type SetName = 'core' | 'all';

const CORE: ReadonlySet<string> = new Set([]);

/** The cases of a set, in the order given; no name = all. */
export const inSet = (cases: readonly Case[], name: SetName | undefined): readonly Case[] =>
  name === 'core' ? cases.filter(({ id }) => CORE.has(id)) : cases;
