/** What lies between the peers of a scenario: as it is written, and as faults change it at present. */
import type { LinkModel } from '../link-model.js';
import type { Simulation } from '../simulation.js';
import type { FaultOf } from './faults.js';
import { organisationOf, type Scenario } from './scenario.js';

export interface Links {
  /** By names of peers. */
  between(from: string, to: string): LinkModel;
  /** Links are as the fault says, from now on and on streams that are up as well, until the returned is called. */
  change(simulation: Simulation, fault: FaultOf<'link'>): () => void;
}

export function createLinks(scenario: Scenario): Links {
  const written = writtenIn(scenario);
  /** The later ones have the last word. */
  const changes = new Set<FaultOf<'link'>>();
  function between(from: string, to: string): LinkModel {
    let model = written(from, to);
    if (changes.size === 0) return model;
    for (const fault of changes)
      if (isMeant(fault, from, to)) model = { ...model, ...modelIn(fault) };
    return model;
  }
  function relink(simulation: Simulation): void {
    for (const name of simulation.names)
      for (const end of simulation.node(name).streams.values())
        if (end.far !== undefined) end.model = between(name, end.far.node.name);
  }
  return {
    between,
    change(simulation, fault) {
      changes.add(fault);
      relink(simulation);
      return () => {
        changes.delete(fault);
        relink(simulation);
      };
    },
  };
}

/** What a fault says of the link and not of itself. */
export function modelIn(fault: FaultOf<'link'>): Partial<LinkModel> {
  const { kind: _, at: __, until: ___, between: ____, oneWay: _____, ...model } = fault;
  return model;
}

function isMeant({ between, oneWay }: FaultOf<'link'>, from: string, to: string): boolean {
  if (between === undefined) return true;
  const [one, other] = between;
  const is = (peer: string, name: string) => peer === name || organisationOf(peer) === name;
  return (is(from, one) && is(to, other)) || (!oneWay && is(from, other) && is(to, one));
}

function writtenIn({ organisations, links }: Scenario): (from: string, to: string) => LinkModel {
  const { between, ...everywhere } = links;
  if (between.length === 0) return () => everywhere;
  const regions = new Map(organisations.map(({ name, region }) => [name, region]));
  const regionOf = (peer: string) => regions.get(organisationOf(peer))!;
  const models = new Map(
    between.flatMap(({ regions: [one, other], ...model }) => {
      const made = { ...everywhere, ...model };
      return [
        [`${one} ${other}`, made],
        [`${other} ${one}`, made],
      ] as const;
    }),
  );
  return (from, to) => models.get(`${regionOf(from)} ${regionOf(to)}`) ?? everywhere;
}
