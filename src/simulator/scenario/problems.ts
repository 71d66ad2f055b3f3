/** What a scenario file says that its form allows and its sense does not: names of nothing, times out of order. */
import type { Latency } from '../link-model.js';
import { changeProblems } from './change-problems.js';
import type { Fault } from './faults.js';
import { organisationOf, peerNames, type Scenario } from './scenario.js';

export function problemsOf(scenario: Scenario): string[] {
  const { organisations, channels, blocks, faults, random, duration, links } = scenario;
  const problems: string[] = [];
  const names = organisations.map(({ name }) => name);
  const peers = new Set(peerNames(scenario));
  const channelNames = channels.map(({ name }) => name);
  const regions = organisations.map(({ region }) => region);
  const expect = (where: string, known: readonly string[], got: string) => {
    if (!known.includes(got))
      problems.push(`${where}: expected one of ${known.join(', ') || 'none'}, got "${got}"`);
  };
  const expectPeer = (where: string, got: string) => {
    if (peers.has(got)) return;
    const org = organisations.find(({ name }) => name === organisationOf(got));
    const which =
      org === undefined
        ? `peer0.${names[0]} and the like (organisations: ${names.join(', ')})`
        : `peer0.${org.name} to peer${org.peers - 1}.${org.name}`;
    problems.push(`${where}: expected ${which}, got "${got}"`);
  };
  const unique = (where: string, all: readonly string[]) => {
    const twice = all.find((name, index) => all.indexOf(name) !== index);
    if (twice !== undefined) problems.push(`${where}: "${twice}" stands there twice`);
  };
  unique('organisations', names);
  unique('channels', channelNames);
  for (const [i, { hidden, peers: count }] of organisations.entries())
    if (hidden > count)
      problems.push(
        `organisations.${i}.hidden: expected at most its ${count} peers, got ${hidden}`,
      );
  for (const [i, channel] of channels.entries()) {
    for (const name of channel.organisations) expect(`channels.${i}.organisations`, names, name);
    for (const name of channel.without) expectPeer(`channels.${i}.without`, name);
  }
  for (const [i, { channel, every }] of blocks.entries()) {
    expect(`blocks.${i}.channel`, channelNames, channel);
    if (every <= 0) problems.push(`blocks.${i}.every: expected more than 0`);
  }
  const expectRange = (where: string, latency: Latency | undefined) => {
    if (typeof latency !== 'object' || !('uniform' in latency)) return;
    const [least, most] = latency.uniform;
    if (least > most)
      problems.push(`${where}.uniform: expected the lesser first, got ${least} and ${most} ms`);
  };
  expectRange('links.latency', links.latency);
  expectRange('links.dial', links.dial);
  for (const [i, { regions: two, latency, dial }] of links.between.entries()) {
    for (const region of two) expect(`links.between.${i}.regions`, regions, region);
    expectRange(`links.between.${i}.latency`, latency);
    expectRange(`links.between.${i}.dial`, dial);
  }
  for (const [i, fault] of faults.entries()) {
    const where = `faults.${i}`;
    if ('until' in fault && fault.until <= fault.at)
      problems.push(
        `${where}.until: expected later than at (${fault.at} ms), got ${fault.until} ms`,
      );
    if (fault.at >= duration)
      problems.push(`${where}.at: expected before the end (${duration} ms), got ${fault.at} ms`);
    if ('peer' in fault && fault.kind !== 'newcomer') expectPeer(`${where}.peer`, fault.peer);
    if (fault.kind === 'leave') expect(`${where}.channel`, channelNames, fault.channel);
    changeProblems(scenario, fault, where, {
      peer: expectPeer,
      peerOrOrganisation: (at, name) => {
        if (!names.includes(name)) expectPeer(at, name);
      },
      channel: (at, name) => expect(at, channelNames, name),
      say: (problem) => problems.push(problem),
    });
    if (fault.kind === 'link') {
      expectRange(`${where}.latency`, fault.latency);
      expectRange(`${where}.dial`, fault.dial);
    }
    for (const name of sidesOf(fault))
      if (!names.includes(name)) expectPeer(`${where}.sides`, name);
  }
  if (random !== undefined && random.until <= random.from)
    problems.push(
      `random.until: expected later than from (${random.from} ms), got ${random.until} ms`,
    );
  return problems;
}

const sidesOf = (fault: Fault): readonly string[] =>
  fault.kind === 'partition' ? fault.sides.flat() : [];
