/** What is wrong with the changes that a scenario makes to links, single messages, parameters and the number of peers. */
import { parameterTable } from '../../peer/parameters.js';
import type { LinkModel } from '../link-model.js';
import type { Fault } from './faults.js';
import { modelIn } from './links.js';
import { newcomersOf, organisationOf, peersOf, type Scenario } from './scenario.js';

export interface Expectations {
  /** Each notes a problem unless `got` is what it ought to be. */
  peer(where: string, got: string): void;
  peerOrOrganisation(where: string, got: string): void;
  channel(where: string, got: string): void;
  say(problem: string): void;
}

export function changeProblems(
  scenario: Scenario,
  fault: Fault,
  where: string,
  expect: Expectations,
): void {
  switch (fault.kind) {
    case 'link':
      for (const name of fault.between ?? []) expect.peerOrOrganisation(`${where}.between`, name);
      return linkProblems(modelIn(fault), where, expect);
    case 'message':
      expect.peer(`${where}.from`, fault.from);
      expect.peer(`${where}.to`, fault.to);
      if (fault.from === fault.to)
        expect.say(`${where}.to: expected another peer than from, got "${fault.to}"`);
      if (!(Number.isSafeInteger(fault.nth) && fault.nth >= 1))
        expect.say(`${where}.nth: expected a whole number from 1, got ${fault.nth}`);
      if (fault.delay !== undefined && !(fault.delay > 0))
        expect.say(`${where}.delay: expected more than 0 ms, got ${fault.delay}`);
      return;
    case 'parameters':
      for (const name of fault.of) expect.peerOrOrganisation(`${where}.of`, name);
      if (Object.keys(fault.parameters).length === 0)
        expect.say(`${where}.parameters: expected at least one`);
      return parameterProblems(fault.parameters, `${where}.parameters`, expect);
    case 'newcomer':
      for (const name of fault.channels) expect.channel(`${where}.channels`, name);
      return newcomerProblems(scenario, fault.peer, `${where}.peer`, expect);
  }
}

function linkProblems(model: Partial<LinkModel>, where: string, { say }: Expectations): void {
  if (Object.keys(model).length === 0)
    say(`${where}: expected latency, dial, bandwidth, loss, duplication, reordering or queue`);
  for (const name of ['loss', 'duplication', 'reordering'] as const) {
    const share = model[name];
    if (share !== undefined && !(share >= 0 && share <= 1))
      say(`${where}.${name}: expected a share from 0 to 1, got ${share}`);
  }
  for (const name of ['latency', 'dial', 'bandwidth', 'queue'] as const) {
    const value = model[name];
    if (typeof value === 'number' && !(value >= 0 && Number.isFinite(value)))
      say(`${where}.${name}: expected a number from 0, got ${value}`);
  }
}

/** As a peer would refuse to start with them. */
function parameterProblems(
  parameters: Readonly<Record<string, number>>,
  where: string,
  { say }: Expectations,
): void {
  for (const [name, value] of Object.entries(parameters)) {
    const row = parameterTable.find((one) => one.name === name);
    if (row === undefined) say(`${where}.${name}: no such parameter`);
    else if (!(Number.isSafeInteger(value) && value >= 1))
      say(`${where}.${name}: expected a whole number of ${row.unit} from 1, got ${value}`);
  }
}

/** Newcomers go on with the numbers of their organisation. */
function newcomerProblems(
  scenario: Scenario,
  name: string,
  where: string,
  { say }: Expectations,
): void {
  const own = organisationOf(name);
  const organisation = scenario.organisations.find((one) => one.name === own);
  const organisations = scenario.organisations.map((one) => one.name).join(', ');
  if (organisation === undefined)
    return say(`${where}: expected a peer of one of ${organisations}, got "${name}"`);
  const first = peersOf(organisation).length;
  if (!/^peer(0|[1-9][0-9]*)\./.test(name) || Number(/\d+/.exec(name)![0]) < first)
    return say(`${where}: expected peer${first}.${own} or one after it, got "${name}"`);
  if (newcomersOf(scenario).filter(({ peer }) => peer === name).length > 1)
    say(`${where}: "${name}" comes twice`);
}

/** The name that the next newcomer of an organisation has. */
export function nextNewcomer(scenario: Scenario, organisation: string): string {
  const first = scenario.organisations.find(({ name }) => name === organisation)?.peers ?? 0;
  const taken = newcomersOf(scenario)
    .filter(({ peer }) => organisationOf(peer) === organisation)
    .map(({ peer }) => Number(/\d+/.exec(peer)![0]));
  return `peer${Math.max(first - 1, ...taken) + 1}.${organisation}`;
}
