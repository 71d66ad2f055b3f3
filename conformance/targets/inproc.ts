/**
 * The reference inside this process, on virtual time and a network in memory: a case takes
 * milliseconds. The only file of the suite that imports the reference, and it imports it as a target.
 */
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createNodeSigner, nodeCrypto } from '../../src/adapters/crypto-node.js';
import { createHost, type Host } from '../../src/adapters/host.js';
import { createMemoryNetwork } from '../../src/adapters/memory.js';
import { readLocalMsp, readMspFolder } from '../../src/adapters/msp-folder.js';
import { readCoreYaml } from '../../src/adapters/settings/core-yaml.js';
import { parametersOf } from '../../src/adapters/settings/parameters-of.js';
import { createChannels } from '../../src/cli/peer/channels.js';
import { readerFor } from '../../src/cli/peer/reader.js';
import { keepRejects, type Rejects } from '../../src/cli/peer/rejects.js';
import type { PeerOptions } from '../../src/peer/config.js';
import { createPeer, step } from '../../src/peer/peer.js';
import type { TraceLine } from '../../src/peer/trace.js';
import type { OrdererClient, Transport } from '../../src/ports.js';
import { createSeededChoose } from '../../src/simulator/choose-seeded.js';
import { createVirtualClock } from '../../src/simulator/virtual-clock.js';
import { createAuthority } from '../../src/wire/identity/authority.js';
import { createMsp } from '../../src/wire/identity/msp.js';
import type { MspConfig } from '../../src/wire/identity/msp-config.js';
import { memoryFaults } from '../faults/memory.js';
import type { Bench, InProcessTarget } from '../harness/bench.js';
import { virtualClock } from '../harness/clock.js';
import { signature } from '../harness/wire/sign.js';
import type { ProbeTransport, TlsCredentials } from '../harness/wire/transport.js';
import { coreYaml, layout } from './fabric-peer/core-yaml.js';
import { memoryOrderers } from './inproc-orderer.js';
import type { Exit, Implementation, RunningNode, StartNode } from './target.js';
import { TargetError } from './target.js';

const LOG_LINES_MAX = 400;
/** How much later than the one before a node begins to start. Milliseconds. */
const STEP_MS = 37;
/** Where a node of one case lives. */
export interface Place {
  readonly seed: string;
  readonly clock: Bench['clock'];
  /** A transport of the node's own; one for each start. */
  readonly transport: () => Transport;
  /** The orderers of the suite. */
  readonly orderers: () => OrdererClient;
}

export interface InProcessOptions {
  readonly implementation: Implementation;
  /** Starts a node; resolves when it serves. */
  start(node: StartNode, place: Place): Promise<RunningNode>;
}

/** Any implementation in TypeScript that can run on a given clock and transport. */
export function inProcessTarget({ implementation, start }: InProcessOptions): InProcessTarget {
  return {
    name: 'inproc',
    features: [
      'timings',
      'restart',
      'multi-org',
      'large-messages',
      'channels',
      'delivery',
      'rejects',
    ],
    timeScale: 1,
    identify: async () => implementation,
    async start() {
      throw new TargetError('an in-process node lives on the bench of one case');
    },
    close: async () => {},
    bench: (seed, epochMs = Date.now()) =>
      memoryBench(seed, epochMs, start, implementation.profile),
  };
}

export const inProcessReference = (options: {
  readonly profile: NonNullable<Implementation['profile']>;
  readonly version: string;
}): InProcessTarget =>
  inProcessTarget({
    implementation: { name: 'fabric-gossip', language: 'typescript', ...options },
    start: (node, place) => startReference(node, place, options.profile),
  });

function memoryBench(
  seed: string,
  epochMs: number,
  start: InProcessOptions['start'],
  profile: Implementation['profile'],
): Bench {
  const time = createVirtualClock(epochMs);
  const { way, wire } = memoryFaults();
  const network = createMemoryNetwork({ clock: time, dialTimeoutMs: 1_000, way });
  const clock = virtualClock({
    now: time.now,
    after: time.after,
    nextAt: time.nextDeadline,
    advanceTo: time.advanceTo,
  });
  /** Probes by endpoint, to tell them of a Ping. */
  const probes = new Map<string, ProbeTransport>();
  const orderers = memoryOrderers(clock, way);
  const closers: (() => Promise<void>)[] = [];
  let ports = 10_000;
  let nodes = 0;

  async function startAt(node: StartNode, by: InProcessOptions['start']): Promise<RunningNode> {
    const own = (): Transport => {
      const transport = network.transport(presenting(tlsOf(node), node.name));
      return {
        ...transport,
        async ping(endpoint) {
          await transport.ping(endpoint);
          probes.get(endpoint)?.pinged?.();
        },
      };
    };
    const client = (): OrdererClient => orderers.client(node.name);
    // Nodes in step would dial each other at the same instant, for ever; no two processes do.
    await clock.until(() => false, STEP_MS * nodes++);
    const running = await by(node, { seed, clock, transport: own, orderers: client });
    closers.push(running.stop);
    return running;
  }

  return {
    clock,
    anyEndpoint: '127.0.0.1:0',
    reserve: async () => `127.0.0.1:${++ports}`,
    faults: wire,
    transport(tls, _, name) {
      const inner = network.transport(presenting(tls, name));
      closers.push(inner.close);
      const transport: ProbeTransport = {
        ...inner,
        pinged: undefined,
        async serve(_, accepted) {
          const endpoint = `127.0.0.1:${++ports}`;
          probes.set(endpoint, transport);
          return inner.serve(endpoint, (stream) => {
            transport.pinged?.();
            accepted(stream);
          });
        },
      };
      return transport;
    },
    deliver: async (_, accepted) => orderers.serve(`127.0.0.1:${++ports}`, accepted),
    start: (node) => startAt(node, start),
    startReference: (node) => startAt(node, (asked, at) => startReference(asked, at, profile)),
    async close() {
      await Promise.all(closers.map((close) => close()));
    },
  };
}

const presenting = (tls: TlsCredentials | undefined, name: string) =>
  tls ? { serverTlsHash: sha256(new X509Certificate(tls.certPem).raw), name } : { name };

const sha256 = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(bytes).digest());

const tlsOf = (node: StartNode): TlsCredentials => ({
  certPem: readFileSync(join(node.tlsDir, 'server.crt'), 'utf8'),
  keyPem: readFileSync(join(node.tlsDir, 'server.key'), 'utf8'),
});

async function startReference(
  node: StartNode,
  { seed, clock, transport, orderers }: Place,
  profile: PeerOptions['profile'],
): Promise<RunningNode> {
  const log: string[] = [];
  let rejects: Rejects | undefined;
  const choose = createSeededChoose(
    createHash('sha256').update(`${seed}/${node.name}`).digest().readUInt32BE(),
  );
  let exit: Exit | undefined;
  const local = readLocalMsp(node.mspDir, node.mspId, nodeCrypto, clock.now());
  const reader = readerFor(profile ?? 'fabric-3.1', local.config);
  // Every node of the suite trusts every TLS root here; so there is nobody to tell of new ones.
  const channels = createChannels({
    crypto: nodeCrypto,
    reader,
    folder: undefined,
    trust: () => {},
  });
  for (const { genesisBlock } of node.channels) await channels.open(genesisBlock);
  const create = (): Host => {
    const peer = createPeer({ ...peerOptions(node, local, profile), channelReader: reader });
    const own = keepRejects(peer.config.parameters.rejectsMax);
    rejects = own;
    return createHost({
      name: node.name,
      peer,
      ledgers: channels.ledgers,
      orderer: orderers(),
      step,
      transport: transport(),
      clock,
      choose,
      onTrace: (line) => {
        own.note(line);
        log.push(logLine(line));
        if (log.length > LOG_LINES_MAX) log.shift();
      },
      // What would end a process ends this node, and not the judge.
      onFault(error) {
        exit = { code: 1, signal: null };
        log.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
      },
    });
  };
  const started = async (): Promise<Host> => {
    const starting = create();
    await starting.start(node.listen);
    for (const { id } of node.channels) starting.feed(channels.joinInput(id));
    return starting;
  };
  let host: Host | undefined = await started();
  const stop = async (): Promise<void> => {
    const running = host;
    host = undefined;
    await running?.stop();
  };
  return {
    endpoint: node.listen,
    get exit() {
      return exit;
    },
    stop,
    kill: stop,
    async restart() {
      host = await started();
    },
    rejects: async () => rejects?.newest() ?? [],
    logTail: (lines) => log.slice(-lines),
  };
}

const logLine = ({ atMs, trace }: TraceLine): string => `${atMs} ${JSON.stringify(trace)}`;

function peerOptions(
  node: StartNode,
  local: ReturnType<typeof readLocalMsp>,
  profile: PeerOptions['profile'],
): PeerOptions {
  const mspOf = (config: MspConfig) =>
    createMsp({ ...config, allowsEd25519: profile !== 'fabric-2.5' }, nodeCrypto);
  const channelMsps = Object.entries(node.otherOrgMsps).map(([mspId, folder]) =>
    mspOf(readMspFolder(folder, mspId, nodeCrypto).config),
  );
  const localMsp = mspOf(local.config);
  // The same file as every other node gets, so that its intervals mean the same.
  const config = join(node.workdir, layout.config);
  writeFileSync(config, coreYaml(node));
  const { settings } = readCoreYaml(config, {});
  const { leadership, stateEnabled, blockGossipEnabled } = node.channelSettings;
  return {
    ...(profile && { profile }),
    identity: local.identity,
    // One that signs the same message the same way: a replay is to have the same bytes.
    signer: {
      publicKey: createNodeSigner(local.keyPem).publicKey,
      sign: (message) => signature(local.keyPem, message),
    },
    crypto: nodeCrypto,
    authority: createAuthority({ localMsp, channelMsps }),
    endpoint: node.advertise.internal,
    externalEndpoint: node.advertise.external,
    bootstrap: node.bootstrap,
    leadership: leadership === 'elected' ? 'election' : leadership,
    stateTransfer: stateEnabled,
    blockGossip: blockGossipEnabled,
    parameters: parametersOf(settings),
  };
}
