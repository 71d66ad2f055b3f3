/** Counts over the recorded sessions, and what one flipped byte does to them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCertificates } from '../../src/adapters/capture/certificates.js';
import { CaptureError, type CaptureRow, readCapture } from '../../src/adapters/capture/rows.js';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import { identitiesOf, inspect, knownFrom, surveyCapture } from '../../src/cli/decode/survey.js';
import { decodeEnvelope, encodeEnvelope } from '../../src/wire/envelope.js';
import type { Envelope } from '../../src/wire/message-types.js';
import { fc } from '../support/drawing.js';

const VECTORS = 'spec/vectors/fabric-2.4.9';
const certificates = readCertificates(`${VECTORS}/certs`);
const rows: CaptureRow[] = [];
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-'));
  for await (const row of readCapture(`${VECTORS}/traffic.jsonl`)) rows.push(row);
});
afterAll(() => rmSync(folder, { recursive: true }));

const envelopeOf = (row: CaptureRow): Envelope => {
  const decoded = decodeEnvelope(row.bytes);
  if (decoded.verdict !== 'accept') throw new Error(`line ${row.line}: ${decoded.reason}`);
  return decoded.value;
};

/** The row with one bit of one byte of its payload turned over. */
function flipped(row: CaptureRow, at: number, bit: number): CaptureRow {
  const envelope = envelopeOf(row);
  const payload = Uint8Array.from(envelope.payload);
  payload[at % payload.length]! ^= 1 << bit;
  return { ...row, bytes: encodeEnvelope({ ...envelope, payload }) };
}

describe('decode: recorded sessions', () => {
  it('WIRE-38: every signature of traffic.jsonl verifies', async () => {
    expect(await surveyCapture(`${VECTORS}/traffic.jsonl`, certificates, nodeCrypto)).toMatchObject(
      {
        envelopes: 814,
        roundTrip: 810,
        signed: 378,
        unsigned: 436,
        nested: 232,
        secrets: 46,
        signatures: { valid: 610, invalid: 0, unverifiable: 0 },
        secretSignatures: { valid: 86, invalid: 0, unverifiable: 0 },
        problems: [],
      },
    );
  });
  it('WIRE-38: every signature of pull.jsonl verifies', async () => {
    expect(await surveyCapture(`${VECTORS}/pull.jsonl`, certificates, nodeCrypto)).toMatchObject({
      envelopes: 562,
      roundTrip: 560,
      signatures: { valid: 414, invalid: 0, unverifiable: 0 },
      secretSignatures: { valid: 141, invalid: 0, unverifiable: 0 },
      problems: [],
    });
  });
  it('counts as unverifiable what nobody vouches for', async () => {
    const survey = await surveyCapture(`${VECTORS}/traffic.jsonl`, undefined, nodeCrypto);
    expect(survey.signatures).toEqual({ valid: 0, invalid: 0, unverifiable: 610 });
  });
});

describe('decode: one flipped byte', () => {
  it.each([1, 3, 9, 76, 200, 600])('of line %i turns up as one invalid row', async (line) => {
    const lines = readFileSync(`${VECTORS}/traffic.jsonl`, 'utf8').trim().split('\n');
    const signed = rows.findIndex((r) => r.line >= line && envelopeOf(r).signature.length > 0);
    const row = flipped(rows[signed]!, 40, 3);
    const { ms, dir, conn, kind } = row;
    const envelope = Buffer.from(row.bytes).toString('base64');
    lines[signed] = JSON.stringify({ ms, dir, conn, kind, envelope });
    const path = join(folder, `flipped-${line}.jsonl`);
    writeFileSync(path, lines.join('\n'));
    const survey = await surveyCapture(path, certificates, nodeCrypto);
    expect(survey.problems.map((p) => [p.line, p.signature])).toEqual([[row.line, 'invalid']]);
    expect(survey.signatures.invalid).toBe(1);
  });
  it('is invalid wherever it is', () => {
    const identities = rows.flatMap(({ bytes }) => identitiesOf(bytes));
    const known = knownFrom(identities, certificates, nodeCrypto);
    const signed = rows.filter((row) => envelopeOf(row).signature.length > 0);
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(7), (index, at, bit) => {
        const row = flipped(signed[index % signed.length]!, at, bit);
        expect(inspect(row, known, true, nodeCrypto).judgement.signature).toBe('invalid');
      }),
      { numRuns: 300 },
    );
  });
});

describe('decode: a capture that cannot be read', () => {
  const readAll = async (text: string) => {
    const path = join(folder, 'broken.jsonl');
    writeFileSync(path, text);
    for await (const _ of readCapture(path));
  };
  it.each([
    ['{"ms":1', /broken\.jsonl:1: expected one JSON object/],
    ['\n{"ms":-1,"dir":"in","envelope":""}', /:2: ms: expected milliseconds .* got -1/],
    ['{"ms":1,"dir":"up","envelope":""}', /:1: dir: expected "in" or "out", got "up"/],
    ['{"ms":1,"dir":"in","envelope":"%%"}', /:1: envelope: expected .* base64, got "%%"/],
    ['{"ms":1,"dir":"in"}', /:1: envelope: expected .* got nothing/],
  ])('%j is told with its line and field', async (text, message) => {
    await expect(readAll(text)).rejects.toThrow(CaptureError);
    await expect(readAll(text)).rejects.toThrow(message);
  });
});
