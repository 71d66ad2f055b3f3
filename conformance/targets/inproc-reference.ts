/** The reference as a node of one case: a host on the clock, the transport and the orderers of its place. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createNodeSigner, nodeCrypto } from '../../src/adapters/crypto-node.js';
import { createHost, type Host } from '../../src/adapters/host.js';
import { readLocalMsp, readMspFolder } from '../../src/adapters/msp-folder.js';
import { readCoreYaml } from '../../src/adapters/settings/core-yaml.js';
import { parametersOf } from '../../src/adapters/settings/parameters-of.js';
import { UserMistake } from '../../src/adapters/user-mistake.js';
import { type Channels, createChannels } from '../../src/cli/peer/channels.js';
import { readerFor } from '../../src/cli/peer/reader.js';
import { keepRejects, type Rejects } from '../../src/cli/peer/rejects.js';
import { channelsOf } from '../../src/peer/channel/view.js';
import type { PeerOptions } from '../../src/peer/config.js';
import { createPeer, membershipOf, type Peer, step } from '../../src/peer/peer.js';
import type { TraceLine } from '../../src/peer/trace.js';
import { createSeededChoose } from '../../src/simulator/choose-seeded.js';
import { createAuthority } from '../../src/wire/identity/authority.js';
import { createMsp } from '../../src/wire/identity/msp.js';
import type { MspConfig } from '../../src/wire/identity/msp-config.js';
import { signature } from '../harness/wire/sign.js';
import { answerIn, membershipIn } from './answers.js';
import { coreYaml, layout } from './fabric-peer/core-yaml.js';
import type { Place } from './inproc.js';
import {
  type Exit,
  type Question,
  type RunningNode,
  type StartNode,
  StartRefused,
  TargetError,
} from './target.js';

const LOG_LINES_MAX = 400;

/** Folders that are read already: nodes with one identity have one, and every case starts some. */
const localMsps = new Map<string, ReturnType<typeof readLocalMsp>>();
const foreignMsps = new Map<string, ReturnType<typeof readMspFolder>>();
const READ_MAX = 500;

function once<T>(key: string, among: Map<string, T>, read: () => T): T {
  const known = among.get(key);
  if (known !== undefined) return known;
  const fresh = read();
  if (among.size >= READ_MAX) among.clear();
  among.set(key, fresh);
  return fresh;
}

/** Starts a node; resolves when it serves. */
export async function startReference(
  node: StartNode,
  { seed, clock, transport, orderers, gate }: Place,
  profile: PeerOptions['profile'],
): Promise<RunningNode> {
  const log: (TraceLine | string)[] = [];
  let rejects: Rejects | undefined;
  const choose = createSeededChoose(
    createHash('sha256').update(`${seed}/${node.name}`).digest().readUInt32BE(),
  );
  let exit: Exit | undefined;
  const local = once(`${node.mspDir} ${clock.now()}`, localMsps, () =>
    readLocalMsp(node.mspDir, node.mspId, nodeCrypto, clock.now()),
  );
  const reader = readerFor(profile ?? 'fabric-3.1', local.config);
  let channels = await opened();
  let peer: Peer;

  /** New ledgers, in memory, of the channels that it was given. */
  async function opened(): Promise<Channels> {
    // Every node of the suite trusts every TLS root here; so there is nobody to tell of new ones.
    const fresh = createChannels({
      crypto: nodeCrypto,
      reader,
      folder: undefined,
      trust: () => {},
    });
    for (const { genesisBlock } of node.channels) await fresh.open(genesisBlock);
    return fresh;
  }

  const create = (): Host => {
    peer = createPeer({ ...peerOptions(node, local, profile), channelReader: reader });
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
        log.push(line);
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
    for (const id of channels.ledgers.keys()) starting.feed(channels.joinInput(id));
    return starting;
  };
  let host: Host | undefined = await started();
  const end = async (): Promise<void> => {
    const running = host;
    host = undefined;
    await running?.stop();
  };
  const live = (): Host => {
    if (host === undefined) throw new TargetError(`${node.name} does not run`);
    return host;
  };

  async function asked(question: Question): Promise<unknown> {
    live();
    if (question.what === 'membership') return membershipIn(membershipOf(peer));
    const ledger = channels.ledgers.get(question.channel);
    const view = channelsOf(peer, clock.now()).find((one) => one.channel === question.channel);
    if (ledger === undefined || view === undefined)
      throw new TargetError(`${node.name} is not in ${question.channel}`);
    if (question.what === 'leader') return view.leads;
    if (question.what === 'height') return String(ledger.height);
    const number = BigInt(question.number);
    const [block] = await ledger.read(number, number);
    return block === undefined ? null : Buffer.from(block.bytes).toString('base64');
  }

  return {
    endpoint: node.listen,
    get exit() {
      return exit;
    },
    async stop() {
      gate.open();
      await end();
    },
    async kill() {
      gate.discard();
      await end();
    },
    async restart(state = 'kept') {
      if (state === 'lost') {
        await channels.close();
        channels = await opened();
      }
      host = await started();
    },
    pause: async () => gate.shut(),
    resume: async () => gate.open(),
    query: async (question) => answerIn(question.what, await asked(question)),
    async join({ genesisBlock }) {
      live().feed(channels.joinInput(await channels.open(genesisBlock)));
    },
    async leave(channel) {
      live().feed({ type: 'channel.leave', channel });
    },
    rejects: async () => rejects?.newest() ?? [],
    logTail: (lines) =>
      log.slice(-lines).map((line) => (typeof line === 'string' ? line : logLine(line))),
  };
}

/** @throws StartRefused where a program with this file would not run. */
function settingsIn(config: string): ReturnType<typeof readCoreYaml> {
  try {
    return readCoreYaml(config, {});
  } catch (error) {
    if (!(error instanceof UserMistake)) throw error;
    throw new StartRefused(error.message);
  }
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
    mspOf(once(folder, foreignMsps, () => readMspFolder(folder, mspId, nodeCrypto)).config),
  );
  const localMsp = mspOf(local.config);
  // The same file as every other node gets, so that its intervals mean the same.
  const config = join(node.workdir, layout.config);
  writeFileSync(config, coreYaml(node));
  const { settings } = settingsIn(config);
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
    leadership: leadership === 'static' || leadership === 'none' ? leadership : 'election',
    stateTransfer: stateEnabled,
    blockGossip: blockGossipEnabled,
    parameters: parametersOf(settings),
  };
}
