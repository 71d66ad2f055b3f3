/** The ordering service, its material and its clients as processes; kill -9 in the middle of writing. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createNodeSigner, nodeCrypto } from '../../src/adapters/crypto-node.js';
import { NETWORK_EXAMPLE } from '../../src/adapters/material/network-file.js';
import { readLocalMsp } from '../../src/adapters/msp-folder.js';
import { openBlockStore } from '../../src/adapters/orderer/block-store.js';
import { openBroadcast } from '../../src/adapters/orderer/broadcast-client.js';
import { readTlsFolder } from '../../src/adapters/tls-folder.js';
import { main } from '../../src/cli/main.js';
import { tipAfter } from '../../src/orderer/tip.js';
import { decodeBlock } from '../../src/wire/block.js';
import { sameBytes } from '../../src/wire/hex.js';
import { endorserTransaction } from '../../src/wire/transaction/endorser-transaction.js';
import { freshNonce } from '../support/ordered-network.js';
import { type Line, type PeerProcess, runProcess } from '../support/peer-process.js';

let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const member = (mspId: string, name: string, part = 'msp') =>
  at('net', 'organisations', mspId, 'members', name, part);

/** Runs a command in this process: one that ends by itself. */
async function run(...args: string[]) {
  const out: string[] = [];
  const log: string[] = [];
  const spies = [
    vi.spyOn(console, 'log').mockImplementation((text) => void out.push(String(text))),
    vi.spyOn(console, 'error').mockImplementation((text) => void log.push(String(text))),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => log.push(String(text)) > 0),
  ];
  try {
    return { code: await main(args), out: out.join('\n'), log: log.join('\n') };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = undefined;
  }
}

/** Runs a command as a process of its own. */
async function runApart(...args: string[]) {
  const { code, log } = await runProcess(args).ended;
  return { code, log };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-cli-'));
  const yaml = NETWORK_EXAMPLE.replace('batch: { timeout: 2s', 'batch: { timeout: 50ms').replace(
    'channels:',
    '  - mspId: Org2MSP\nchannels:',
  );
  writeFileSync(at('network.yaml'), yaml);
  const { code } = await run('material', at('network.yaml'), '--out', at('net'));
  expect(code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function orderer(store: string): Promise<PeerProcess & { readonly ready: Line }> {
  const process = runProcess([
    'orderer',
    `--msp=OrdererMSP=${member('OrdererMSP', 'orderer0')}`,
    `--tls=${member('OrdererMSP', 'orderer0', 'tls')}`,
    `--channel=${at('net', 'channels', 'ch1.block')}`,
    '--listen=127.0.0.1:0',
    `--store=${store}`,
    '--json',
  ]);
  return { ...process, ready: await process.answer(({ type }) => type === 'ready') };
}

const as = (endpoint: string, mspId: string, name: string) => [
  `--orderer=${endpoint}`,
  `--msp=${mspId}=${member(mspId, name)}`,
  `--tls=${member(mspId, name, 'tls')}`,
  `--orderer-ca=${member('OrdererMSP', 'orderer0', 'tls')}/ca.crt`,
  '--json',
];

describe('the ordering service as a process', () => {
  it('takes transactions and configurations, and stops with what it took in blocks', async () => {
    const process = await orderer(at('store'));
    const endpoint = process.ready.listen;
    expect(process.ready.channels).toEqual([{ name: 'ch1', height: '1' }]);
    const put = await run(
      'invoke',
      '--channel=ch1',
      ...as(endpoint, 'Org1MSP', 'User1'),
      '--put=a=1',
      '--read=b@3:0',
    );
    expect(JSON.parse(put.out)).toMatchObject({ status: 'SUCCESS' });
    const refused = await run(
      'invoke',
      '--channel=ch1',
      ...as(endpoint, 'Org2MSP', 'Admin'),
      '--put=a=1',
    );
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({ status: 'FORBIDDEN' });

    const update = await run(
      'channel',
      'update',
      'ch1',
      ...as(endpoint, 'Org1MSP', 'User1'),
      `--agree=Org1MSP=${member('Org1MSP', 'Admin')}`,
      `--add=Org2MSP=${at('net', 'organisations', 'Org2MSP', 'msp')}`,
      '--anchors=Org2MSP=127.0.0.1:9051',
    );
    expect(JSON.parse(update.out)).toEqual({ sequence: '1', status: 'SUCCESS', info: '' });
    const fetched = await run(
      'channel',
      'fetch',
      'ch1',
      at('new.block'),
      ...as(endpoint, 'Org2MSP', 'Admin'),
    );
    expect(fetched.code).toBe(0);
    const shown = await run('channel', 'show', at('new.block'), '--json');
    expect(JSON.parse(shown.out)).toEqual({
      channel: 'ch1',
      sequence: '1',
      organisations: [
        { mspId: 'Org1MSP', anchors: ['127.0.0.1:7051'] },
        { mspId: 'Org2MSP', anchors: ['127.0.0.1:9051'] },
      ],
      orderers: [{ endpoint: '127.0.0.1:7050', mspId: 'OrdererMSP' }],
      consensusType: 'etcdraft',
    });
    const member2 = await run(
      'invoke',
      '--channel=ch1',
      ...as(endpoint, 'Org2MSP', 'Admin'),
      '--put=a=2',
    );
    expect(member2.code).toBe(0);
    process.child.kill('SIGTERM');
    expect((await process.ended).code).toBe(0);
    const store = await openBlockStore(at('store', 'ch1.blocks'));
    expect(store.height).toBe(4n);
    await store.close();
  });

  it('leaves a chain without a gap when it is killed, and goes on with it', async () => {
    const { identity, keyPem } = readLocalMsp(
      member('Org1MSP', 'User1'),
      'Org1MSP',
      nodeCrypto,
      Date.now(),
    );
    const client = { identity, sign: createNodeSigner(keyPem).sign };
    const path = at('killed', 'ch1.blocks');
    let before = 1n;
    for (let round = 0; round < 3; round += 1) {
      const process = await orderer(at('killed'));
      expect(BigInt(process.ready.channels[0].height)).toBeGreaterThanOrEqual(before);
      const connection = await openBroadcast(process.ready.listen, { tls: tlsOf() });
      const taken = Array.from({ length: 60 }, (_, i) =>
        connection.send(
          endorserTransaction(
            nodeCrypto,
            {
              channel: 'ch1',
              chaincode: 'kv',
              sets: [
                {
                  namespace: 'kv',
                  writes: [{ key: `${round}-${i}`, value: new Uint8Array(2_000) }],
                },
              ],
              nonce: freshNonce(),
              nowMs: Date.now(),
            },
            client,
            [],
          ).bytes,
        ),
      );
      // At another moment in each round: after so many answers.
      await Promise.all(taken.slice(0, 5 + 20 * round));
      process.child.kill('SIGKILL');
      await Promise.allSettled(taken);
      connection.close();
      await process.ended;
      before = await chained(path);
    }
    expect(before).toBeGreaterThan(1n);
  });
});

const tlsOf = () => ({
  ...readTlsFolder(member('Org1MSP', 'User1', 'tls')),
  rootCaPems: readTlsFolder(member('OrdererMSP', 'orderer0', 'tls')).rootCaPems,
});

/** The height of the chain in a file, each block of which names the one before. */
async function chained(path: string): Promise<bigint> {
  const store = await openBlockStore(path);
  let last: Uint8Array = new Uint8Array(0);
  for (let number = 0n; number < store.height; number += 1n) {
    const bytes = (await store.read(number))!;
    const block = decodeBlock(bytes);
    if (block.verdict !== 'accept') throw new Error(block.reason);
    expect(block.value.header!.number).toBe(number);
    expect(sameBytes(block.value.header!.previousHash, last)).toBe(true);
    last = tipAfter(nodeCrypto, bytes)!.lastHash;
  }
  await store.close();
  return store.height;
}

describe('mistakes', () => {
  it.each<[string, string[], string]>([
    ['no network.yaml', ['material'], 'expected a network.yaml; --example prints one'],
    ['a file that is not there', ['material', 'nowhere.yaml'], 'nowhere.yaml: cannot be read'],
    ['an MSP without name', ['orderer', '--msp=x'], 'Expected MSP-ID=folder.'],
    ['a read without block', ['invoke', '--read='], 'Expected key or key@block:transaction.'],
    ['a write without value', ['invoke', '--put=a'], 'Expected key=value.'],
    [
      'a block that is none',
      ['channel', 'show', 'package.json'],
      'package.json: expected a config block of a channel',
    ],
    ['too few peers', ['network', '--peers=3', '--organisations=2'], 'an organisation needs two'],
  ])('say what is wrong: %s', async (_, args, message) => {
    const { code, log } = await run(...args);
    expect(code).toBe(64);
    expect(log).toContain(message);
    expect(log).not.toMatch(/\n\s+at /);
  });

  it('say that the orderer’s channel, port or material is not usable', async () => {
    const msp = `--msp=OrdererMSP=${member('OrdererMSP', 'orderer0')}`;
    const block = `--channel=${at('net', 'channels', 'ch1.block')}`;
    expect((await runApart('orderer', msp)).log).toContain('expected --channel');
    expect((await runApart('orderer', msp, '--channel=package.json')).log).toContain(
      'package.json: not the config block of a channel',
    );
    expect((await runApart('orderer', msp, block, '--client-roots=x')).log).toContain(
      'needs --tls',
    );
    expect((await run('material', at('network.yaml'), '--out', at('net'))).log).toContain(
      'is there already',
    );
  });
});
