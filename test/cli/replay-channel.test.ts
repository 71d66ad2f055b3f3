/** The recorded session of real Fabric peers, lived through by a reference peer that has joined the channel. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCertificates } from '../../src/adapters/capture/certificates.js';
import { type CaptureRow, readCapture } from '../../src/adapters/capture/rows.js';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import { infoOf, ledgersOf } from '../../src/cli/replay/channels.js';
import { stateResponsesIn } from '../../src/cli/replay/state-responses.js';
import { messageOf, worldOf } from '../../src/cli/replay/world.js';
import { createPeer } from '../../src/peer/peer.js';
import { type ReplayEvent, replay } from '../../src/simulator/replay.js';
import { blockHeaderHash, decodeBlock } from '../../src/wire/block.js';
import { createCodec } from '../../src/wire/codec/codec.js';
import { encodeGossipMessage } from '../../src/wire/envelope.js';
import { EnvelopeSchema } from '../../src/wire/gen/gossip/message_pb.js';

const VECTORS = 'spec/vectors/fabric-2.4.9';
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

async function lived(file: string, change = (rows: CaptureRow[]) => rows) {
  const recorded: CaptureRow[] = [];
  for await (const row of readCapture(`${VECTORS}/${file}`)) recorded.push(row);
  const world = worldOf(recorded, readCertificates(`${VECTORS}/certs`), 'peer2.org1', nodeCrypto);
  const ledgers = ledgersOf([`${VECTORS}/blocks/ch1-0.block`], world.channelReader, nodeCrypto);
  const events: ReplayEvent[] = [];
  const rows = change(recorded);
  const peer = createPeer({
    ...world,
    signer: { publicKey: { algorithm: 'unsupported', name: '' }, sign: () => new Uint8Array(70) },
    crypto: nodeCrypto,
  });
  replay(rows, {
    peer,
    startMs: world.startMs!,
    connections: world.connections,
    tailMs: 0,
    ledgers,
    onEvent: (event) => events.push(event),
  });
  const heard = events.flatMap(({ ms, trace }) =>
    trace.kind === 'heard' ? [{ ms, what: trace.what, who: world.names.get(trace.author) }] : [],
  );
  const ledger = ledgers[0]!;
  const { height, currentBlockHash, previousBlockHash } = infoOf(ledger, nodeCrypto);
  const responses = stateResponsesIn(rows, ledgers, world.channelReader, nodeCrypto);
  return { events, heard, ledger, height, currentBlockHash, previousBlockHash, responses };
}

/** The rows with something changed in each pushed block of this number. */
const corrupting = (number: bigint) => (rows: CaptureRow[]) =>
  rows.map((row) => {
    const signed = messageOf(row.bytes);
    const { content } = signed?.message ?? {};
    if (content?.case !== 'dataMsg' || content.value.payload?.seqNum !== number) return row;
    const data = content.value.payload.data.slice();
    data[data.length >> 1]! ^= 1;
    content.value.payload.data = data;
    const payload = encodeGossipMessage(signed!.message);
    return { ...row, bytes: createCodec(EnvelopeSchema).encode({ ...signed!.envelope, payload }) };
  });

describe('replay: a channel of three Fabric peers', () => {
  it('XFER-1, LEDG-1: every pushed block is verified and committed, to the hashes that Fabric tells', async () => {
    const { height, currentBlockHash, previousBlockHash, ledger } = await lived('traffic.jsonl');
    expect({ height, currentBlockHash, previousBlockHash }).toEqual({
      height: 9,
      currentBlockHash: '66zJFYEE6b/6bXrERp0DQGihqyUjwcwpXgehS+gtR1w=',
      previousBlockHash: 'dOwDhhQhSa9X18Esf9tWUbnNYJEL2xcZ45FNMj4/X4k=',
    });
    for (const number of [0, 1, 5, 8]) {
      const served = decodeBlock(readFileSync(`${VECTORS}/blocks/ch1-${number}.block`));
      const held = decodeBlock(ledger.read(BigInt(number), BigInt(number))[0]!.bytes);
      if (served.verdict !== 'accept' || held.verdict !== 'accept') throw new Error('no block');
      expect(base64(blockHeaderHash(nodeCrypto, held.value.header!))).toBe(
        base64(blockHeaderHash(nodeCrypto, served.value.header!)),
      );
    }
  });
  it('ELEC-6: who leads, who proposes itself when the leader is gone, and who leads then', async () => {
    const { heard, events } = await lived('traffic.jsonl');
    expect(heard[0]).toEqual({ ms: 7_514, what: 'declaration', who: 'peer1.org1' });
    const after = heard.filter(({ ms }) => ms > 40_000);
    expect(after.slice(0, 2)).toEqual([
      { ms: 57_513, what: 'proposal', who: 'peer0.org1' },
      { ms: 62_523, what: 'declaration', who: 'peer0.org1' },
    ]);
    const death = events.find(({ trace }) => trace.kind === 'step' && trace.to === 'dead');
    expect(death!.ms).toBe(65_000);
  });
  it('XFER-1: without a sound block 4 the height stops at 4, whatever comes after', async () => {
    const { height, events } = await lived('traffic.jsonl', corrupting(4n));
    expect(height).toBe(4);
    const refused = events.filter(
      ({ trace }) => trace.kind === 'verdict' && trace.message === 'dataMsg',
    );
    expect(refused.map(({ trace }) => trace.kind === 'verdict' && trace.verdict)).toContain(
      'reject',
    );
  });
  it('XFER-1: the second recording ends at height 7, its state responses are of that chain', async () => {
    const { height, currentBlockHash, previousBlockHash, responses } = await lived('pull.jsonl');
    expect({ height, currentBlockHash, previousBlockHash }).toEqual({
      height: 7,
      currentBlockHash: 'ugSUkMeL/dPAcmd8bImbLSO/z5uesR372SEu5Hi5dYI=',
      previousBlockHash: 'o8z4JaKfm079PvysTdRe5kSq7zM+n6BsN8oMABkwTEo=',
    });
    expect(responses.map(({ first, last, flaw }) => ({ first, last, flaw }))).toEqual([
      { first: '0', last: '5', flaw: '' },
      { first: '0', last: '5', flaw: '' },
    ]);
  });
});
