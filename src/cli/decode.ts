/** `fabric-gossip decode`: prints and verifies recorded gossip, a whole capture or one envelope. */
import { Command } from 'commander';
import { readCertificates } from '../adapters/capture/certificates.js';
import type { CaptureRow } from '../adapters/capture/rows.js';
import { nodeCrypto } from '../adapters/crypto-node.js';
import { messageJson, rowLine, surveyText } from './decode/pretty.js';
import { identitiesOf, inspect, knownFrom, surveyCapture } from './decode/survey.js';

interface Options {
  readonly certs?: string;
  readonly envelope?: string;
  readonly full?: boolean;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  fabric-gossip decode traffic.jsonl --certs certs             every row on a line, then the sums
  fabric-gossip decode traffic.jsonl --certs certs --json      the sums alone, for a program
  fabric-gossip decode --envelope CuIGGAFy... --full           one envelope, base64 or hexadecimal

With --certs, every author must be among the certificates of the folder. Without, signatures of authors
that nobody vouches for count as unverifiable.

Exit status: 0 all is well, 1 a row is invalid or does not decode, 64 wrong usage.`;

export function decodeCommand(): Command {
  return new Command('decode')
    .description('print and verify a capture of gossip traffic, or a single envelope')
    .argument('[capture]', 'capture file, JSON Lines')
    .option('-c, --certs <dir>', 'folder with ORG-ca.pem, NAME-sign.pem and NAME-tls.pem')
    .option('-e, --envelope <text>', 'one serialized gossip.Envelope in base64 or hexadecimal')
    .option('--full', 'print every message in full')
    .option('-q, --quiet', 'print the sums and the rows at fault only')
    .option('--json', 'print one JSON object')
    .addHelpText('after', EXAMPLES)
    .action(async (capture: string | undefined, options: Options, command: Command) => {
      if ((capture === undefined) === (options.envelope === undefined))
        command.error('error: give either a capture file or --envelope');
      if (options.envelope !== undefined) decodeOne(options.envelope, options, command);
      else await decodeCapture(capture!, options);
    });
}

async function decodeCapture(path: string, options: Options): Promise<void> {
  const certificates = options.certs === undefined ? undefined : readCertificates(options.certs);
  const survey = await surveyCapture(path, certificates, nodeCrypto, (inspected) => {
    if (options.json || options.quiet) return;
    console.log(rowLine(inspected));
    if (options.full && inspected.message) console.log(messageJson(inspected.message));
  });
  const faults = survey.problems.filter(({ signature }) => signature !== 'unverifiable');
  for (const { line, kind, signature, reason } of faults)
    console.error(`${path}:${line} ${signature} ${kind}: ${reason}`);
  console.log(options.json ? JSON.stringify(survey) : surveyText(survey));
  if (faults.length > 0) process.exitCode = 1;
}

function decodeOne(text: string, options: Options, command: Command): void {
  const row: CaptureRow = { line: 1, ms: 0, dir: 'in', conn: '', kind: '', bytes: bytesOf(text) };
  if (row.bytes.length === 0) command.error('error: --envelope: expected base64 or hexadecimal');
  const certificates = options.certs === undefined ? undefined : readCertificates(options.certs);
  const identities = identitiesOf(row.bytes);
  const known = knownFrom(identities, certificates, nodeCrypto);
  const { kind, message, judgement } = inspect(row, known, certificates !== undefined, nodeCrypto);
  const { reason, ...signatures } = judgement;
  if (options.json)
    console.log(
      JSON.stringify({
        kind,
        ...signatures,
        ...(reason !== '' && { reason }),
        message: message && JSON.parse(messageJson(message)),
      }),
    );
  else {
    console.log(`${kind}: ${signatures.signature ?? 'unsigned'}${reason && ` (${reason})`}`);
    if (message !== undefined) console.log(messageJson(message));
  }
  if (message === undefined || judgement.signature === 'invalid') process.exitCode = 1;
}

function bytesOf(text: string): Uint8Array {
  const encoding = /^([0-9a-f]{2})+$/i.test(text) ? 'hex' : 'base64';
  return Uint8Array.from(Buffer.from(text, encoding));
}
