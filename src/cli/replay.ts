/** `fabric-gossip replay`: a reference peer lives through a recording, and tells what it made of it. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { readCertificates } from '../adapters/capture/certificates.js';
import { type CaptureRow, readCapture } from '../adapters/capture/rows.js';
import { nodeCrypto } from '../adapters/crypto-node.js';
import { clausesByRow, specClauses } from '../adapters/spec-index.js';
import { UserMistake } from '../adapters/user-mistake.js';
import { createPeer } from '../peer/peer.js';
import { type ReplayEvent, replay } from '../simulator/replay.js';
import type { Signer } from '../wire/crypto/port.js';
import { infoOf, ledgersOf } from './replay/channels.js';
import { mute } from './replay/mute.js';
import { isOfInterest, printEvent, printStateResponse, printSummary } from './replay/print.js';
import { stateResponsesIn } from './replay/state-responses.js';
import { worldOf } from './replay/world.js';
import { writeReplayTrace } from './replay/write-trace.js';

interface Options {
  readonly certs: string;
  readonly as: string;
  readonly profile: 'fabric-2.5' | 'fabric-3.1' | 'hardened';
  readonly start?: number;
  readonly tail: number;
  readonly mute?: string;
  readonly muteFrom: number;
  readonly join: readonly string[];
  readonly all?: boolean;
  readonly trace?: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  fabric-gossip replay traffic.jsonl --certs certs --as peer2.org1
  fabric-gossip replay traffic.jsonl --certs certs --as peer2.org1 --join blocks/ch1-0.block
  fabric-gossip replay traffic.jsonl --certs certs --as peer2.org1 --json
  fabric-gossip replay traffic.jsonl --certs certs --as peer2.org1 --trace trace.jsonl
  fabric-gossip studio trace.jsonl
  fabric-gossip replay traffic.jsonl --certs certs --as peer2.org1 --mute peer1.org1 --mute-from 20000

The timeline has what happens to members and links and, in joined channels, blocks, leadership messages and the
state responses of the recording; --all adds every other step and every refused message. The summary has the
height and the block hashes of each channel, as \`peer channel getinfo\` prints them.
Each line names the machine, the row of its state table, and the line of the recording at which it happened;
a step that a timer caused names the last line before it. The peer has no key: what it would send goes nowhere.

Exit status: 0 done, 64 wrong usage.`;

export function replayCommand(): Command {
  return new Command('replay')
    .description('feed a capture into a reference peer on virtual time and print its timeline')
    .argument('<capture>', 'capture file, JSON Lines')
    .requiredOption('-c, --certs <dir>', 'folder with ORG-ca.pem, NAME-sign.pem and NAME-tls.pem')
    .requiredOption('--as <name>', 'whose recording it is: the NAME of a signing certificate')
    .addOption(
      new Option('--profile <profile>', 'profile of the specification')
        .choices(['fabric-2.5', 'fabric-3.1', 'hardened'])
        .default('fabric-3.1'),
    )
    .option(
      '--join <block>',
      'genesis block of a channel to join at the start; may be repeated',
      (path: string, paths: readonly string[]) => [...paths, path],
      [],
    )
    .option('--start <ms>', 'start of the recording, ms since 1970 (default: as it tells)', natural)
    .option('--tail <ms>', 'how long to live on after the last row', natural, 0)
    .option('--mute <name>', 'take the alive messages of this peer out of the recording')
    .option('--mute-from <ms>', 'from this moment of the recording on', natural, 0)
    .option('--trace <file>', 'write the recording and what the peer made of it, for the studio')
    .option('--all', 'print every step and every refused message')
    .option('--json', 'print one JSON object a line')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

function natural(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Expected milliseconds, from 0.');
  return Number(text);
}

async function run(path: string, options: Options): Promise<void> {
  const json = options.json === true;
  const certificates = readCertificates(options.certs);
  const recorded: CaptureRow[] = [];
  for await (const row of readCapture(path)) recorded.push(row);
  const world = worldOf(recorded, certificates, options.as, nodeCrypto);
  const { names } = world;
  const rows =
    options.mute === undefined
      ? recorded
      : mute(recorded, pkiOf(names, options.mute), options.muteFrom);
  const peer = createPeer({
    profile: options.profile,
    identity: world.identity,
    signer: noSigner,
    crypto: nodeCrypto,
    authority: world.authority,
    endpoint: world.endpoint,
    externalEndpoint: world.externalEndpoint,
    channelReader: world.channelReader,
  });
  const ledgers = ledgersOf(options.join, world.channelReader, nodeCrypto);
  const clauses = clausesByRow(specClauses());
  const startMs = options.start ?? world.startMs ?? 0;
  const events: ReplayEvent[] = [];
  const summary = replay(rows, {
    peer,
    startMs,
    connections: world.connections,
    tailMs: options.tail,
    ledgers,
    onEvent: (event) => {
      if (options.trace !== undefined) events.push(event);
      if (options.all || isOfInterest(event)) printEvent(event, names, clauses, json);
    },
  });
  if (options.trace !== undefined)
    writeReplayTrace(options.trace, { rows, events, as: options.as, names, startMs, title: path });
  for (const response of stateResponsesIn(rows, ledgers, world.channelReader, nodeCrypto))
    printStateResponse(response, json);
  printSummary(
    summary,
    ledgers.map((ledger) => infoOf(ledger, nodeCrypto)),
    json,
  );
}

/** What the replayed peer would sign nobody sees: its key is not in the recording. */
const noSigner: Signer = {
  publicKey: { algorithm: 'unsupported', name: 'none' },
  sign: () => new Uint8Array(70),
};

function pkiOf(names: ReadonlyMap<string, string>, name: string): string {
  for (const [pki, known] of names) if (known === name) return pki;
  throw new UserMistake(`--mute: expected one of ${[...names.values()].join(', ')}, got "${name}"`);
}
