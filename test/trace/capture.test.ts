/** A recorded session of Fabric as a trace: who, what passed, what the peers say of themselves. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { type CaptureRow, readCapture } from '../../src/adapters/capture/rows.js';
import { linesOfCapture } from '../../src/trace/capture.js';

const schema = JSON.parse(readFileSync('spec/schema/trace.schema.json', 'utf8'));
const rows: CaptureRow[] = [];
for await (const row of readCapture('spec/vectors/fabric-2.4.9/traffic.jsonl')) rows.push(row);
const lines = linesOfCapture(rows, { title: 'traffic.jsonl' });
const told = lines.map(({ trace }) => trace);

it('is a trace by its schema, in order of time', () => {
  const validate = new Ajv({ allErrors: true }).compile(schema);
  for (const line of lines)
    expect(validate(line), JSON.stringify([line, validate.errors])).toBe(true);
  expect(lines.every(({ atMs }, i) => i === 0 || atMs >= lines[i - 1]!.atMs)).toBe(true);
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, i) => i + 1));
});
it('names the four peers by their certificates, with organisation and PKI-ID', () => {
  const people = lines.flatMap(({ peer, trace }) =>
    trace.kind === 'who' ? [[peer, trace.organisation, trace.role, trace.pkiId.slice(0, 8)]] : [],
  );
  expect(people.sort()).toEqual([
    ['peer0.org1.test', 'Org1MSP', 'target', 'a58aa623'],
    ['peer0.org2.test', 'Org2MSP', 'target', 'f12bc916'],
    ['peer1.org1.test', 'Org1MSP', 'target', '8a6e8294'],
    ['peer2.org1.test', 'Org1MSP', 'peer', 'a6e5e9d7'],
  ]);
});
it('has every envelope, byte for byte, between whom it passed', () => {
  const messages = told.flatMap((trace) => (trace.kind === 'message' ? [trace] : []));
  expect(messages).toHaveLength(rows.length);
  expect(messages.map(({ envelope }) => envelope)).toEqual(
    rows.map(({ bytes }) => Buffer.from(bytes).toString('base64')),
  );
  const blocks = messages.filter(({ message }) => message === 'dataMsg');
  expect(new Set(blocks.map(({ block }) => block))).toEqual(
    new Set(['1', '2', '3', '4', '5', '6', '7', '8']),
  );
  expect(blocks.every(({ channel }) => channel === 'ch1')).toBe(true);
});
it('tells of what channel a message is that names it by its code alone', () => {
  const about = (kind: string, by?: string) =>
    told.flatMap((trace) =>
      trace.kind === 'message' && trace.message === kind && (by ?? trace.from) === trace.from
        ? [trace.channel]
        : [],
    );
  expect(about('stateInfo').length).toBeGreaterThan(3);
  expect(new Set(about('stateInfo'))).toEqual(new Set(['ch1']));
  expect(new Set(about('stateInfoPullReq', 'peer0.org2.test'))).toEqual(new Set(['ch1']));
  // It asks about a channel, too, that nobody here has named: that stays unknown.
  const ofFirst = about('stateInfoPullReq', 'peer0.org1.test');
  expect(ofFirst.filter((channel) => channel === 'ch1')).toHaveLength(ofFirst.length / 2);
  expect(new Set(ofFirst)).toEqual(new Set(['ch1', undefined]));
  expect(new Set(about('aliveMsg'))).toEqual(new Set([undefined]));
});
it('tells who leads, one after the other, and the heights', () => {
  const led = lines.flatMap(({ peer, trace }) =>
    trace.kind === 'state' && trace.leads !== undefined && trace.channel === 'ch1'
      ? [[peer, trace.leads]]
      : [],
  );
  const org1 = led.filter(([peer]) => String(peer).includes('org1'));
  expect(org1).toEqual([
    ['peer1.org1.test', true],
    ['peer1.org1.test', false],
    ['peer0.org1.test', true],
  ]);
  const heights = lines.flatMap(({ peer, trace }) =>
    trace.kind === 'state' && trace.height !== undefined && peer === 'peer0.org2.test'
      ? [Number(trace.height)]
      : [],
  );
  expect(heights.at(-1)).toBe(9);
});
