/** A peer process with channels: it joins, fetches, is killed, and comes back to where it was. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { createNodeSigner, nodeCrypto } from '../../src/adapters/crypto-node.js';
import { type ChannelChange, changed } from '../../src/adapters/material/channel-changes.js';
import {
  type MintedNetwork,
  memberFolder,
  mintNetwork,
  writeNetwork,
} from '../../src/adapters/material/network.js';
import { parseNetwork } from '../../src/adapters/material/network-file.js';
import { mspConfigOf } from '../../src/adapters/material/organisation.js';
import { type OrdererServer, serveOrderer } from '../../src/adapters/orderer/server.js';
import { createOrderingService, type OrderingService } from '../../src/adapters/orderer/service.js';
import { createSystemClock } from '../../src/adapters/system-clock.js';
import { readerFor } from '../../src/cli/peer/reader.js';
import { decodeBlock, encodeBlock } from '../../src/wire/block.js';
import { updateTransaction } from '../../src/wire/transaction/config-transaction.js';
import { endorserTransaction } from '../../src/wire/transaction/endorser-transaction.js';
import type { Author } from '../../src/wire/transaction/signed-envelope.js';
import { freshNonce } from '../support/ordered-network.js';
import { type Line, type PeerProcess, runProcess } from '../support/peer-process.js';
import { freePort } from '../support/ports.js';

const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-channels-'));
const clock = createSystemClock();
const block = join(folder, 'channels', 'ch1.block');
let network: MintedNetwork;
let service: OrderingService;
let server: OrdererServer;
let running: PeerProcess[] = [];

beforeAll(async () => {
  const orderer = `127.0.0.1:${await freePort()}`;
  network = await mintNetwork(
    parseNetwork(
      `
orderers: [{ mspId: OrdererMSP, nodes: [{ name: orderer0, endpoint: "${orderer}" }] }]
organisations: [{ mspId: Org1MSP, nodes: [peer0], users: [User1] }, { mspId: Org2MSP, nodes: [peer0] }, { mspId: Org3MSP, nodes: [peer0] }]
channels: [{ name: ch1, organisations: [Org1MSP], batch: { timeout: 50ms } }]`,
      'network.yaml',
    ),
    clock.now(),
  );
  writeNetwork(folder, network);
  const { identity, signing, tls } = network.members.get('OrdererMSP/orderer0')!;
  service = createOrderingService({
    crypto: nodeCrypto,
    reader: readerFor('fabric-3.1', mspConfigOf(network.organisations.get('OrdererMSP')!)),
    author: { identity, sign: createNodeSigner(signing.keyPem).sign },
    clock,
  });
  await service.join(network.channels.get('ch1')!);
  server = await serveOrderer(orderer, { service, clock, tls });
});
afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
  running = [];
});
afterAll(async () => {
  await service.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

/** Where its core.yaml is. */
async function layOut(name: string, gossip: object, mspId = 'Org1MSP'): Promise<string> {
  const of = memberFolder(folder, { mspId, name: 'peer0' });
  const endpoint = `127.0.0.1:${await freePort()}`;
  const home = join(folder, name);
  mkdirSync(home);
  const tls = (file: string) => ({ file: join(of, 'tls', file) });
  writeFileSync(
    join(home, 'core.yaml'),
    stringify({
      peer: {
        id: name,
        address: endpoint,
        listenAddress: endpoint,
        localMspId: mspId,
        mspConfigPath: join(of, 'msp'),
        tls: {
          enabled: true,
          cert: tls('server.crt'),
          key: tls('server.key'),
          rootcert: tls('ca.crt'),
        },
        gossip,
      },
    }),
  );
  return join(home, 'core.yaml');
}

async function start(config: string, ...args: string[]) {
  const peer = runProcess(['peer', '--config', config, '--control', '--json', ...args]);
  running.push(peer);
  await peer.answer(({ type }) => type === 'ready');
  let count = 0;
  const ask = (request: object): Promise<Line> => {
    count += 1;
    const id = count;
    peer.request({ id, ...request });
    return peer.answer(({ re }) => re === id);
  };
  const channel = async (): Promise<Line | undefined> =>
    (await ask({ query: 'channels' })).value[0];
  /** Resolves when the log says that the block is committed. */
  const committed = (number: number) =>
    peer.logged(({ what, number: of }) => what === 'committed' && Number(of) === number);
  return { ...peer, ask, channel, committed };
}

function authorOf(member: string): Author {
  const { identity, signing } = network.members.get(member)!;
  return { identity, sign: createNodeSigner(signing.keyPem).sign };
}

const put = (key: string): void => {
  const sets = [{ namespace: 'kv', writes: [{ key, value: new TextEncoder().encode(key) }] }];
  const content = {
    channel: 'ch1',
    chaincode: 'kv',
    sets,
    nonce: freshNonce(),
    nowMs: clock.now(),
  };
  const { bytes } = endorserTransaction(nodeCrypto, content, authorOf('Org1MSP/User1'), []);
  expect(service.broadcast(bytes)).toEqual({ status: 200, info: '' });
};
const height = () => service.channels.get('ch1')!.store.height;
/** Resolves when so many blocks are ordered. */
const ordered = (blocks: bigint): Promise<void> =>
  new Promise((resolve) => {
    const { watchers } = service.channels.get('ch1')!;
    const look = () => {
      if (height() < blocks) return;
      watchers.delete(look);
      resolve();
    };
    watchers.add(look);
    look();
  });

describe('a peer with a channel', () => {
  it('fetches what is ordered, is killed, and goes on from its ledger without being told to join', async () => {
    const config = await layOut('leader', { orgLeader: true });
    const ledgers = join(folder, 'leader', 'ledgers');
    const first = await start(config, '--join', block, '--ledger', ledgers);
    put('a');
    await first.committed(1);
    expect(await first.channel()).toMatchObject({ channel: 'ch1', height: '2', leads: true });
    const read = { channel: 'ch1', namespace: 'kv' };
    expect(await first.ask({ read: { ...read, key: 'a' } })).toMatchObject({ value: 'a' });
    const { commitHash } = (await first.channel())!;
    expect(commitHash).toMatch(/^[0-9a-f]{64}$/);
    first.child.kill('SIGKILL');
    await first.ended;

    const before = height();
    put('b');
    await ordered(before + 1n);
    const second = await start(config, '--ledger', ledgers);
    await second.committed(Number(before));
    expect(await second.ask({ read: { ...read, key: 'a' } })).toMatchObject({ value: 'a' });
    expect(await second.ask({ read: { ...read, key: 'b' } })).toMatchObject({ value: 'b' });
    expect((await second.channel())!.commitHash).not.toBe(commitHash);
    second.child.kill('SIGTERM');
    expect((await second.ended).code).toBe(0);
    expect(readdirSync(ledgers)).toEqual(['ch1']);
  });

  it('joins and leaves when it is told to', async () => {
    const peer = await start(await layOut('told', { orgLeader: true }));
    expect(await peer.ask({ query: 'channels' })).toMatchObject({ value: [] });
    expect(await peer.ask({ join: block })).toMatchObject({ value: 'ch1' });
    await peer.committed(Number(height()) - 1);
    expect(await peer.channel()).toMatchObject({ height: String(height()), hasLeft: false });
    expect(await peer.ask({ leave: 'ch1' })).toMatchObject({ value: true });
    expect(await peer.channel()).toMatchObject({ hasLeft: true, leads: false });
    expect(await peer.ask({ join: 'nowhere.block' })).toMatchObject({
      error: expect.stringContaining('nowhere.block: cannot be read'),
    });
  });
});

describe('a change of the configuration', () => {
  const changing = (...changes: ChannelChange[]): Uint8Array => {
    const { group, config } = service.chains.get('ch1')!;
    const current = { channel: 'ch1', sequence: config.sequence, group };
    return updateTransaction(current, changed(group, changes), {
      agreeing: ['Org1MSP/Admin', 'OrdererMSP/Admin'].map(authorOf),
      author: authorOf('OrdererMSP/Admin'),
      nowMs: clock.now(),
      nonce: freshNonce,
    })!;
  };

  it('lets in a peer of an organisation that is added, which has the genesis block alone', async () => {
    const msp = mspConfigOf(network.organisations.get('Org2MSP')!);
    const number = Number(height());
    expect(service.broadcast(changing({ type: 'add', member: { msp } })).status).toBe(200);
    await ordered(BigInt(number) + 1n);
    const config = await layOut('newcomer', { orgLeader: true }, 'Org2MSP');
    const peer = await start(config, '--join', block);
    expect(await peer.channel()).toMatchObject({ height: String(number + 1), leads: true });
    put('d');
    await peer.committed(number + 1);
  });

  it('leads the leader to another endpoint of the ordering service', async () => {
    const peer = await start(await layOut('follower', { orgLeader: true }), '--join', block);
    await peer.committed(Number(height()) - 1);
    const { tls } = network.members.get('OrdererMSP/orderer0')!;
    const elsewhere = await serveOrderer('127.0.0.1:0', { service, clock, tls });
    const endpoints = [elsewhere.endpoint];
    const update = changing({ type: 'orderers', mspId: 'OrdererMSP', endpoints });
    const number = Number(height());
    expect(service.broadcast(update)).toEqual({ status: 200, info: '' });
    await peer.committed(number);
    await server.close();
    put('c');
    await peer.committed(number + 1);
    await elsewhere.close();
  });
});

describe('mistakes', () => {
  const refused = async (config: string, ...args: string[]) => {
    const { code, log } = await runProcess(['peer', '--config', config, ...args]).ended;
    expect(code).toBe(64);
    expect(log).not.toMatch(/\n\s+at /);
    return log;
  };

  it('both kinds of leadership', async () => {
    const config = await layOut('both', { useLeaderElection: true, orgLeader: true });
    expect(await refused(config)).toContain(
      'peer.gossip.useLeaderElection and peer.gossip.orgLeader: both true',
    );
  });

  it('a block that is none, and a ledger that is none', async () => {
    const config = await layOut('blocks', {});
    expect(await refused(config, '--join', config)).toContain(
      `${config}: expected the genesis block of a channel`,
    );
    const ledgers = join(folder, 'blocks', 'ledgers');
    mkdirSync(join(ledgers, 'ch1'), { recursive: true });
    writeFileSync(join(ledgers, 'ch1', 'CURRENT'), 'nonsense');
    expect(await refused(config, '--join', block, '--ledger', ledgers)).toContain(
      join(ledgers, 'ch1'),
    );
  });

  it('a genesis block that is not the one of the ledger', async () => {
    const config = await layOut('another', {});
    const ledgers = join(folder, 'another', 'ledgers');
    const first = await start(config, '--join', block, '--ledger', ledgers);
    first.child.kill('SIGTERM');
    await first.ended;
    const another = join(folder, 'another.block');
    const decoded = decodeBlock(new Uint8Array(readFileSync(block)));
    if (decoded.verdict !== 'accept') throw new Error(decoded.reason);
    decoded.value.header!.dataHash = new Uint8Array(32);
    writeFileSync(another, encodeBlock(decoded.value));
    expect(await refused(config, '--join', another, '--ledger', ledgers)).toContain(
      `${another}: expected the genesis block with which the ledger of ch1 begins`,
    );
  });

  it('a channel in which the organisation is no member is told in the log, and not joined', async () => {
    const peer = await start(await layOut('stranger', {}, 'Org3MSP'), '--join', block);
    expect(await peer.ask({ query: 'channels' })).toMatchObject({ value: [] });
    await peer.logged(({ msg }) => msg === 'not a member of the channel');
  });
});
