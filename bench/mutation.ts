/**
 * Damaged envelopes through the decoder, and through a whole peer with its rules: none makes either
 * throw, and how many a second they judge.
 */
import { performance } from 'node:perf_hooks';
import { readCertificates } from '../src/adapters/capture/certificates.js';
import { type CaptureRow, readCapture } from '../src/adapters/capture/rows.js';
import { nodeCrypto } from '../src/adapters/crypto-node.js';
import { worldOf } from '../src/cli/replay/world.js';
import { createPeer, step } from '../src/peer/peer.js';
import { createSeededChoose } from '../src/simulator/choose-seeded.js';
import { decodeSignedMessage } from '../src/wire/envelope.js';
import { recordedEnvelopes } from './codec.js';
import type { BenchRow } from './measure.js';

const COUNT = 100_000;
const SEED = 1;

/** A small generator of 32-bit numbers (mulberry32): the same damage on every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}

/** One to four changes: a byte overwritten, cut out, put in, or the end cut off. */
function damaged(bytes: Uint8Array, next: () => number): Uint8Array {
  const out = [...bytes];
  for (let changes = 1 + (next() % 4); changes > 0 && out.length > 0; changes--) {
    const at = next() % out.length;
    const kind = next() % 8;
    if (kind < 4) out[at] = next() & 0xff;
    else if (kind < 6) out.splice(at, 1 + (next() % 4));
    else if (kind < 7) out.splice(at, 0, next() & 0xff, next() & 0xff);
    else out.length = at;
  }
  return Uint8Array.from(out);
}

export async function run(): Promise<BenchRow[]> {
  const next = numbers(SEED);
  const envelopes = recordedEnvelopes();
  const inputs = Array.from({ length: COUNT }, () =>
    damaged(envelopes[next() % envelopes.length]!, next),
  );
  let accepted = 0;
  let thrown = 0;
  const start = performance.now();
  for (const bytes of inputs) {
    try {
      if (decodeSignedMessage(bytes).verdict === 'accept') accepted += 1;
    } catch {
      thrown += 1;
    }
  }
  const perSecond = Math.round((1000 * COUNT) / (performance.now() - start));
  const name = `mutation: ${COUNT} damaged envelopes`;
  const counts = `${thrown} exceptions, ${accepted} still decode, ${COUNT - accepted - thrown} refused`;
  if (thrown > 0) throw new Error(`${name}: ${counts}`);
  return [
    { name, detail: `${counts}; ${perSecond} a second` },
    { name: `${name} into a peer`, detail: await intoPeer(inputs) },
  ];
}

const VECTORS = 'spec/vectors/fabric-2.4.9';

/** Each arrives on a link of a peer that knows the recorded organisations; an ended link is opened anew. */
async function intoPeer(inputs: readonly Uint8Array[]): Promise<string> {
  const rows: CaptureRow[] = [];
  for await (const row of readCapture(`${VECTORS}/traffic.jsonl`)) rows.push(row);
  const world = worldOf(rows, readCertificates(`${VECTORS}/certs`), 'peer2.org1', nodeCrypto);
  const signer = {
    publicKey: { algorithm: 'unsupported', name: 'none' } as const,
    sign: () => new Uint8Array(70),
  };
  const peer = createPeer({ ...world, signer, crypto: nodeCrypto });
  const choose = createSeededChoose(SEED);
  const at = world.startMs!;
  const hello = rows.find(({ conn, dir }) => conn === 'cli1' && dir === 'in')!;
  const hashes = world.connections.get('cli1')!;
  let links = 0;
  const open = () => {
    links += 1;
    const link = `a${links}`;
    step(peer, { type: 'stream.accepted', link, ...hashes }, at, choose);
    step(peer, { type: 'envelope.received', link, message: hello.bytes }, at, choose);
    return link;
  };
  step(peer, { type: 'start' }, at, choose);
  let link = open();
  let refused = 0;
  const start = performance.now();
  for (const bytes of inputs) {
    if (!peer.state.links.has(link)) link = open();
    const effects = step(peer, { type: 'envelope.received', link, message: bytes }, at, choose);
    if (effects.some((e) => e.type === 'report' && e.trace.kind === 'verdict')) refused += 1;
  }
  const perSecond = Math.round((1000 * inputs.length) / (performance.now() - start));
  return `no exception, ${refused} refused with a clause, ${links} links; ${perSecond} a second`;
}
