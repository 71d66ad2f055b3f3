/** A network of the kit without Fabric: reference peers as processes, the embedded orderer, fronts between them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startEmbeddedOrderer } from '../../../interop/fabric/kit/embedded-orderer.js';
import { createFronts } from '../../../interop/fabric/kit/fronts.js';
import { openLoad } from '../../../interop/fabric/kit/load.js';
import { makeNetwork, type Network } from '../../../interop/fabric/kit/network.js';
import { untilLevel } from '../../../interop/fabric/live/ledgers.js';
import { type LiveReference, liveReference } from '../../../interop/fabric/live/live-peer.js';
import { untilKnown } from '../../../interop/fabric/live/membership.js';
import { observerOf } from '../../../interop/fabric/live/stage.js';
import { readCapture } from '../../../src/adapters/capture/rows.js';
import { UserMistake } from '../../../src/adapters/user-mistake.js';
import { freeEndpoints } from '../../../src/cli/network/free-endpoints.js';

const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-kit-'));
const TIMINGS = {
  aliveTimeIntervalMs: 300,
  aliveExpirationTimeoutMs: 2_000,
  reconnectIntervalMs: 500,
  dialTimeoutMs: 800,
  connTimeoutMs: 800,
  publishStateInfoIntervalMs: 300,
  requestStateInfoIntervalMs: 300,
};
const WITH_BLOCKS = new Set(['dataMsg', 'dataUpdate', 'stateResponse']);
const closers: (() => unknown)[] = [];
let network: Network;

beforeAll(async () => {
  network = await makeNetwork({
    folder: join(folder, 'network'),
    organisations: { Org1MSP: ['one', 'other'] },
    channels: [
      { name: 'ch1', organisations: ['Org1MSP'], batch: { timeout: '100ms', messageCountMax: 2 } },
    ],
    isFronted: true,
    probes: ['observer'],
  });
});
afterAll(async () => {
  for (const close of closers.reverse()) await close();
  rmSync(folder, { recursive: true });
});

describe('the kit', () => {
  it('gives every peer a place of its own, and material that names it', () => {
    const { peers } = network;
    const endpoints = [...peers.values()].flatMap(({ endpoint, listen }) => [endpoint, listen]);
    expect(new Set([...endpoints, network.ordererEndpoint]).size).toBe(5);
    expect(network.member('Org1MSP/one').role).toBe('peer');
    expect(() => network.member('Org1MSP/nobody')).toThrow('expected one of');
  });
  it('does not write over a network', async () => {
    const again = makeNetwork({ folder: network.folder, organisations: {}, channels: [] });
    await expect(again).rejects.toThrow(UserMistake);
  });
  it('peers meet through fronts, get the blocks of a leader, part and come together again', async () => {
    const fronts = createFronts();
    closers.push(() => fronts.close());
    const orderer = await startEmbeddedOrderer(network);
    closers.push(() => orderer.close());
    const peer = (name: string, leadership: 'static' | 'none'): LiveReference => {
      const settings = { timings: TIMINGS, channel: { leadership, stateEnabled: true } };
      const record = join(folder, `${name}.jsonl`);
      const made = liveReference({ network, fronts, name, settings, record });
      closers.push(() => made.stop());
      return made;
    };
    const one = peer('one', 'static');
    const other = peer('other', 'none');
    const both = [one, other];
    const [unused] = await freeEndpoints(1);
    const observers = new Map([['Org1MSP', observerOf(network, 'Org1MSP', unused!)]]);
    closers.push(() => observers.get('Org1MSP')!.close());

    await Promise.all(both.map((each) => each.start()));
    await Promise.all(both.map((each) => each.join('ch1')));
    await untilKnown(observers, both, both, 'alive');
    const core = parse(readFileSync(join(folder, 'network', 'one', 'core.yaml'), 'utf8'));
    const { endpoint, listen } = network.peers.get('one')!;
    expect([core.peer.gossip.endpoint, core.peer.listenAddress]).toEqual([endpoint, listen]);

    const load = await openLoad({ network, channel: 'ch1' });
    closers.push(() => load.close());
    await load.define();
    await load.put(5);
    await orderer.settled('ch1');
    await untilLevel(orderer, 'ch1', both);
    expect(new Set(other.received('ch1').map(({ sender }) => sender))).toEqual(
      new Set([one.pkiId]),
    );
    expect(new Set(one.received('ch1').map(({ source }) => source))).toEqual(new Set(['orderer']));

    // Which way they come is a matter of moments.
    const blocksIn = [];
    for await (const row of readCapture(join(folder, 'other.jsonl')))
      if (row.dir === 'in' && WITH_BLOCKS.has(row.kind)) blocksIn.push(row);
    expect(blocksIn.length).toBeGreaterThan(0);

    fronts.partition([one], [other]);
    await untilKnown(observers, both, both, 'dead');
    const before = await other.height('ch1');
    await load.put(2);
    await orderer.settled('ch1');
    await untilLevel(orderer, 'ch1', [one]);
    expect(await other.height('ch1')).toBe(before);
    fronts.heal();
    await untilKnown(observers, both, both, 'alive');
    await untilLevel(orderer, 'ch1', both);

    await one.kill();
    await untilKnown(observers, [other], [one], 'dead');
    await one.start();
    await untilKnown(observers, both, both, 'alive');
  }, 120_000);
});
