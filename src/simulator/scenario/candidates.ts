/** Scenarios that are a little smaller than another one, the boldest first. */
import { perfectLink } from '../link-model.js';
import { noCosts } from '../node.js';
import { endOf, type Fault } from './faults.js';
import { problemsOf } from './problems.js';
import { organisationOf, type Scenario } from './scenario.js';

/** Whether everything that a scenario names is in it. */
export const isDefined = (scenario: Scenario): boolean => problemsOf(scenario).length === 0;

export function* candidatesOf(scenario: Scenario): Generator<Scenario> {
  yield* withFewerFaults(scenario);
  yield* withoutOrganisations(scenario);
  yield* withFewerPeers(scenario);
  yield* withoutChannels(scenario);
  yield* withoutBlocks(scenario);
  yield* withBetterLinks(scenario);
  yield* shorter(scenario);
  yield* withMilderFaults(scenario);
}

/** Halves, quarters, … and single ones left out. */
function* without<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let size = items.length; size >= 1; size = Math.floor(size / 2))
    for (let at = 0; at < items.length; at += size)
      yield [...items.slice(0, at), ...items.slice(at + size)];
}

function* withFewerFaults(scenario: Scenario): Generator<Scenario> {
  for (const faults of without(scenario.faults)) yield { ...scenario, faults };
}

function* withoutBlocks(scenario: Scenario): Generator<Scenario> {
  for (const blocks of without(scenario.blocks)) yield { ...scenario, blocks };
  for (const [index, schedule] of scenario.blocks.entries()) {
    const smaller = (change: Partial<typeof schedule>) => ({
      ...scenario,
      blocks: scenario.blocks.with(index, { ...schedule, ...change }),
    });
    if (schedule.count > 1) yield smaller({ count: Math.floor(schedule.count / 2) });
    if (schedule.transactions > 1) yield smaller({ transactions: 1 });
    if (schedule.size > 8) yield smaller({ size: 8 });
  }
}

function* withoutChannels(scenario: Scenario): Generator<Scenario> {
  for (const { name } of scenario.channels)
    yield {
      ...scenario,
      channels: scenario.channels.filter((channel) => channel.name !== name),
      blocks: scenario.blocks.filter(({ channel }) => channel !== name),
      faults: scenario.faults.flatMap((fault) => withoutChannel(fault, name)),
    };
}

function withoutChannel(fault: Fault, name: string): Fault[] {
  if (fault.kind === 'newcomer')
    return [{ ...fault, channels: fault.channels.filter((channel) => channel !== name) }];
  return 'channel' in fault && fault.channel === name ? [] : [fault];
}

function* withoutOrganisations(scenario: Scenario): Generator<Scenario> {
  if (scenario.organisations.length === 1) return;
  for (const { name } of scenario.organisations)
    yield onlyWith(
      {
        ...scenario,
        organisations: scenario.organisations.filter((o) => o.name !== name),
        channels: scenario.channels
          .map((c) => ({ ...c, organisations: c.organisations.filter((o) => o !== name) }))
          .filter(({ organisations }) => organisations.length > 0),
      },
      (peer) => peer !== name && organisationOf(peer) !== name,
    );
}

function* withFewerPeers(scenario: Scenario): Generator<Scenario> {
  for (const [index, organisation] of scenario.organisations.entries())
    for (const peers of new Set([Math.floor(organisation.peers / 2), organisation.peers - 1]))
      if (peers >= 1) {
        const hidden = Math.min(organisation.hidden, peers);
        const organisations = scenario.organisations.with(index, {
          ...organisation,
          peers,
          hidden,
        });
        yield onlyWith({ ...scenario, organisations }, (peer) => {
          if (organisationOf(peer) !== organisation.name) return true;
          return !peer.startsWith('peer') || Number(/\d+/.exec(peer)?.[0]) < peers;
        });
      }
}

/** Peers and organisations without which a fault makes no sense. */
const namedIn = (fault: Fault): readonly string[] => {
  if (fault.kind === 'link') return fault.between ?? [];
  if (fault.kind === 'message') return [fault.from, fault.to];
  return 'peer' in fault ? [fault.peer] : [];
};

/** The same without what names a peer or an organisation that is no longer there. */
function onlyWith(scenario: Scenario, isThere: (name: string) => boolean): Scenario {
  const faults = scenario.faults.flatMap((fault): Fault[] => {
    if (fault.kind === 'partition')
      return [{ ...fault, sides: fault.sides.map((side) => side.filter(isThere)) }];
    if (fault.kind === 'parameters') {
      const of = fault.of.filter(isThere);
      return of.length === 0 && fault.of.length > 0 ? [] : [{ ...fault, of }];
    }
    return namedIn(fault).every(isThere) ? [fault] : [];
  });
  const channels = scenario.channels.map((c) => ({ ...c, without: c.without.filter(isThere) }));
  const there = new Set(channels.map(({ name }) => name));
  const regions = new Set(scenario.organisations.map(({ region }) => region));
  return {
    ...scenario,
    channels,
    blocks: scenario.blocks.filter(({ channel }) => there.has(channel)),
    faults: faults.filter((fault) => !('channel' in fault) || there.has(fault.channel)),
    links: {
      ...scenario.links,
      between: scenario.links.between.filter((link) => link.regions.every((r) => regions.has(r))),
    },
  };
}

function* withBetterLinks(scenario: Scenario): Generator<Scenario> {
  const { links, costs } = scenario;
  if (links.between.length > 0) yield { ...scenario, links: { ...links, between: [] } };
  for (const key of Object.keys(perfectLink) as (keyof typeof perfectLink)[])
    if (links[key] !== perfectLink[key])
      yield { ...scenario, links: { ...links, [key]: perfectLink[key] } };
  if (Object.values(costs).some((cost) => cost > 0)) yield { ...scenario, costs: noCosts };
  if (Object.keys(scenario.parameters).length > 0) yield { ...scenario, parameters: {} };
}

/** Steps in which times get shorter, ms. */
const TIME_STEP_MS = 1_000;

function* shorter(scenario: Scenario): Generator<Scenario> {
  const { duration } = scenario;
  for (const factor of [0.5, 0.75, 0.9]) {
    const less = Math.ceil((duration * factor) / TIME_STEP_MS) * TIME_STEP_MS;
    if (less >= duration) continue;
    const faults = scenario.faults.filter(({ at }) => at < less);
    yield { ...scenario, duration: less, faults };
  }
}

function* withMilderFaults(scenario: Scenario): Generator<Scenario> {
  for (const [index, fault] of scenario.faults.entries()) {
    if (!('until' in fault) || endOf(fault) - fault.at <= TIME_STEP_MS) continue;
    const until = fault.at + Math.ceil((fault.until - fault.at) / 2);
    yield { ...scenario, faults: scenario.faults.with(index, { ...fault, until }) };
  }
}
