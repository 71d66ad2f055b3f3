/** Who leads which organisation on which channel, and how often that changed. */
import type { SimulationObserver } from '../node.js';
import { organisationOf } from '../scenario/scenario.js';

export interface LeaderChange {
  readonly atMs: number;
  readonly channel: string;
  readonly peer: string;
  readonly leads: boolean;
}

export interface LeaderMeasure {
  readonly observer: SimulationObserver;
  readonly changes: readonly LeaderChange[];
  /** Names of those who lead an organisation on a channel at present. */
  leaders(channel: string, organisation: string): readonly string[];
}

export function measureLeaders(startMs: number): LeaderMeasure {
  const changes: LeaderChange[] = [];
  /** By channel. */
  const leading = new Map<string, Set<string>>();
  const change = (atMs: number, channel: string, peer: string, leads: boolean) => {
    const now = leading.get(channel) ?? new Set<string>();
    leading.set(channel, now);
    if (now.has(peer) === leads) return;
    if (leads) now.add(peer);
    else now.delete(peer);
    changes.push({ atMs: atMs - startMs, channel, peer, leads });
  };
  return {
    changes,
    leaders: (channel, organisation) =>
      [...(leading.get(channel) ?? [])].filter((peer) => organisationOf(peer) === organisation),
    observer: {
      trace(node, trace, atMs) {
        if (trace.kind === 'leadership') change(atMs, trace.channel, node.name, trace.leads);
      },
      life(node, what, atMs) {
        // One that comes back as it was may lead as it did.
        if (what === 'started')
          for (const [channel, entry] of node.peer!.state.channels)
            change(atMs, channel, node.name, entry.election.leads);
        else for (const channel of leading.keys()) change(atMs, channel, node.name, false);
      },
    },
  };
}
