/**
 * Blocks that Fabric's peers really sent, into a peer with the real configuration of their channel: by push,
 * out of pull updates, and in state responses.
 */
import { describe, expect, it } from 'vitest';
import { readCertificates } from '../../../src/adapters/capture/certificates.js';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { worldOf } from '../../../src/cli/replay/world.js';
import { receiveBlock, refusalOfPulled, takePulled } from '../../../src/peer/blocks/receive.js';
import { hasSoundPrivateData, verifyBlock } from '../../../src/peer/blocks/verify.js';
import type { PeerEffect, PeerInput } from '../../../src/peer/io.js';
import { createPeer, step } from '../../../src/peer/peer.js';
import { perform } from '../../../src/peer/perform.js';
import type { Run } from '../../../src/peer/run.js';
import { blockHeaderHash } from '../../../src/wire/block.js';
import { openEnvelope, type SignedMessage } from '../../../src/wire/envelope.js';
import { blockIn, payloadOf, pushedBlock } from '../../support/block-messages.js';
import { opened } from '../../support/gossip-builders.js';
import { bytesOf, recordedBlock, rowsOf } from '../../support/recordings.js';
import { createPlainChoose, verdictsIn } from '../../support/scene.js';

const FOLDER = 'spec/vectors/fabric-2.4.9';
const NOW_MS = 1_785_000_000_000;

/** Messages that were received, of one kind, in order. */
const received = (file: 'traffic' | 'pull', kind: string): SignedMessage[] =>
  rowsOf(file)
    .filter((row) => row.dir === 'in' && row.kind === kind)
    .map(({ bytes }) => opened(bytes));

const isOfChannel = ({ message }: SignedMessage) =>
  new TextDecoder().decode(message.channel) === 'ch1';

/** The recorded peer with the recorded genesis block, and a ledger that takes every block at once. */
function recordedPeer(file: 'traffic' | 'pull') {
  const rows = rowsOf(file).map((row) => ({ ...row, conn: row.conn }));
  const world = worldOf(
    rows as never,
    readCertificates(`${FOLDER}/certs`),
    'peer2.org1',
    nodeCrypto,
  );
  const peer = createPeer({
    profile: 'fabric-2.5',
    identity: world.identity,
    signer: {
      publicKey: { algorithm: 'unsupported', name: 'none' },
      sign: () => new Uint8Array(70),
    },
    crypto: nodeCrypto,
    authority: world.authority,
    endpoint: world.endpoint,
    channelReader: world.channelReader,
  });
  const { choose } = createPlainChoose();
  const at = world.startMs ?? NOW_MS;
  const effects: PeerEffect[] = [];
  const feed = (input: PeerInput) => settle(step(peer, input, at, choose));
  function settle(asked: readonly PeerEffect[]): void {
    effects.push(...asked);
    for (const effect of asked)
      if (effect.type === 'block.commit')
        feed({ type: 'block.committed', channel: effect.channel, number: effect.number });
  }
  const configBlock = recordedBlock('ch1-0');
  const lastHash = blockHeaderHash(nodeCrypto, blockIn(configBlock).header!);
  feed({ type: 'start' });
  feed({ type: 'channel.join', channel: 'ch1', configBlock, height: 1n, lastHash });
  const entry = peer.state.channels.get('ch1')!;
  const inside = <T>(act: (run: Run) => T): T => {
    const out: PeerEffect[] = [];
    const result = act({ config: peer.config, state: peer.state, at, choose, out, perform });
    settle(out);
    return result;
  };
  const origin = { link: 'a1', sender: '', message: 'dataMsg', author: '' };
  return {
    entry,
    effects,
    inside,
    push: (signed: SignedMessage) => inside((run) => receiveBlock(run, entry, signed, origin)),
    pull: (signed: SignedMessage) =>
      inside((run) => {
        const refusal = refusalOfPulled(run, entry, signed);
        if (refusal === undefined) takePulled(run, entry, signed, origin);
        return refusal;
      }),
  };
}

describe('recorded blocks', () => {
  it('XFER-1, XFER-6, XFER-8: those that were pushed are committed up to the height and hash of Fabric', () => {
    const { push, entry, effects } = recordedPeer('traffic');
    for (const signed of received('traffic', 'DATA_MSG').filter(isOfChannel)) push(signed);
    expect(entry.height).toBe(9n);
    expect(entry.lastHash).toEqual(bytesOf('66zJFYEE6b/6bXrERp0DQGihqyUjwcwpXgehS+gtR1w='));
    expect(verdictsIn(effects).filter((verdict) => verdict.startsWith('reject'))).toEqual([]);
  });

  it('XFER-1, PUSH-I6: with block 4 damaged the height stops at 4, and nothing damaged is held', () => {
    const { push, entry, effects } = recordedPeer('traffic');
    for (const signed of received('traffic', 'DATA_MSG').filter(isOfChannel)) {
      const { content } = signed.message;
      const payload = content.case === 'dataMsg' ? content.value.payload! : undefined;
      if (payload?.seqNum !== 4n) push(signed);
      else {
        const data = payload.data.slice();
        data[data.length - 40]! ^= 1;
        push(pushedBlock({ ...payload, data }));
      }
    }
    expect(entry.height).toBe(4n);
    expect(entry.window.has(4n)).toBe(false);
    expect([...entry.buffer.blocks.keys()]).toEqual([5n, 6n, 7n, 8n]);
    expect(verdictsIn(effects).some((verdict) => /^reject WIRE-/.test(verdict))).toBe(true);
    push(pushedBlock(payloadOf(received4()[0]!)));
    expect(entry.height).toBe(9n);
  });

  it('PUSH-22, XFER-6: pushed and pulled ones together end at the height and hash of Fabric', () => {
    const { push, pull, entry } = recordedPeer('pull');
    for (const row of rowsOf('pull')) {
      if (row.dir !== 'in' || (row.kind !== 'DATA_MSG' && row.kind !== 'DATA_UPDATE')) continue;
      const signed = opened(row.bytes);
      const { content } = signed.message;
      if (content.case === 'dataMsg' && isOfChannel(signed)) push(signed);
      if (content.case !== 'dataUpdate' || !isOfChannel(signed)) continue;
      for (const envelope of content.value.data) {
        const item = openEnvelope(envelope);
        if (item.verdict === 'accept') expect(['known', undefined]).toContain(pull(item.value));
      }
    }
    expect(entry.height).toBe(7n);
    expect(entry.lastHash).toEqual(bytesOf('ugSUkMeL/dPAcmd8bImbLSO/z5uesR372SEu5Hi5dYI='));
  });

  it('XFER-1, XFER-13: recorded state responses hold the verified blocks of that chain, in order', () => {
    for (const file of ['traffic', 'pull'] as const) {
      const { inside, entry } = recordedPeer(file);
      const responses = received(file, 'STATE_RESPONSE').filter(isOfChannel);
      expect(responses.length).toBeGreaterThan(0);
      for (const { message } of responses) {
        const { content } = message;
        const payloads = content.case === 'stateResponse' ? content.value.payloads : [];
        let last: Uint8Array | undefined;
        for (const payload of payloads) {
          const verified = inside((run) => verifyBlock(run, entry, payload.seqNum, payload.data));
          // The genesis block has no signature of an orderer: it comes by joining, and never by gossip.
          const verdict = payload.seqNum === 0n ? 'reject' : 'accept';
          expect(verified, String(payload.seqNum)).toMatchObject({ verdict });
          const block = blockIn(payload.data);
          expect(hasSoundPrivateData(payload, block)).toBe(true);
          if (last !== undefined) expect(block.header!.previousHash).toEqual(last);
          last = blockHeaderHash(nodeCrypto, block.header!);
        }
      }
    }
  });
});

/** The bytes of block 4 as they were pushed. */
const received4 = (): Uint8Array[] =>
  received('traffic', 'DATA_MSG')
    .filter(isOfChannel)
    .flatMap(({ message: { content } }) =>
      content.case === 'dataMsg' && content.value.payload?.seqNum === 4n
        ? [content.value.payload.data]
        : [],
    );
