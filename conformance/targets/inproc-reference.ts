/** The reference as a node of one case: a host on the clock, the transport and the orderers of its place. */
import { createHash } from 'node:crypto';
import { createHost, type Host } from '../../src/adapters/host.js';
import { type Channels, createChannels } from '../../src/cli/peer/channels.js';
import { keepRejects, type Rejects } from '../../src/cli/peer/rejects.js';
import { createMemoryStore, type MemoryStore } from '../../src/ledger/memory-store.js';
import { channelsOf } from '../../src/peer/channel/view.js';
import type { PeerOptions } from '../../src/peer/config.js';
import { createPeer, membershipOf, type Peer, step } from '../../src/peer/peer.js';
import type { TraceLine } from '../../src/peer/trace.js';
import { createSeededChoose } from '../../src/simulator/choose-seeded.js';
import { answerIn, membershipIn } from './answers.js';
import type { Place } from './inproc.js';
import { readFor } from './inproc-options.js';
import {
  type Exit,
  type Question,
  type RunningNode,
  type StartNode,
  TargetError,
} from './target.js';

const LOG_LINES_MAX = 400;

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
  const { reader, ...options } = readFor(node, profile, clock.now());
  /** Where its ledgers are kept, by channel: what outlives a kill. */
  const stored = new Map<string, MemoryStore['contents']>();
  /** Genesis blocks of the channels that it was given, and of those that it joined since. */
  let genesisBlocks = given();
  let channels = await opened();
  let peer: Peer;

  function given(): Set<string> {
    return new Set(node.channels.map(({ genesisBlock }) => genesisBlock));
  }

  /** Its ledgers, from what is stored. */
  async function opened(): Promise<Channels> {
    // Every node of the suite trusts every TLS root here; so there is nobody to tell of new ones.
    const fresh = createChannels({
      crypto: options.crypto,
      reader,
      folder: undefined,
      store: (channel) => storeOf(channel),
      trust: () => {},
    });
    for (const genesisBlock of genesisBlocks) await fresh.open(genesisBlock);
    return fresh;
  }

  function storeOf(channel: string): MemoryStore {
    const contents = stored.get(channel) ?? new Map();
    stored.set(channel, contents);
    return createMemoryStore(contents);
  }

  const create = (): Host => {
    peer = createPeer({ ...options, channelReader: reader });
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
      await channels.close();
      if (state === 'lost') {
        stored.clear();
        genesisBlocks = given();
      }
      channels = await opened();
      host = await started();
    },
    pause: async () => gate.shut(),
    resume: async () => gate.open(),
    query: async (question) => answerIn(question.what, await asked(question)),
    async join({ genesisBlock }) {
      live().feed(channels.joinInput(await channels.open(genesisBlock)));
      genesisBlocks.add(genesisBlock);
    },
    async leave(channel) {
      live().feed({ type: 'channel.leave', channel });
    },
    rejects: async () => rejects?.newest() ?? [],
    logTail: (lines) =>
      log.slice(-lines).map((line) => (typeof line === 'string' ? line : logLine(line))),
  };
}

const logLine = ({ atMs, trace }: TraceLine): string => `${atMs} ${JSON.stringify(trace)}`;
