/**
 * The reference inside this process, on virtual time and a network in memory: a case takes
 * milliseconds. The only file of the suite that imports the reference, and it imports it as a target.
 */
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createNodeSigner, nodeCrypto } from '../../src/adapters/crypto-node.js';
import { createHost, type Host } from '../../src/adapters/host.js';
import { createMemoryNetwork } from '../../src/adapters/memory.js';
import { readLocalMsp, readMspFolder } from '../../src/adapters/msp-folder.js';
import type { PeerOptions } from '../../src/peer/config.js';
import { createPeer, step } from '../../src/peer/peer.js';
import type { TraceLine } from '../../src/peer/trace.js';
import type { Transport } from '../../src/ports.js';
import { createSeededChoose } from '../../src/simulator/choose-seeded.js';
import { createVirtualClock } from '../../src/simulator/virtual-clock.js';
import { createAuthority } from '../../src/wire/identity/authority.js';
import { createMsp } from '../../src/wire/identity/msp.js';
import type { MspConfig } from '../../src/wire/identity/msp-config.js';
import type { Bench, InProcessTarget } from '../harness/bench.js';
import { virtualClock } from '../harness/clock.js';
import type { ProbeTransport, TlsCredentials } from '../harness/wire/transport.js';
import type { Exit, Implementation, RunningNode, StartNode } from './target.js';
import { TargetError } from './target.js';

const LOG_LINES_MAX = 400;
/** The instant at which every case begins. Certificates are minted around the present. */
const startMs = (): number => Date.now();

/** Where a node of one case lives. */
export interface Place {
  readonly seed: string;
  readonly clock: Bench['clock'];
  /** A transport of the node's own; one for each start. */
  readonly transport: () => Transport;
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
    features: ['timings', 'restart', 'multi-org', 'large-messages'],
    timeScale: 1,
    identify: async () => implementation,
    async start() {
      throw new TargetError('an in-process node lives on the bench of one case');
    },
    close: async () => {},
    bench: (seed) => memoryBench(seed, start),
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

function memoryBench(seed: string, start: InProcessOptions['start']): Bench {
  const time = createVirtualClock(startMs());
  const network = createMemoryNetwork({ clock: time, dialTimeoutMs: 1_000 });
  const clock = virtualClock({
    now: time.now,
    after: time.after,
    nextAt: time.nextDeadline,
    advanceTo: time.advanceTo,
  });
  /** Probes by endpoint, to tell them of a Ping. */
  const probes = new Map<string, ProbeTransport>();
  const closers: (() => Promise<void>)[] = [];
  let ports = 10_000;

  return {
    clock,
    anyEndpoint: '127.0.0.1:0',
    reserve: async () => `127.0.0.1:${++ports}`,
    transport(tls) {
      const inner = network.transport(presenting(tls));
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
    async start(node) {
      const own = (): Transport => {
        const transport = network.transport(presenting(tlsOf(node)));
        return {
          ...transport,
          async ping(endpoint) {
            await transport.ping(endpoint);
            probes.get(endpoint)?.pinged?.();
          },
        };
      };
      const running = await start(node, { seed, clock, transport: own });
      closers.push(running.stop);
      return running;
    },
    async close() {
      await Promise.all(closers.map((close) => close()));
    },
  };
}

const presenting = (tls: TlsCredentials | undefined) =>
  tls
    ? { serverTlsHash: sha256(new X509Certificate(tls.certPem).raw), name: '127.0.0.1:0' }
    : { name: '127.0.0.1:0' };

const sha256 = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(bytes).digest());

const tlsOf = (node: StartNode): TlsCredentials => ({
  certPem: readFileSync(join(node.tlsDir, 'server.crt'), 'utf8'),
  keyPem: readFileSync(join(node.tlsDir, 'server.key'), 'utf8'),
});

async function startReference(
  node: StartNode,
  { seed, clock, transport }: Place,
  profile: PeerOptions['profile'],
): Promise<RunningNode> {
  const log: string[] = [];
  const choose = createSeededChoose(
    createHash('sha256').update(`${seed}/${node.name}`).digest().readUInt32BE(),
  );
  let exit: Exit | undefined;
  const create = (): Host =>
    createHost({
      name: node.name,
      peer: createPeer(peerOptions(node, profile)),
      step,
      transport: transport(),
      clock,
      choose,
      onTrace: (line) => {
        log.push(logLine(line));
        if (log.length > LOG_LINES_MAX) log.shift();
      },
      // What would end a process ends this node, and not the judge.
      onFault(error) {
        exit = { code: 1, signal: null };
        log.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
      },
    });
  let host: Host | undefined = create();
  await host.start(node.listen);
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
      host = create();
      await host.start(node.listen);
    },
    logTail: (lines) => log.slice(-lines),
  };
}

const logLine = ({ atMs, trace }: TraceLine): string => `${atMs} ${JSON.stringify(trace)}`;

function peerOptions(node: StartNode, profile: PeerOptions['profile']): PeerOptions {
  const { timings: t } = node;
  const local = readLocalMsp(node.mspDir, node.mspId, nodeCrypto, startMs());
  const mspOf = (config: MspConfig) =>
    createMsp({ ...config, allowsEd25519: profile !== 'fabric-2.5' }, nodeCrypto);
  const channelMsps = Object.entries(node.otherOrgMsps).map(([mspId, folder]) =>
    mspOf(readMspFolder(folder, mspId, nodeCrypto).config),
  );
  const localMsp = mspOf(local.config);
  const parameters = Object.entries({
    handshakeWait: t.connTimeoutMs,
    dialTimeout: t.dialTimeoutMs,
    aliveTimeInterval: t.aliveTimeIntervalMs,
    aliveExpirationTimeout: t.aliveExpirationTimeoutMs,
    reconnectInterval: t.reconnectIntervalMs,
    publishCertPeriod: t.publishCertPeriodMs,
    pullInterval: t.pullIntervalMs,
    digestWaitTime: t.digestWaitTimeMs,
    requestWaitTime: t.requestWaitTimeMs,
    responseWaitTime: t.responseWaitTimeMs,
    publishStateInfoInterval: t.publishStateInfoIntervalMs,
    requestStateInfoInterval: t.requestStateInfoIntervalMs,
    msgExpirationFactor: t.msgExpirationFactor,
    maxConnectionAttempts: t.maxConnectionAttempts,
  }).filter(([, value]) => value !== undefined);
  return {
    ...(profile && { profile }),
    identity: local.identity,
    signer: createNodeSigner(local.keyPem),
    crypto: nodeCrypto,
    authority: createAuthority({ localMsp, channelMsps }),
    endpoint: node.advertise.internal,
    externalEndpoint: node.advertise.external,
    bootstrap: node.bootstrap,
    parameters: Object.fromEntries(parameters),
  };
}
