/** A probe: what wakes those who wait for it. */
import { toBinary } from '@bufbuild/protobuf';
import { beforeAll, expect, it } from 'vitest';
import { realClock } from '../../conformance/harness/clock.js';
import { evidence } from '../../conformance/harness/evidence.js';
import {
  mintOrganisation,
  type PeerCredentials,
} from '../../conformance/harness/minting/organisation.js';
import { createProbe } from '../../conformance/harness/probe.js';
import { conn } from '../../conformance/harness/wire/messages.js';
import { hex } from '../../conformance/harness/wire/sign.js';
import type { Stream, StreamListener } from '../../src/ports.js';
import { EnvelopeSchema } from '../../src/wire/gen/gossip/message_pb.js';

/** Nobody may wait until it is over. */
const HOUR_MS = 3_600_000;

let node: PeerCredentials;
let own: PeerCredentials;
beforeAll(async () => {
  const organisation = await mintOrganisation('OMSP');
  [node, own] = await Promise.all([organisation.mintPeer('target'), organisation.mintPeer('o1')]);
});

/** A stream to a node that answers a handshake a moment later, in one of two ways. */
function answered(by: (listener: StreamListener) => void): Stream {
  let listener: StreamListener;
  return {
    remoteTlsHash: undefined,
    localTlsHash: undefined,
    remoteAddress: 'node',
    send: () => void setImmediate(() => by(listener)),
    end() {},
    listen(to) {
      listener = to;
    },
  };
}

function probeOn(stream: Stream) {
  const clock = realClock();
  const target = { name: 't1', endpoint: 'node', credentials: node };
  return createProbe({
    name: 'o1',
    credentials: own,
    transport: { dial: async () => stream, ping: async () => {} },
    clock,
    evidence: evidence(clock.now, clock.poke),
    known: new Map([node, own].map(({ pkiId, identity }) => [hex(pkiId), identity])),
    target: () => target,
    nodeOf: (pkiId) => (hex(pkiId) === hex(node.pkiId) ? 't1' : undefined),
    endpoint: '127.0.0.1:1',
    external: '',
    handshakeMs: HOUR_MS,
  });
}

it('goes on as soon as the handshake of the node is there', async () => {
  const handshake = toBinary(EnvelopeSchema, conn(node));
  const connection = await probeOn(answered(({ received }) => received(handshake))).connect();
  expect(connection.isAnswered).toBe(true);
});

it('gives up as soon as the node ends the stream instead', async () => {
  const refused = probeOn(answered(({ ended }) => ended('UNKNOWN', 'not you'))).connect();
  await expect(refused).rejects.toThrow(/ended the stream \(not you\)/);
});
