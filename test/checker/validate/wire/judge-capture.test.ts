/** Recorded traffic of Fabric peers: allowed as it is; and with one thing in it that is not, found by its rule. */
import { describe, expect, it } from 'vitest';
import type { CaptureRow } from '../../../../src/adapters/capture/rows.js';
import { nodeCrypto } from '../../../../src/adapters/crypto-node.js';
import { judgeCapture } from '../../../../src/checker/validate/wire/judge-capture.js';
import { captureResult } from '../../../../src/cli/check/capture.js';
import { decodeBlock, encodeBlock } from '../../../../src/wire/block.js';
import { encodeEnvelope } from '../../../../src/wire/envelope.js';
import { GossipMessage_Tag as Tag } from '../../../../src/wire/gen/gossip/message_pb.js';
import { encodeSerializedIdentity } from '../../../../src/wire/serialized-identity.js';
import {
  brokenIn,
  isKind,
  type Kind,
  opened,
  rewritten,
  rowsOf,
  VECTORS,
} from '../../../support/captures.js';

const timings = { aliveTimeInterval: 5_000, leaderElectionDuration: 5_000 };

const traffic = await rowsOf('fabric-2.4.9/traffic.jsonl');
const pull = await rowsOf('fabric-2.4.9/pull.jsonl');
const broken = (rows: readonly CaptureRow[]) => brokenIn(rows, timings);

function find(
  rows: readonly CaptureRow[],
  kind: Kind,
  fits: (row: CaptureRow, index: number) => boolean = () => true,
): number {
  const index = rows.findIndex((row, at) => row.dir === 'in' && isKind(row, kind) && fits(row, at));
  expect(index).toBeGreaterThanOrEqual(0);
  return index;
}
const replaced = (rows: readonly CaptureRow[], index: number, row: CaptureRow): CaptureRow[] =>
  rows.map((its, at) => (at === index ? row : its));
const changed = (rows: readonly CaptureRow[], index: number, change: (message: any) => void) =>
  replaced(rows, index, rewritten(rows[index]!, change));
const added = (rows: readonly CaptureRow[], row: CaptureRow): CaptureRow[] => [
  ...rows,
  { ...row, ms: rows.at(-1)!.ms + 5_000 },
];

describe('recorded traffic of Fabric', () => {
  it.each([
    ['fabric-2.4.9/traffic.jsonl', timings],
    ['fabric-2.4.9/pull.jsonl', timings],
    ['live/fabric-2.5.16/traffic.jsonl.gz', { aliveTimeInterval: 2_000 }],
    ['live/fabric-3.1.5/traffic.jsonl.gz', { aliveTimeInterval: 2_000 }],
  ])('CHEK-97: is allowed, with its signatures: %s', async (path, its) => {
    const file = `${VECTORS}/${path}`;
    const certs = `${file.slice(0, file.lastIndexOf('/'))}/certs`;
    const { rules, received } = await captureResult(file, { certs, timings: its });
    expect(received).toBeGreaterThan(100);
    expect(rules.filter(({ breaches }) => breaches.length > 0)).toEqual([]);
    const unseen = rules.filter(({ looked }) => looked === 0).map(({ id }) => id);
    // Nobody asked for blocks of a range there, or pulled.
    const missing = ['state-range', 'pull-items', 'leads-too-soon', 'state-answered'];
    expect([...missing, 'block-hello-answered']).toEqual(expect.arrayContaining(unseen));
  });
});

describe('traffic with one thing in it that is not allowed', () => {
  const cases: [string, () => [readonly CaptureRow[], number]][] = [
    ['decodes', () => [replaced(traffic, 50, { ...traffic[50]!, bytes: Uint8Array.of(7) }), 50]],
    [
      'tag',
      () => {
        const at = find(traffic, 'aliveMsg');
        return [
          changed(traffic, at, (m) => {
            m.tag = Tag.ORG_ONLY;
          }),
          at,
        ];
      },
    ],
    [
      'handshake-first',
      () => {
        const at = find(traffic, 'conn', ({ conn }) => conn === 'srv3');
        return [traffic.filter((_, index) => index !== at), at];
      },
    ],
    [
      'signed-kinds',
      () => {
        const at = find(traffic, 'stateInfo');
        const envelope = { ...opened(traffic[at]!).envelope, signature: new Uint8Array(0) };
        return [replaced(traffic, at, { ...traffic[at]!, bytes: encodeEnvelope(envelope) }), at];
      },
    ],
    [
      'timestamp-used-twice',
      () => {
        const row = traffic[find(traffic, 'aliveMsg')]!;
        const other = rewritten(row, (m) => {
          m.content.value.membership.endpoint = 'elsewhere:1';
        });
        return [added(traffic, other), traffic.length];
      },
    ],
    [
      'older-than-before',
      () => {
        const remote = traffic[find(traffic, 'conn', ({ conn }) => conn === 'cli1')]!;
        const pki = authorOf(remote);
        const at = find(traffic, 'aliveMsg', (row) => row.conn === 'cli1' && authorOf(row) === pki);
        return [added(traffic, traffic[at]!), traffic.length];
      },
    ],
    [
      'height-falls',
      () => {
        const at = find(traffic, 'stateInfo', (_, index) => index > 300);
        const lower = rewritten(traffic[at]!, (m) => {
          m.content.value.timestamp.seqNum += 1_000_000_000_000n;
          m.content.value.properties.ledgerHeight = 1n;
        });
        return [added(traffic, lower), traffic.length];
      },
    ],
    [
      'leadership-of-its-sender',
      () => {
        const at = find(traffic, 'leadershipMsg');
        const conn = traffic[at]!.conn === 'cli1' ? 'cli2' : 'cli1';
        return [replaced(traffic, at, { ...traffic[at]!, conn }), at];
      },
    ],
    [
      'answers',
      () => {
        const at = find(traffic, 'memRes');
        return [added(traffic, traffic[at]!), traffic.length];
      },
    ],
    [
      'pull-items',
      () => {
        const asked = pull.findIndex((row) => row.dir === 'out' && isKind(row, 'dataReq'));
        const rows = changed(pull, asked, (m) => {
          m.content.value.digests = [Uint8Array.of(9)];
        });
        return [
          rows,
          find(
            rows,
            'dataUpdate',
            ({ conn }, index) => index > asked && conn === pull[asked]!.conn,
          ),
        ];
      },
    ],
    [
      'pull-items',
      () => {
        const asked = pull.findIndex((row) => row.dir === 'out' && isKind(row, 'dataReq'));
        return [added(pull, { ...pull[asked]!, dir: 'in' }), pull.length];
      },
    ],
    [
      'state-range',
      () => {
        const at = find(traffic, 'stateResponse');
        return [
          changed(traffic, at, (m) => {
            m.content.value.payloads[0].seqNum += 100n;
          }),
          at,
        ];
      },
    ],
    [
      'pushed-back',
      () => {
        const index = traffic.findIndex((row) => row.dir === 'out' && isKind(row, 'stateInfo'));
        const { conn, bytes } = traffic[index]!;
        // Nobody else got it.
        const rows = traffic.filter(
          (row) => row.conn === conn || Buffer.compare(row.bytes, bytes) !== 0,
        );
        const only = rows.slice(0, rows.indexOf(traffic[index]!) + 1);
        return [added(only, { ...traffic[index]!, dir: 'in' }), only.length];
      },
    ],
    [
      'secret-abroad',
      () => {
        const at = find(
          traffic,
          'aliveMsg',
          (row) => opened(row).envelope.secretEnvelope !== undefined,
        );
        return [added(traffic, { ...traffic[at]!, conn: 'srv3' }), traffic.length];
      },
    ],
    [
      'third-organisation',
      () => {
        const at = find(traffic, 'aliveMsg', ({ conn }) => conn === 'srv3');
        const third = rewritten(traffic[at]!, (m) => {
          m.content.value.membership.pkiId = new Uint8Array(32).fill(3);
          m.content.value.identity = encodeSerializedIdentity('Org3MSP', new Uint8Array(8));
        });
        return [added(traffic, third), traffic.length];
      },
    ],
    [
      'block-abroad',
      () => {
        const at = find(traffic, 'dataMsg');
        return [added(traffic, { ...traffic[at]!, conn: 'srv3' }), traffic.length];
      },
    ],
    [
      'block-sound',
      () => {
        const at = find(traffic, 'dataMsg');
        return [
          changed(traffic, at, (m) => {
            m.content.value.payload.seqNum += 1n;
          }),
          at,
        ];
      },
    ],
    [
      'one-chain',
      () => {
        const first = traffic[find(traffic, 'dataMsg')]!;
        const other = rewritten(first, (m) => {
          const { payload } = m.content.value;
          const decoded = decodeBlock(payload.data);
          if (decoded.verdict !== 'accept') throw new Error(decoded.reason);
          decoded.value.header!.previousHash = new Uint8Array(32);
          payload.data = encodeBlock(decoded.value);
        });
        return [added(traffic, other), traffic.length];
      },
    ],
  ];
  it.each(cases)('CHEK-97: rule %s finds it at its line', (id, plant) => {
    const [rows, index] = plant();
    expect(broken(rows)).toMatchObject({ [id]: index + 1 });
  });

  it('CHEK-97: what comes too often is found, and nothing else', () => {
    const hasty = traffic.map((row) => ({ ...row, ms: row.ms / 3 }));
    expect(Object.keys(broken(hasty)).sort()).toEqual(['heartbeat-too-often', 'leads-too-soon']);
  });

  it('CHEK-97: a signature that is not the author’s is found', async () => {
    const { signatureRule } = await import('../../../../src/checker/validate/wire/signatures.js');
    const { readCertificates } = await import('../../../../src/adapters/capture/certificates.js');
    const { identitiesOf, knownFrom } = await import('../../../../src/cli/decode/survey.js');
    const { judgeEnvelope } = await import('../../../../src/wire/verify-known.js');
    const identities = traffic.flatMap(({ bytes }) => identitiesOf(bytes));
    const certificates = readCertificates(`${VECTORS}/fabric-2.4.9/certs`);
    const known = knownFrom(identities, certificates, nodeCrypto);
    const rule = signatureRule((envelope, message) =>
      judgeEnvelope(nodeCrypto, envelope, message, known, true),
    );
    const at = find(traffic, 'stateInfo');
    const forged = changed(traffic.slice(0, at + 1), at, (m) => {
      m.content.value.timestamp.seqNum += 1n;
    });
    const judge = judgeCapture([rule]);
    for (const row of forged) judge.judge(row);
    expect(judge.results.at(-1)!.breaches.map(({ line }) => line)).toEqual([at + 1]);
  });
});

const authorOf = (row: CaptureRow): string => {
  const { content } = opened(row).message;
  if (content.case === 'conn') return Buffer.from(content.value.pkiId).toString('hex');
  if (content.case !== 'aliveMsg') return '';
  return Buffer.from(content.value.membership!.pkiId).toString('hex');
};
