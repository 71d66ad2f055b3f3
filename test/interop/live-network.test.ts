import { afterEach, describe, expect, it } from 'vitest';
import {
  mintOrganisation,
  type Organisation,
} from '../../conformance/harness/minting/organisation.js';
import { freeEndpoints } from '../../interop/fabric/free-endpoints.js';
import { playLiveNetwork, type Step } from '../../interop/fabric/live-network.js';
import type { Membership, NetworkNode } from '../../interop/fabric/node.js';
import { createObserver, type Observer } from '../../interop/fabric/observer.js';
import { startReference } from '../../interop/fabric/reference-node.js';

const timings = {
  aliveTimeIntervalMs: 120,
  aliveExpirationTimeoutMs: 600,
  reconnectIntervalMs: 300,
  pullIntervalMs: 300,
  dialTimeoutMs: 500,
  connTimeoutMs: 500,
  digestWaitTimeMs: 80,
  responseWaitTimeMs: 150,
};

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function references(organisation: Organisation, names: readonly string[]) {
  const endpoints = await freeEndpoints(names.length + 1);
  const nodes: NetworkNode[] = [];
  for (const [index, name] of names.entries()) {
    const node = await startReference({
      name,
      organisation,
      credentials: await organisation.mintPeer(name),
      listen: endpoints[index]!,
      bootstrap: index === 0 ? [] : [endpoints[index - 1]!],
      timings,
    });
    nodes.push(node);
    closers.push(() => node.stop());
  }
  const observer = createObserver(await organisation.mintPeer('observer'), endpoints.at(-1)!);
  closers.push(() => observer.close());
  return { nodes, observer };
}

const told = () => {};
const outcome = (steps: readonly Step[]) => steps.map(({ title, passed }) => [title, passed]);

describe('the live network', () => {
  it('passes with three references on the wire: they meet, die and come back', async () => {
    const { nodes, observer } = await references(await mintOrganisation('OrgOMSP'), [
      'a',
      'b',
      'c',
    ]);
    const steps = await playLiveNetwork({ nodes, observer, timings, told });
    expect(outcome(steps)).toEqual([
      ['all know one another', true],
      ['all offer the identities of all', true],
      ['c killed: all others declare it dead', true],
      ['c restarted: all know one another', true],
      ['b killed: all others declare it dead', true],
      ['b restarted: all know one another', true],
      ['a killed: all others declare it dead', true],
      ['a restarted: all know one another', true],
    ]);
  }, 60_000);

  it('fails if two peers never meet, and says who knows whom', async () => {
    const organisation = await mintOrganisation('OrgOMSP');
    const one = await references(organisation, ['a']);
    const other = await references(organisation, ['b']);
    const nodes = [...one.nodes, ...other.nodes];
    const loner: Observer = {
      // Each observer asks one side only: it must not introduce them to each other.
      ask: (endpoint) => (endpoint === nodes[0]!.endpoint ? one : other).observer.ask(endpoint),
      offered: async () => undefined,
      close: async () => {},
    };
    const steps = await playLiveNetwork({ nodes, observer: loner, timings, told, slackMs: 0 });
    expect(outcome(steps)).toEqual([['all know one another', false]]);
    expect(steps[0]!.views).toEqual(['a: b unknown', 'b: a unknown']);
  });

  it('fails if a killed peer is still taken for alive, or its own query disagrees', async () => {
    const { nodes, observer } = await references(await mintOrganisation('OrgOMSP'), ['a', 'b']);
    const frozen = freeze(nodes[0]!);
    const steps = await playLiveNetwork({
      nodes: [frozen, nodes[1]!],
      observer,
      timings,
      told,
      slackMs: 1_500,
    });
    expect(outcome(steps)).toEqual([
      ['all know one another', true],
      ['all offer the identities of all', true],
      ['b killed: all others declare it dead', false],
    ]);
    expect(steps[2]!.views).toEqual(['a: b dead and alive']);
  });
});

/** A node whose own query goes on saying what it said when somebody was alive for the first time. */
function freeze(node: NetworkNode): NetworkNode {
  let first: Membership | undefined;
  return {
    ...node,
    query() {
      const now = node.query!();
      first ??= now.alive.size > 1 ? now : undefined;
      return first ?? now;
    },
  };
}
