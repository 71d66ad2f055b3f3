/** `fabric-gossip replay`: a reference peer lives through a recording, and tells what it made of it. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { readCertificates } from '../adapters/capture/certificates.js';
import { type CaptureRow, readCapture } from '../adapters/capture/rows.js';
import { nodeCrypto } from '../adapters/crypto-node.js';
import { clausesByRow, specClauses } from '../adapters/spec-index.js';
import { UserMistake } from '../adapters/user-mistake.js';
import { createPeer } from '../peer/peer.js';
import { type ReplayEvent, type ReplaySummary, replay } from '../simulator/replay.js';
import type { Signer } from '../wire/crypto/port.js';
import { mute } from './replay/mute.js';
import { worldOf } from './replay/world.js';

interface Options {
  readonly certs: string;
  readonly as: string;
  readonly profile: 'fabric-2.5' | 'fabric-3.1' | 'hardened';
  readonly start?: number;
  readonly tail: number;
  readonly mute?: string;
  readonly muteFrom: number;
  readonly all?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  fabric-gossip replay traffic.jsonl --certs certs --as peer2.org1
  fabric-gossip replay traffic.jsonl --certs certs --as peer2.org1 --json
  fabric-gossip replay traffic.jsonl --certs certs --as peer2.org1 --mute peer1.org1 --mute-from 20000

The timeline has what happens to members and links; --all adds every other step and every refused message.
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
    .option('--start <ms>', 'start of the recording, ms since 1970 (default: as it tells)', natural)
    .option('--tail <ms>', 'how long to live on after the last row', natural, 0)
    .option('--mute <name>', 'take the alive messages of this peer out of the recording')
    .option('--mute-from <ms>', 'from this moment of the recording on', natural, 0)
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
  });
  const clauses = clausesByRow(specClauses());
  const summary = replay(rows, {
    peer,
    startMs: options.start ?? world.startMs ?? 0,
    connections: world.connections,
    tailMs: options.tail,
    onEvent: (event) => {
      if (options.all || isOfInterest(event)) print(event, names, clauses, options.json === true);
    },
  });
  printSummary(summary, options.json === true);
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

const isOfInterest = ({ trace }: ReplayEvent): boolean =>
  trace.kind === 'step' && ['member', 'link-acceptor', 'link-dialler'].includes(trace.machine);

function print(
  event: ReplayEvent,
  names: ReadonlyMap<string, string>,
  clauses: ReadonlyMap<string, readonly string[]>,
  json: boolean,
): void {
  const name = (pki: string) => names.get(pki) ?? pki;
  const { trace, ...when } = event;
  if (trace.kind !== 'step' && trace.kind !== 'verdict') return;
  const decidedBy = trace.kind === 'step' ? (clauses.get(trace.row) ?? []) : [trace.clause];
  const who = name(trace.kind === 'step' ? trace.entity : trace.author || trace.sender);
  console.log(
    json
      ? JSON.stringify({ ...when, ...trace, name: who, clauses: decidedBy })
      : lineOf(event, who, decidedBy),
  );
}

function lineOf({ ms, line, trace }: ReplayEvent, who: string, decidedBy: readonly string[]) {
  if (trace.kind !== 'step' && trace.kind !== 'verdict') return '';
  const when = `${seconds(ms)}  line ${String(line).padStart(4)}`;
  if (trace.kind === 'verdict')
    return `${when}  ${trace.verdict} ${trace.message} of ${who}: ${trace.reason}, ${trace.clause}`;
  const by = decidedBy.length > 0 ? ` (${decidedBy.join(', ')})` : '';
  const { machine, from, to, event, row } = trace;
  return `${when}  ${machine} ${who}: ${from} → ${to}, ${event}, ${row}${by}`;
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(3)} s`.padStart(10);

function printSummary({ rowsFed, sentCount, endMs }: ReplaySummary, json: boolean): void {
  if (json) console.log(JSON.stringify({ kind: 'summary', rowsFed, sentCount, endMs }));
  else
    console.log(
      `${rowsFed} messages received in ${seconds(endMs).trim()}; the peer would have sent ${sentCount}`,
    );
}
