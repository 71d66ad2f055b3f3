/**
 * A channel of ours with a Fabric peer and the reference in it: material, ordering service, updates of
 * the configuration and gossip of blocks, each side leading in turn.
 */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stringify } from 'yaml';
import { createNodeSigner, nodeCrypto } from '../../src/adapters/crypto-node.js';
import { changed } from '../../src/adapters/material/channel-changes.js';
import { memberFolder, mintNetwork, writeNetwork } from '../../src/adapters/material/network.js';
import { parseNetwork } from '../../src/adapters/material/network-file.js';
import { mspConfigOf } from '../../src/adapters/material/organisation.js';
import { serveOrderer } from '../../src/adapters/orderer/server.js';
import { createOrderingService } from '../../src/adapters/orderer/service.js';
import { createSystemClock } from '../../src/adapters/system-clock.js';
import { type PeerProcess, startPeer } from '../../src/cli/network/peer-process.js';
import { readerFor } from '../../src/cli/peer/reader.js';
import { Status } from '../../src/wire/gen/common/common_pb.js';
import { updateTransaction } from '../../src/wire/transaction/config-transaction.js';
import { endorserTransaction } from '../../src/wire/transaction/endorser-transaction.js';
import type { Author } from '../../src/wire/transaction/signed-envelope.js';
import { freeEndpoints } from './free-endpoints.js';

export interface ChannelStep {
  readonly title: string;
  readonly passed: boolean;
  readonly tookMs: number;
  /** What each peer had at the end. */
  readonly views: readonly string[];
}

const CHANNEL = 'ch1';
/** `fabric-gossip` from its sources. */
const PROGRAM = [
  process.execPath,
  '--import',
  'tsx',
  '--input-type=module',
  '--eval',
  `import { main } from './src/cli/main.ts'; process.exitCode = await main(process.argv.slice(1));`,
  '--',
];
/** Longest wait of a step: a Fabric peer takes seconds to start, and polls at its own pace. */
const STEP_MS_MAX = 60_000;

/** Plays the script against the Fabric peer at `binary`; stops at the first step that fails. Nothing runs afterwards. */
export async function playOrderedChannel(
  binary: string,
  workdir: string,
  told: (step: ChannelStep) => void,
): Promise<readonly ChannelStep[]> {
  const stage = await setUp(binary, workdir);
  const steps: ChannelStep[] = [];
  const step = async (title: string, play: () => Promise<unknown>): Promise<boolean> => {
    const startMs = performance.now();
    let why = '';
    try {
      await play();
      await stage.level();
    } catch (error) {
      why = (error as Error).message;
    }
    const tookMs = Math.round(performance.now() - startMs);
    const views = why === '' ? [] : [why, ...(await stage.views())];
    const result = { title, passed: why === '', tookMs, views };
    steps.push(result);
    told(result);
    return result.passed;
  };
  try {
    const script: readonly [string, () => Promise<unknown>][] = [
      ['a Fabric peer joins and fetches from our orderer', () => stage.joinFabric()],
      ['25 transactions reach it', () => stage.put(25)],
      ['the reference joins, and gets the blocks from it', () => stage.joinReference()],
      ['10 more reach both', () => stage.put(10)],
      ['an organisation is added', () => stage.update('add')],
      ['`peer channel update` removes it again', () => stage.update('remove')],
      ['the reference leads, and the Fabric peer gets the blocks from it', () => stage.swap()],
      ['10 more reach both', () => stage.put(10)],
    ];
    for (const [title, play] of script) if (!(await step(title, play))) break;
    return steps;
  } finally {
    await stage.end();
  }
}

async function setUp(binary: string, workdir: string) {
  const clock = createSystemClock();
  const [ordererAt, fabricAt, referenceAt] = await freeEndpoints(3);
  const material = await mintNetwork(
    parseNetwork(
      `
orderers: [{ mspId: OrdererMSP, nodes: [{ name: orderer0, endpoint: "${ordererAt}" }] }]
organisations:
  - mspId: Org1MSP
    nodes: [{ name: fabric, endpoint: "${fabricAt}", anchor: true }, reference]
    users: [User1]
  - mspId: Org2MSP
channels: [{ name: ${CHANNEL}, organisations: [Org1MSP], batch: { timeout: 300ms } }]`,
      'network.yaml',
    ),
    clock.now(),
  );
  writeNetwork(workdir, material);
  const member = (name: string) => material.members.get(name)!;
  const author = (name: string): Author => ({
    identity: member(name).identity,
    sign: createNodeSigner(member(name).signing.keyPem).sign,
  });
  const at = (name: string) => memberFolder(workdir, member(name));
  const orderer = member('OrdererMSP/orderer0');
  const service = createOrderingService({
    crypto: nodeCrypto,
    reader: readerFor('fabric-3.1', mspConfigOf(material.organisations.get('OrdererMSP')!)),
    author: author('OrdererMSP/orderer0'),
    clock,
  });
  await service.join(material.channels.get(CHANNEL)!);
  const server = await serveOrderer(ordererAt!, { service, clock, tls: orderer.tls });
  const ordered = service.channels.get(CHANNEL)!;
  const block = join(workdir, 'channels', `${CHANNEL}.block`);
  let fabricProcess: ReturnType<typeof spawn> | undefined;
  let referencePeer: PeerProcess | undefined;

  const core = (name: 'fabric' | 'reference', leads: boolean) => {
    const [own, other] = name === 'fabric' ? [fabricAt!, referenceAt!] : [referenceAt!, fabricAt!];
    const folder = join(workdir, name);
    mkdirSync(folder, { recursive: true });
    const tls = join(at(`Org1MSP/${name}`), 'tls');
    writeFileSync(
      join(folder, 'core.yaml'),
      stringify({
        peer: {
          id: name,
          networkId: 'interop',
          listenAddress: own,
          address: own,
          chaincodeListenAddress: '127.0.0.1:0',
          localMspId: 'Org1MSP',
          mspConfigPath: join(at(`Org1MSP/${name}`), 'msp'),
          fileSystemPath: join(folder, 'data'),
          authentication: { timewindow: '15m' },
          gossip: {
            bootstrap: [other],
            endpoint: own,
            externalEndpoint: own,
            useLeaderElection: false,
            orgLeader: leads,
            state: { enabled: true, checkInterval: '2s' },
          },
          deliveryclient: { blockGossipEnabled: true },
          tls: {
            enabled: true,
            cert: { file: join(tls, 'server.crt') },
            key: { file: join(tls, 'server.key') },
            rootcert: { file: join(tls, 'ca.crt') },
          },
          BCCSP: { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } },
          discovery: { enabled: false },
          gateway: { enabled: false },
        },
        vm: { endpoint: '' },
        chaincode: {
          mode: 'net',
          externalBuilders: [{ name: 'none', path: join(folder, 'no-builder') }],
          logging: { level: 'info', shim: 'info' },
          system: { cscc: 'enable', qscc: 'enable' },
        },
        ledger: {
          state: { stateDatabase: 'goleveldb' },
          snapshots: { rootDir: join(folder, 'data', 'snapshots') },
        },
        operations: { listenAddress: '127.0.0.1:0' },
        metrics: { provider: 'disabled' },
      }),
    );
    return folder;
  };
  const fabricFolder = join(workdir, 'fabric');
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: fabricFolder,
    FABRIC_CFG_PATH: fabricFolder,
  };

  /** Runs a command of the Fabric peer as its organisation's administrator. */
  const command = (...args: string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const admin = {
        CORE_PEER_ADDRESS: fabricAt!,
        CORE_PEER_LOCALMSPID: 'Org1MSP',
        CORE_PEER_MSPCONFIGPATH: join(at('Org1MSP/Admin'), 'msp'),
        CORE_PEER_TLS_ENABLED: 'true',
        CORE_PEER_TLS_ROOTCERT_FILE: join(at('Org1MSP/fabric'), 'tls', 'ca.crt'),
      };
      const options = { cwd: fabricFolder, timeout: 20_000, env: { ...env, ...admin } };
      execFile(binary, args, options, (error, out, said) =>
        error ? reject(new Error(said.trimEnd().split('\n').at(-1))) : resolve(out),
      );
    });
  const until = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
    const endMs = performance.now() + STEP_MS_MAX;
    while (!(await holds().catch(() => false))) {
      if (performance.now() > endMs) throw new Error(`waited in vain for ${what}`);
      await pause(300);
    }
  };

  const fabricHeight = async (): Promise<bigint> => {
    const [, height] =
      /"height":(\d+)/.exec(await command('channel', 'getinfo', '-c', CHANNEL)) ?? [];
    return BigInt(height ?? 0);
  };
  const referenceHeight = async (): Promise<bigint> =>
    (await referencePeer?.status(CHANNEL))?.height ?? 0n;

  const startFabric = async (leads: boolean): Promise<void> => {
    const log = openSync(join(core('fabric', leads), 'peer.log'), 'a');
    fabricProcess = spawn(binary, ['node', 'start'], {
      cwd: fabricFolder,
      env,
      stdio: ['ignore', log, log],
    });
  };
  const stopFabric = async (): Promise<void> => {
    const child = fabricProcess;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  };
  const startReference = async (leads: boolean): Promise<void> => {
    const folder = core('reference', leads);
    const peer = { name: 'reference', mspId: 'Org1MSP', endpoint: referenceAt!, folder };
    referencePeer = await startPeer(peer, block, () => {}, PROGRAM);
  };
  const taken = (envelope: Uint8Array): void => {
    const { status, info } = service.broadcast(envelope);
    if (status !== Status.SUCCESS) throw new Error(`our orderer: ${Status[status]}, ${info}`);
  };
  const updateFor = (change: 'add' | 'remove'): Uint8Array => {
    const { group, config } = service.chains.get(CHANNEL)!;
    const msp = mspConfigOf(material.organisations.get('Org2MSP')!);
    const wanted = changed(group, [
      change === 'add' ? { type: 'add', member: { msp } } : { type: 'remove', mspId: 'Org2MSP' },
    ]);
    // The removal lacks the agreement of Org1MSP, which Fabric's command adds.
    const agreeing = [change === 'add' ? 'Org1MSP/Admin' : 'Org2MSP/Admin'];
    return updateTransaction({ channel: CHANNEL, sequence: config.sequence, group }, wanted, {
      agreeing: agreeing.map(author),
      author: author('Org1MSP/User1'),
      nowMs: clock.now(),
      nonce: () => new Uint8Array(randomBytes(24)),
    })!;
  };

  return {
    async joinFabric() {
      await startFabric(true);
      await until('the Fabric peer to join', async () => {
        await command('channel', 'join', '--blockpath', block);
        return true;
      });
    },
    joinReference: () => startReference(false),
    async put(count: number) {
      for (let i = 0; i < count; i += 1) {
        const { bytes } = endorserTransaction(
          nodeCrypto,
          {
            channel: CHANNEL,
            chaincode: 'kv',
            sets: [{ namespace: 'kv', writes: [{ key: `key${i}`, value: Uint8Array.of(i) }] }],
            nonce: new Uint8Array(randomBytes(24)),
            nowMs: clock.now(),
          },
          author('Org1MSP/User1'),
          [author('Org1MSP/fabric')],
        );
        taken(bytes);
      }
      await until('the last block', async () => ordered.chain.cutter.waiting.length === 0);
    },
    async update(change: 'add' | 'remove') {
      if (change === 'add') return taken(updateFor('add'));
      const file = join(workdir, 'removal.pb');
      writeFileSync(file, updateFor('remove'));
      const tls = ['--tls', '--cafile', join(at('OrdererMSP/orderer0'), 'tls', 'ca.crt')];
      await command('channel', 'update', '-f', file, '-c', CHANNEL, '-o', ordererAt!, ...tls);
    },
    /** The reference leads from now on, and the Fabric peer does not. */
    async swap() {
      await Promise.all([stopFabric(), referencePeer?.stop()]);
      await Promise.all([startFabric(false), startReference(true)]);
      await until('the Fabric peer to be up', async () => (await fabricHeight()) > 0n);
      await this.put(1);
    },
    level: () =>
      until('everybody to have all blocks', async () => {
        const { height } = ordered.store;
        const others = referencePeer === undefined ? height : await referenceHeight();
        return (await fabricHeight()) === height && others === height;
      }),
    views: async () => [
      `orderer: height ${ordered.store.height}`,
      `fabric: height ${await fabricHeight().catch((error: Error) => error.message)}`,
      `reference: height ${await referenceHeight()}`,
    ],
    async end() {
      await Promise.all([stopFabric(), referencePeer?.stop()]);
      await service.close();
      await server.close();
    },
  };
}
