/** `fabric-gossip peer`: the reference as a process, configured as a Fabric peer is. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { createRecorder } from '../adapters/capture/recorder.js';
import { createSystemChoose } from '../adapters/choose-system.js';
import { nodeCrypto } from '../adapters/crypto-node.js';
import { createHost, type Host } from '../adapters/host.js';
import { ListenError } from '../adapters/listen.js';
import { catchUp } from '../adapters/orderer/catch-up.js';
import { readCoreYaml } from '../adapters/settings/core-yaml.js';
import { createSystemClock } from '../adapters/system-clock.js';
import { createTraceFile } from '../adapters/trace-file.js';
import type { Profile } from '../peer/config.js';
import { step } from '../peer/peer.js';
import type { Clock } from '../ports.js';
import { type Assembled, assemble } from './peer/assemble.js';
import { type Channels, createChannels } from './peer/channels.js';
import type { Controlled } from './peer/control.js';
import { inspectionFor, inspectPort } from './peer/inspect.js';
import { createLog, LEVELS, type Level, logTrace } from './peer/log.js';
import { startOperations } from './peer/operations.js';
import { serve } from './peer/ready.js';
import { keepRejects, type Rejects } from './peer/rejects.js';

interface Options {
  readonly config?: string;
  readonly msp: ReadonlyMap<string, string>;
  readonly profile: Profile;
  readonly link: 'grpc' | 'framed';
  readonly join: readonly string[];
  readonly ledger?: string;
  readonly trace?: string;
  readonly record?: string;
  readonly inspect?: true | number;
  readonly logLevel: Level;
  readonly control?: boolean;
  readonly json?: boolean;
}

/** How long what the system still holds may keep the process after the peer has stopped. */
const EXIT_MS_MAX = 1_000;

const EXAMPLES = `
Examples:
  fabric-gossip peer --config core.yaml
  FABRIC_CFG_PATH=/etc/hyperledger/fabric fabric-gossip peer --msp Org2MSP=/msps/org2
  CORE_PEER_GOSSIP_BOOTSTRAP=peer1:7051 fabric-gossip peer --trace peer0.jsonl
  fabric-gossip peer --join ch1.block --ledger ledgers
  fabric-gossip peer --inspect                    then: fabric-gossip studio --connect ws://127.0.0.1:PORT
  fabric-gossip peer --control --json < requests | tee answers

Every setting can be overridden from the environment, as with a Fabric peer: CORE_PEER_GOSSIP_PULLINTERVAL=6s.
One line on stdout says that the peer is ready; the log (JSON Lines) goes to stderr. With --control,
requests are read from stdin, one JSON object a line, and answered on stdout; the end of stdin stops the peer:
  {"id":1,"query":"membership"}  {"id":2,"query":"self"}  {"id":3,"link":"host:port"}  {"id":4,"stop":true}
  {"id":5,"query":"channels"}    {"id":6,"join":"ch1.block"}    {"id":7,"leave":"ch1"}
  {"id":8,"read":{"channel":"ch1","namespace":"kv","key":"colour"}}
  {"id":9,"query":"rejects"}     the newest messages rejected: clause, reason, message, sender, author, atMs
  {"id":10,"query":"leader","channel":"ch1"}    {"id":11,"query":"height","channel":"ch1"}
  {"id":12,"query":"block","channel":"ch1","number":3}

--join takes the genesis block of a channel. With --ledger, blocks and world state are kept in
DIR/<channel>, and a peer that is started again is in the channels that it finds there; without, they
are kept in memory. peer.gossip.useLeaderElection, peer.gossip.orgLeader and peer.gossip.state.enabled
say whether the peer stands for election, fetches blocks in any case, asks others for missing blocks.
With operations.listenAddress set, /healthz and /version are there over HTTP, and /metrics for Prometheus
if metrics.provider is prometheus.

Exit status: 0 stopped (SIGINT, SIGTERM, stop), 1 broken or cannot listen, 64 wrong usage or settings.`;

export function peerCommand(): Command {
  return new Command('peer')
    .description('run a reference peer')
    .option('-c, --config <file>', "core.yaml (default: Fabric's places, FABRIC_CFG_PATH first)")
    .option(
      '--msp <id=dir>',
      'a further organisation and its MSP folder; may be repeated',
      collectMsp,
      new Map(),
    )
    .addOption(
      new Option('--profile <profile>', 'profile of the specification')
        .choices(['fabric-2.5', 'fabric-3.1', 'hardened'])
        .default('fabric-3.1'),
    )
    .addOption(
      new Option('--link <kind>', "Fabric's gRPC, or plain frames on TCP or TLS")
        .choices(['grpc', 'framed'])
        .default('grpc'),
    )
    .option('--join <block>', 'genesis block of a channel; may be repeated', collect, [])
    .option('--ledger <dir>', 'keep the ledgers of the channels in this folder')
    .option('--trace <file>', 'write every step and verdict, JSON Lines')
    .option(
      '--record <file>',
      'write every envelope sent or received, a capture for decode and replay',
    )
    .option(
      '--inspect [port]',
      'tell the studio everything that happens, over a WebSocket on 127.0.0.1',
      inspectPort,
    )
    .addOption(
      new Option('--log-level <level>', 'least level logged').choices(LEVELS).default('info'),
    )
    .option('--control', 'take requests from stdin, answer on stdout')
    .option('--json', 'print the ready line as JSON')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

const collect = (path: string, before: readonly string[]): readonly string[] => [...before, path];

function collectMsp(text: string, found: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const [, id, folder] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (id === undefined || folder === undefined)
    throw new InvalidArgumentError('Expected MSP-ID=folder.');
  return new Map([...found, [id, folder]]);
}

async function run(options: Options): Promise<void> {
  const clock = createSystemClock();
  const coreYaml = readCoreYaml(options.config, process.env);
  const log = createLog(options.logLevel, coreYaml.settings.values['peer.id']);
  const assembled = assemble({
    coreYaml,
    otherMsps: options.msp,
    profile: options.profile,
    link: options.link,
    nowMs: clock.now(),
    observer: {
      overflowed(remote) {
        operations.overflowed();
        log.warn({ remote }, 'send queue full, envelope dropped');
      },
      refused: (remote, reason) => log.info({ remote, reason }, 'connection refused'),
    },
  });
  for (const warning of assembled.warnings) log.warn(warning);
  const { reader, trust, orderer } = assembled;
  const { values } = coreYaml.settings;
  const operations = startOperations(values, assembled.peer, step, clock.now);
  const { identity, signer, mspId, deliverTlsHash } = assembled.peer.config;
  const channels = createChannels({
    crypto: nodeCrypto,
    reader,
    folder: options.ledger,
    trust,
    async prepare(ledger) {
      const author = { identity, sign: signer.sign };
      const outcome = await catchUp({
        ledger,
        reader,
        client: orderer,
        author,
        mspId,
        nowMs: clock.now(),
        tlsCertHash: deliverTlsHash,
      });
      if (outcome === true) return;
      log.warn({ channel: ledger.channel, reason: outcome }, 'not a member of the channel');
    },
  });
  await channels.reopen();
  for (const path of options.join) await channels.open(path);
  const rejects = keepRejects(assembled.peer.config.parameters.rejectsMax);
  const traceFile = options.trace === undefined ? undefined : createTraceFile(options.trace);
  const recorder =
    options.record === undefined ? undefined : createRecorder(options.record, clock.now);

  const inspection = await inspectionFor(options.inspect, assembled, clock, (why) =>
    log.info({ why }, 'inspection refused'),
  );
  const wire = inspection?.through(assembled.transport) ?? assembled.transport;

  const stopped = new Promise<number>((resolve, reject) => {
    const host = createHost({
      ...assembled,
      transport: recorder?.through(wire) ?? wire,
      step: operations.step,
      clock,
      choose: createSystemChoose(),
      ledgers: channels.ledgers,
      onTrace(line) {
        traceFile?.write(line);
        inspection?.trace(line);
        logTrace(log, line);
        rejects.note(line);
        const { trace } = line;
        if (trace.kind === 'channel' && trace.what === 'configured') channels.configured();
      },
      onFault(error) {
        operations.broken(String(error));
        log.fatal({ err: error }, 'the peer broke an invariant of its own');
        void end().finally(() => resolve(1));
      },
    });
    const end = async (): Promise<void> => {
      await operations.close();
      await host.stop();
      await orderer.close();
      await channels.close();
      await inspection?.close();
    };
    const stop = (why: string) => {
      log.info(`stopping: ${why}`);
      void end().finally(() => resolve(0));
    };
    const start = async (): Promise<string> => {
      const endpoint = await operations.start();
      if (endpoint !== undefined) log.info({ endpoint }, 'operations service listens');
      return host.start(assembled.listen);
    };
    start().then(
      (listen) => {
        for (const channel of channels.ledgers.keys()) host.feed(channels.joinInput(channel));
        const control = controlOf(host, listen, assembled, channels, rejects, clock);
        serve({ listen, inspect: inspection?.address }, assembled, options, control, stop);
      },
      (error: Error) => {
        if (!(error instanceof ListenError)) return reject(error);
        console.error(`error: ${error.message}`);
        resolve(1);
      },
    );
  });
  process.exitCode = await stopped;
  traceFile?.close();
  recorder?.close();
  // Whoever may still ask does not keep it.
  if (options.control) process.stdin.destroy();
  setTimeout(() => process.exit(), EXIT_MS_MAX).unref();
}

function controlOf(
  host: Host,
  listen: string,
  { peer }: Assembled,
  channels: Channels,
  rejects: Rejects,
  clock: Clock,
): Omit<Controlled, 'stop'> {
  return {
    peer,
    listen,
    ledgers: channels.ledgers,
    rejects: rejects.newest,
    now: clock.now,
    link: (endpoint) => host.feed({ type: 'link.requested', endpoint }),
    async join(path) {
      const channel = await channels.open(path);
      host.feed(channels.joinInput(channel));
      return channel;
    },
    leave: (channel) => host.feed({ type: 'channel.leave', channel }),
  };
}
