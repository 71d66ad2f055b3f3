/**
 * Judges a capture: whether what others sent to the peer that recorded is allowed, by what was seen of them. Each
 * rule is an obligation of the sender and decides by itself; nothing is guessed of what was not seen.
 *
 * Implements spec/17-checker.md, CHEK-97.
 */

import type { SignedMessage } from '../../../wire/envelope.js';
import { contentKindOf, decodeSignedMessage, openEnvelope } from '../../../wire/envelope.js';
import { toHex } from '../../../wire/hex.js';
import { envelopesIn } from '../../../wire/inside.js';
import { decodeSerializedIdentity } from '../../../wire/serialized-identity.js';
import { type Cast, contentOf, KEPT, type Seen, type WireRule } from './seen.js';

/** A row of a capture. */
export interface CapturedRow {
  readonly line: number;
  readonly ms: number;
  readonly dir: 'in' | 'out';
  readonly conn: string;
  /** Serialized gossip.Envelope. */
  readonly bytes: Uint8Array;
}

export interface RuleResult {
  readonly id: string;
  readonly clauses: readonly string[];
  readonly expected: string;
  /** Messages about which it says something. */
  readonly looked: number;
  readonly breaches: readonly Breach[];
}

export interface Breach {
  readonly line: number;
  /** PKI-ID in hex of who sent it; empty before the handshake. */
  readonly sender: string;
  readonly observed: string;
}

export interface CaptureJudge {
  /** Rows in the order of the file. */
  judge(row: CapturedRow): void;
  readonly results: readonly RuleResult[];
  /** Messages judged. */
  readonly received: number;
  /** PKI-IDs in hex of those who sent. */
  readonly senders: readonly string[];
}

const DECODES = {
  id: 'decodes',
  clauses: ['WIRE-10', 'WIRE-11'],
  expected: 'envelopes with a gossip message in them',
};

export function judgeCapture(rules: readonly WireRule[]): CaptureJudge {
  const orgs = new Map<string, string>();
  const remotes = new Map<string, string>();
  let self = '';
  const cast: Cast = {
    orgOf: (pki) => orgs.get(pki),
    get self() {
      return self;
    },
  };
  interface Watched extends RuleResult {
    looked: number;
    readonly breaches: Breach[];
  }
  const fresh = ({ id, clauses, expected }: Omit<WireRule, 'watch'>): Watched => ({
    id,
    clauses,
    expected,
    looked: 0,
    breaches: [],
  });
  const decodes = fresh(DECODES);
  const watched = rules.map((rule) => ({ watch: rule.watch(cast), result: fresh(rule) }));
  let received = 0;

  /** Who speaks is known from handshakes, of whom they are from the identities in messages. */
  function learn(message: SignedMessage, row?: CapturedRow): void {
    const conn = contentOf(message, 'conn');
    const alive = contentOf(message, 'aliveMsg');
    const stored = contentOf(message, 'peerIdentity');
    const pkiId = conn?.pkiId ?? alive?.membership?.pkiId ?? stored?.pkiId;
    const identity = conn?.identity ?? alive?.identity ?? stored?.cert;
    if (pkiId === undefined) return;
    const pki = toHex(pkiId);
    const decoded = identity && decodeSerializedIdentity(identity);
    if (decoded?.verdict === 'accept' && decoded.value.mspid !== '' && !orgs.has(pki))
      orgs.set(pki, decoded.value.mspid);
    if (conn === undefined || row === undefined) return;
    if (row.dir === 'out') self = pki;
    else if (!remotes.has(row.conn)) remotes.set(row.conn, pki);
  }

  return {
    judge(row) {
      const { line, dir, conn } = row;
      const isIn = dir === 'in';
      received += Number(isIn);
      const decoded = decodeSignedMessage(row.bytes);
      if (isIn) decodes.looked += 1;
      if (decoded.verdict !== 'accept') {
        if (isIn)
          decodes.breaches.push({
            line,
            sender: remotes.get(conn) ?? '',
            observed: `${decoded.reason} (${decoded.clause})`,
          });
        return;
      }
      const signed = decoded.value;
      const inside = envelopesIn(signed.message).flatMap((envelope) => {
        const opened = openEnvelope(envelope);
        return opened.verdict === 'accept' ? [opened.value] : [];
      });
      learn(signed, row);
      for (const one of inside) learn(one);
      const remote = remotes.get(conn) ?? '';
      const kind = contentKindOf(signed.message);
      const seen: Seen = { line, ms: row.ms, dir, conn, signed, kind, inside, remote };
      for (const { watch, result } of watched) {
        const said = watch(seen);
        if (said === undefined) continue;
        result.looked += 1;
        if (said !== KEPT) result.breaches.push({ line, sender: remote, observed: said });
      }
    },
    get results() {
      return [decodes, ...watched.map(({ result }) => result)];
    },
    get received() {
      return received;
    },
    get senders() {
      return [...new Set(remotes.values())];
    },
  };
}
