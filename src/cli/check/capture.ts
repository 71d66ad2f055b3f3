/** The judgement of a capture: rule by rule, with the first line at which each is broken. */
import { readCertificates } from '../../adapters/capture/certificates.js';
import { readCapture } from '../../adapters/capture/rows.js';
import { nodeCrypto } from '../../adapters/crypto-node.js';
import { judgeCapture, type RuleResult } from '../../checker/validate/wire/judge-capture.js';
import { wireRules } from '../../checker/validate/wire/rules.js';
import { signatureRule } from '../../checker/validate/wire/signatures.js';
import type { Timings } from '../../checker/validate/wire/timing.js';
import { judgeEnvelope } from '../../wire/verify-known.js';
import { identitiesOf, knownFrom } from '../decode/survey.js';

export interface CaptureResult {
  readonly file: string;
  readonly kind: 'capture';
  /** Messages judged: those that the peer that recorded has received. */
  readonly received: number;
  /** PKI-IDs in hex. */
  readonly senders: readonly string[];
  readonly rules: readonly RuleResult[];
  /** Lines from the first on in which no rule is broken; all of them if none is. */
  readonly explainedTo: number;
}

/** @throws CaptureError if the capture or the certificates cannot be read. */
export async function captureResult(
  file: string,
  { certs, timings }: { readonly certs: string | undefined; readonly timings: Timings },
): Promise<CaptureResult> {
  const rules = [...wireRules(nodeCrypto, timings)];
  if (certs !== undefined) {
    const identities: Uint8Array[] = [];
    for await (const { bytes } of readCapture(file)) identities.push(...identitiesOf(bytes));
    const known = knownFrom(identities, readCertificates(certs), nodeCrypto);
    rules.unshift(
      signatureRule((envelope, message) =>
        judgeEnvelope(nodeCrypto, envelope, message, known, true),
      ),
    );
  }
  const judge = judgeCapture(rules);
  let last = 0;
  for await (const row of readCapture(file)) {
    judge.judge(row);
    last = row.line;
  }
  const { received, senders, results } = judge;
  const lines = results.flatMap(({ breaches }) => breaches.map(({ line }) => line));
  const explainedTo = Math.min(last, ...lines.map((line) => line - 1));
  return { file, kind: 'capture', received, senders, rules: results, explainedTo };
}

const SHOWN_MAX = 3;

export function textOfCapture(result: CaptureResult): string {
  const { file, received, senders, rules, explainedTo } = result;
  const isWhole = rules.every(({ breaches }) => breaches.length === 0);
  const said = isWhole
    ? 'nothing that the specification does not allow'
    : `explained up to line ${explainedTo}`;
  return [
    `${file}: ${said} (${received} messages of ${senders.length} peers)`,
    ...rules.flatMap(linesOf),
  ].join('\n');
}

function linesOf({ id, clauses, expected, looked, breaches }: RuleResult): string[] {
  const verdict = breaches.length > 0 ? 'broken' : looked > 0 ? 'kept' : 'unseen';
  const about = `  ${verdict.padEnd(6)} ${String(looked).padStart(6)}  ${expected} (${id}: ${clauses.join(', ')})`;
  const more = breaches.length - SHOWN_MAX;
  return [
    about,
    ...breaches
      .slice(0, SHOWN_MAX)
      .map(
        ({ line, sender, observed }) =>
          `         line ${line}, ${sender === '' ? 'nobody known' : `${sender.slice(0, 8)}…`}: ${observed}`,
      ),
    ...(more > 0 ? [`         and ${more} more`] : []),
  ];
}
