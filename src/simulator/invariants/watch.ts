/** The invariants of the specification, watched in every simulation. Their ids stand in the chapters. */
import type { Measures } from '../measure/report.js';
import type { SimulationObserver } from '../node.js';
import type { Observed } from '../observed.js';
import { watchBlocks } from './blocks.js';
import { watchChannels } from './channels.js';
import { watchCommits } from './commits.js';
import type { Breach, InvariantContext } from './context.js';
import { watchDelivery } from './delivery.js';
import { watchDisclosure } from './disclosure.js';
import { watchEventually } from './eventually.js';
import { watchLinks } from './links.js';
import { watchMembership } from './membership.js';
import { watchPush } from './push.js';
import { watchSometimes } from './sometimes.js';
import { watchStateInfos } from './state-infos.js';
import { watchStores } from './stores.js';

export type { Breach } from './context.js';

export interface Watch {
  readonly observers: readonly SimulationObserver[];
  readonly breaches: readonly Breach[];
  readonly notJudged: readonly { readonly id: string; readonly why: string }[];
  /** *Sometimes* invariants that came about. */
  readonly reached: ReadonlySet<string>;
  /** To be called when the scenario is over. */
  judgeEnd(): void;
}

/** A broken peer breaks things often; the first times tell enough. */
const BREACHES_KEPT = 1_000;

export function watchInvariants(
  network: () => Observed,
  measures: Measures,
  startMs: number,
): Watch {
  const breaches: Breach[] = [];
  const notJudged: { id: string; why: string }[] = [];
  let faulty: ReadonlySet<string> | undefined;
  const context: InvariantContext = {
    network,
    measures,
    isCorrect(name) {
      faulty ??= new Set(
        network().scenario.faults.flatMap((f) => (f.kind === 'byzantine' ? [f.peer] : [])),
      );
      return !faulty.has(name);
    },
    breach(id, peer, what) {
      const atMs = network().simulation.clock.now() - startMs;
      if (breaches.length < BREACHES_KEPT) breaches.push({ id, atMs, peer, what });
    },
    skip: (id, why) => void notJudged.push({ id, why }),
  };
  const watches = [
    watchLinks(context),
    watchMembership(context),
    watchDisclosure(context),
    watchPush(context),
    watchBlocks(context),
    watchDelivery(context),
    watchChannels(context),
    watchCommits(context),
    watchStateInfos(context),
    watchStores(context),
    watchEventually(context),
  ];
  const sometimes = watchSometimes(context);
  return {
    observers: [...watches.flatMap(({ observer }) => observer ?? []), sometimes.observer],
    reached: sometimes.reached,
    breaches,
    notJudged,
    judgeEnd() {
      for (const watch of watches) watch.judgeEnd?.();
    },
  };
}
