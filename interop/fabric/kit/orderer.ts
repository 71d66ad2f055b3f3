/** A real orderer, one node of etcdraft: configured by an orderer.yaml, joined to channels by its REST interface. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stringify } from 'yaml';
import { launch, logTail, type NodeProcess } from '../../../conformance/targets/launch.js';
import { freeEndpoints } from '../../../src/cli/network/free-endpoints.js';
import { type Network, ORDERER, ORDERER_MSP } from './network.js';
import { type Answer, adminRequest, type Part } from './orderer-admin.js';

export interface Orderer {
  /** host:port of AtomicBroadcast. */
  readonly endpoint: string;
  /** Undefined while it does not run. */
  readonly pid: number | undefined;
  readonly log: string;
  /**
   * Starts it and lets it join the channels of the network that it is not in; resolves when it is ready
   * to order in all of them. @throws Error with the last lines of its log
   */
  start(): Promise<void>;
  /** SIGTERM, and SIGKILL after 5 s. */
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** SIGSTOP and SIGCONT. */
  pause(): void;
  resume(): void;
  /** Blocks in a channel, by its own word. */
  height(channel: string): Promise<bigint>;
}

export interface OrdererOptions {
  readonly network: Network;
  /** Path of the `orderer` executable. */
  readonly binary: string;
  /** FABRIC_LOGGING_SPEC. Default `info`, at which `orderer.consensus.etcdraft` has to stay: it tells when it leads. */
  readonly logging?: string;
}

/** Until it answers, and until it leads a channel: elections take up to 2 × 10 ticks of 500 ms. */
const START_MS_MAX = 60_000;
const POLL_MS = 200;
const LINES_SHOWN = 12;

export async function createOrderer(options: OrdererOptions): Promise<Orderer> {
  const { network, binary, logging = 'info' } = options;
  const endpoint = network.ordererEndpoint;
  const [adminEndpoint] = await freeEndpoints(1);
  const folder = join(network.folder, 'orderer');
  mkdirSync(folder, { recursive: true });
  const log = join(folder, 'orderer.log');
  writeFileSync(
    join(folder, 'orderer.yaml'),
    stringify(ordererYaml(network, folder, adminEndpoint!)),
  );
  let running: NodeProcess | undefined;

  const admin = (method: string, path: string, body?: Part): Promise<Answer> =>
    adminRequest(network, adminEndpoint!, method, path, body);
  const enter = async (channel: string): Promise<void> => {
    const { status, text } = await admin('POST', '', {
      name: 'config-block',
      bytes: readFileSync(network.block(channel)),
    });
    // 405: it is in the channel already.
    if (status !== 201 && status !== 405)
      throw new Error(`the orderer does not join ${channel}: ${status} ${text.trim()}`);
  };
  /** What its log says of the channel, since `from`, when it takes what it is given. */
  const leads = (channel: string, from: number): boolean =>
    new RegExp(
      `Start accepting requests as Raft leader at block .*channel=${channel}( |$)`,
      'm',
    ).test(readFileSync(log, 'utf8').slice(from));

  return {
    endpoint,
    log,
    get pid() {
      return running?.exit === undefined ? running?.pid : undefined;
    },
    async start() {
      const from = sizeOf(log);
      const started = await launch({
        command: binary,
        args: [],
        cwd: folder,
        env: {
          PATH: process.env.PATH ?? '',
          HOME: folder,
          FABRIC_CFG_PATH: folder,
          FABRIC_LOGGING_SPEC: logging,
          FABRIC_LOGGING_FORMAT: '%{time:15:04:05.000} %{level:.4s} [%{module}] %{message}',
        },
        log,
      });
      running = started;
      const untilMs = performance.now() + START_MS_MAX;
      const until = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
        while (!(await holds().catch(() => false))) {
          if (started.exit === undefined && performance.now() < untilMs) {
            await pause(POLL_MS);
            continue;
          }
          await started.kill();
          throw new Error(
            [`the orderer does not ${what}:`, ...logTail(log, LINES_SHOWN)].join('\n'),
          );
        }
      };
      await until('answer', async () => (await admin('GET', '')).status === 200);
      for (const { name } of network.channels) await enter(name);
      for (const { name } of network.channels)
        await until(`lead ${name}`, async () => leads(name, from));
    },
    async stop() {
      await running?.terminate();
    },
    async kill() {
      await running?.kill();
    },
    pause: () => running?.pause(),
    resume: () => running?.resume(),
    async height(channel) {
      const { status, text } = await admin('GET', `/${channel}`);
      if (status !== 200) throw new Error(`the orderer says of ${channel}: ${status} ${text}`);
      return BigInt(JSON.parse(text).height);
    },
  };
}

function sizeOf(path: string): number {
  try {
    return readFileSync(path, 'utf8').length;
  } catch {
    return 0;
  }
}

function ordererYaml(network: Network, folder: string, adminEndpoint: string): object {
  const [host, port] = network.ordererEndpoint.split(':');
  const material = network.at(ORDERER);
  const tls = {
    Enabled: true,
    PrivateKey: join(material, 'tls', 'server.key'),
    Certificate: join(material, 'tls', 'server.crt'),
  };
  const roots = [join(material, 'tls', 'ca.crt')];
  const kept = (name: string): string => join(folder, 'data', name);
  return {
    General: {
      ListenAddress: host,
      ListenPort: Number(port),
      TLS: { ...tls, RootCAs: roots, ClientAuthRequired: false },
      Keepalive: { ServerMinInterval: '60s', ServerInterval: '7200s', ServerTimeout: '20s' },
      MaxRecvMsgSize: 104_857_600,
      MaxSendMsgSize: 104_857_600,
      // Nodes of one channel would talk to one another on the same port.
      Cluster: {
        SendBufferSize: 100,
        ClientCertificate: tls.Certificate,
        ClientPrivateKey: tls.PrivateKey,
        RootCAs: roots,
      },
      BootstrapMethod: 'none',
      LocalMSPDir: join(material, 'msp'),
      LocalMSPID: ORDERER_MSP,
      BCCSP: { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } },
      Authentication: { TimeWindow: '15m' },
    },
    FileLedger: { Location: kept('ledger') },
    Operations: { ListenAddress: '127.0.0.1:0' },
    Metrics: { Provider: 'disabled' },
    Admin: {
      ListenAddress: adminEndpoint,
      TLS: { ...tls, ClientAuthRequired: true, ClientRootCAs: roots },
    },
    ChannelParticipation: { Enabled: true, MaxRequestBodySize: '1 MB' },
    Consensus: { WALDir: kept('wal'), SnapDir: kept('snapshot') },
  };
}
