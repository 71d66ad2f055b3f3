/** When every peer knows every other of its organisation, and who was declared dead though it was there. */
import { isAlive } from '../../peer/members.js';
import type { Node, SimulationObserver } from '../node.js';
import type { Observed } from '../observed.js';
import { organisationOf } from '../scenario/scenario.js';

export interface FalseDeath {
  readonly atMs: number;
  /** Who declared whom. */
  readonly by: string;
  readonly of: string;
}

export interface MembershipMeasure {
  readonly observer: SimulationObserver;
  /**
   * Since the start, ms: when each peer that runs first knew all others of its organisation that run;
   * undefined while that has not come about.
   */
  readonly completeMs: number | undefined;
  /** When that came about anew after it had ceased to hold, ms. */
  readonly completeAgainMs: readonly number[];
  readonly falseDeathCount: number;
  /** Those of them of whom nothing was heard for too long; the others are told by a link that ends (LINK-R30). */
  readonly silentCount: number;
  /** The first of them. */
  readonly falseDeaths: readonly FalseDeath[];
  /** From now on nobody need know this peer, nor it anybody: it is faulty, or no longer trusted. */
  exclude(name: string): void;
}

const FALSE_DEATHS_KEPT = 100;

/** `network` is asked for when something has happened, so that the measure can be made first. */
export function measureMembership(network: () => Observed, startMs: number): MembershipMeasure {
  /** Who is alive in whose view, of those of one organisation. */
  const views = new Map<string, Set<string>>();
  const running = new Map<string, Set<string>>();
  const excluded = new Set<string>();
  /** Pairs in which one that runs knows one that runs, by organisation, and how many there ought to be. */
  let missing = 0;
  let completeMs: number | undefined;
  const completeAgainMs: number[] = [];
  const falseDeaths: FalseDeath[] = [];
  let falseDeathCount = 0;
  let silentCount = 0;
  let isComplete = false;

  const judge = (atMs: number) => {
    const holds = missing === 0 && running.size > 0;
    if (holds && !isComplete) {
      if (completeMs === undefined) {
        const { names, simulation } = network();
        if (!names.every((name) => simulation.isRunning(name) || excluded.has(name))) return;
        completeMs = atMs - startMs;
      } else completeAgainMs.push(atMs - startMs);
    }
    isComplete = holds;
  };

  const knows = (name: string, other: string) => views.get(name)?.has(other) === true;

  function started({ name, peer }: Node): void {
    if (excluded.has(name)) return;
    const org = organisationOf(name);
    const there = running.get(org) ?? new Set<string>();
    running.set(org, there);
    const { nameOf } = network().trust;
    // One that comes back as it was remembers whom it knew.
    const known = [...peer!.state.members].filter(([, member]) => isAlive(member));
    views.set(name, new Set(known.map(([pki]) => nameOf(pki)!)));
    for (const other of there)
      missing += (knows(name, other) ? 0 : 1) + (knows(other, name) ? 0 : 1);
    there.add(name);
  }

  function killed(name: string): void {
    const there = running.get(organisationOf(name));
    if (there?.delete(name) !== true) return;
    for (const other of there)
      missing -= (knows(name, other) ? 0 : 1) + (knows(other, name) ? 0 : 1);
    views.delete(name);
  }

  function changed(name: string, other: string, isAlive: boolean): void {
    const view = views.get(name);
    if (view === undefined || isAlive === view.has(other)) return;
    if (isAlive) view.add(other);
    else view.delete(other);
    if (running.get(organisationOf(name))?.has(other)) missing += isAlive ? -1 : 1;
  }

  function declaredDead(node: Node, other: string, event: string, atMs: number): void {
    const { simulation, isReachable } = network();
    if (excluded.has(other) || excluded.has(node.name)) return;
    // Who does nothing is not there.
    if (simulation.node(other).busyUntilMs > atMs || node.busyUntilMs > atMs) return;
    if (!simulation.isRunning(other) || !isReachable(other, node.name)) return;
    falseDeathCount += 1;
    if (event === 'silence.exceeded') silentCount += 1;
    if (falseDeaths.length < FALSE_DEATHS_KEPT)
      falseDeaths.push({ atMs: atMs - startMs, by: node.name, of: other });
  }

  return {
    observer: {
      machines: new Set(['member']),
      trace(node, trace, atMs) {
        if (trace.kind !== 'step' || trace.machine !== 'member' || trace.from === trace.to) return;
        const other = network().trust.nameOf(trace.entity);
        if (other === undefined) return;
        if (trace.from === 'alive' && trace.to === 'dead')
          declaredDead(node, other, trace.event, atMs);
        if (organisationOf(other) !== organisationOf(node.name)) return;
        changed(node.name, other, trace.to === 'alive');
        judge(atMs);
      },
      life(node, what, atMs) {
        if (what === 'started') started(node);
        else killed(node.name);
        judge(atMs);
      },
    },
    get completeMs() {
      return completeMs;
    },
    completeAgainMs,
    get falseDeathCount() {
      return falseDeathCount;
    },
    get silentCount() {
      return silentCount;
    },
    falseDeaths,
    exclude(name) {
      excluded.add(name);
      killed(name);
    },
  };
}
