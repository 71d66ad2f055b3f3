/** `fabric-gossip orderer`: a solo ordering service that speaks Fabric's AtomicBroadcast. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { createNodeSigner, nodeCrypto } from '../adapters/crypto-node.js';
import { parseEndpoint } from '../adapters/endpoint.js';
import { ListenError } from '../adapters/listen.js';
import { readLocalMsp } from '../adapters/msp-folder.js';
import { type OrdererServer, serveOrderer } from '../adapters/orderer/server.js';
import { createOrderingService, type OrderingService } from '../adapters/orderer/service.js';
import { createSystemClock } from '../adapters/system-clock.js';
import { readTlsFolder } from '../adapters/tls-folder.js';
import { UserMistake } from '../adapters/user-mistake.js';
import { Status } from '../wire/gen/common/common_pb.js';
import { readInput, readInputText } from './material/input-file.js';
import { type NamedFolder, namedFolder } from './material/named-folder.js';
import { createLog, LEVELS, type Level } from './peer/log.js';
import { readerFor } from './peer/reader.js';

interface Options {
  readonly msp: NamedFolder;
  readonly tls?: string;
  readonly clientRoots?: readonly string[];
  readonly channel: readonly string[];
  readonly listen: string;
  readonly store?: string;
  readonly logLevel: Level;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  fabric-gossip orderer --msp OrdererMSP=orderer0/msp --tls orderer0/tls --channel ch1.block --store blocks
  fabric-gossip orderer --msp OrdererMSP=orderer0/msp --channel ch1.block --listen 127.0.0.1:0 --json

One orderer by itself: it cuts blocks by BatchTimeout and BatchSize of the channel's configuration and
signs them as Fabric's orderers do. Peers of Fabric and of this project fetch from it, Fabric's clients
write to it. Blocks are kept in DIR/<channel>.blocks, without --store in memory. \`fabric-gossip material\`
makes what --msp, --tls and --channel name; clients are \`fabric-gossip invoke\` and \`fabric-gossip channel\`.

One line on stdout says that the service is ready; the log (JSON Lines) goes to stderr. SIGINT and
SIGTERM stop it: what waits is cut into a last block.

Exit status: 0 stopped, 1 a block could not be kept or the port is taken, 64 wrong usage.`;

export function ordererCommand(): Command {
  return new Command('orderer')
    .description('run an ordering service (AtomicBroadcast) for channels')
    .requiredOption('--msp <id=dir>', 'its own MSP ID and MSP folder', namedFolder)
    .option('--tls <dir>', 'folder with server.crt, server.key, ca.crt (default: plaintext)')
    .option(
      '--client-roots <file...>',
      'ask every client for a TLS certificate that one of these roots issued',
    )
    .option('--channel <block>', 'genesis block of a channel; may be repeated', collect, [])
    .option('-l, --listen <host:port>', 'where to listen', listenAt, '127.0.0.1:7050')
    .option('--store <dir>', 'keep the blocks in this folder')
    .addOption(
      new Option('--log-level <level>', 'least level logged').choices(LEVELS).default('info'),
    )
    .option('--json', 'print the ready line as JSON')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

const collect = (path: string, before: readonly string[]): readonly string[] => [...before, path];

function listenAt(text: string): string {
  if (parseEndpoint(text) === undefined)
    throw new InvalidArgumentError('Expected host:port with a port up to 65535.');
  return text;
}

async function run(options: Options): Promise<void> {
  const { msp, tls: tlsFolder, channel: blocks, listen, store, json } = options;
  if (blocks.length === 0)
    throw new UserMistake('orderer: expected --channel with the genesis block of a channel');
  const log = createLog(options.logLevel, 'orderer');
  const clock = createSystemClock();
  const local = readLocalMsp(msp.folder, msp.mspId, nodeCrypto, clock.now());
  for (const warning of local.warnings) log.warn(warning);
  const tls = tlsFolder === undefined ? undefined : readTlsFolder(tlsFolder);
  if (options.clientRoots !== undefined && tls === undefined)
    throw new UserMistake('orderer: --client-roots needs --tls');

  process.exitCode = await new Promise<number>((resolve, reject) => {
    let server: OrdererServer | undefined;
    const service = createOrderingService({
      crypto: nodeCrypto,
      reader: readerFor('fabric-3.1', local.config),
      author: { identity: local.identity, sign: createNodeSigner(local.keyPem).sign },
      clock,
      folder: store,
      onBlock: (channel, number) => log.info({ channel, block: String(number) }, 'block written'),
      onFault(channel, error) {
        log.fatal({ channel, reason: error.message }, 'a block could not be kept');
        void stop(service, server).finally(() => resolve(1));
      },
    });
    const start = async (): Promise<void> => {
      for (const path of blocks) await joinFrom(service, path);
      server = await serveOrderer(listen, {
        service,
        clock,
        ...(tls && {
          tls: {
            certPem: tls.certPem,
            keyPem: tls.keyPem,
            clientRootCaPems: options.clientRoots?.map(readInputText),
          },
        }),
        onRefused: (remote, status, reason) =>
          log.warn({ remote, status: Status[status], reason }, 'refused'),
      });
      const channels = [...service.channels].map(([name, { store: kept }]) => ({
        name,
        height: String(kept.height),
      }));
      const ready = { type: 'ready', listen: server.endpoint, channels, pid: process.pid };
      const names = channels.map(({ name, height }) => `${name} (height ${height})`).join(', ');
      console.log(
        json === true
          ? JSON.stringify(ready)
          : `ready: ${msp.mspId} orders ${names} on ${server.endpoint}, pid ${process.pid}`,
      );
    };
    let isStopping = false;
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => {
        if (isStopping) process.exit(130);
        isStopping = true;
        log.info(`stopping: ${signal}`);
        void stop(service, server).finally(() => resolve(0));
      });
    start().catch((error: Error) => {
      void stop(service, server).finally(() => {
        if (!(error instanceof ListenError)) return reject(error);
        console.error(`error: ${error.message}`);
        resolve(1);
      });
    });
  });
}

/** Readers are told and what waits is written before the process ends. */
async function stop(service: OrderingService, server: OrdererServer | undefined): Promise<void> {
  await service.close();
  await server?.close();
}

async function joinFrom(service: OrderingService, path: string): Promise<void> {
  try {
    await service.join(readInput(path));
  } catch (cause) {
    if (!(cause instanceof UserMistake)) throw cause;
    throw new UserMistake(`${path}: ${cause.message}`, { cause });
  }
}
