/**
 * Targets that implement nothing: whatever passes on one of them judges nothing. They serve on the
 * network of the bench, which answers Ping for them.
 */
import { toBinary } from '@bufbuild/protobuf';
import type { Stream } from '../../src/ports.js';
import { EnvelopeSchema, GossipMessage_Tag as Tag } from '../../src/wire/gen/gossip/message_pb.js';
import type { InProcessTarget } from '../harness/bench.js';
import { contentOf, type Decoded, decodeEnvelope } from '../harness/wire/decode.js';
import { membershipResponse, messageOf, sealed } from '../harness/wire/messages.js';
import { inProcessTarget } from '../targets/inproc.js';

const acceptingWith = (name: string, accepted: (stream: Stream) => void): InProcessTarget =>
  inProcessTarget({
    implementation: { name, version: '0', language: 'none', profile: 'hardened' },
    async start(node, { transport }) {
      const create = async () => {
        const own = transport();
        await own.serve(node.listen, accepted);
        return own;
      };
      let current = await create();
      return {
        endpoint: node.listen,
        exit: undefined,
        stop: () => current.close(),
        kill: () => current.close(),
        async restart() {
          current = await create();
        },
        logTail: () => [`${name} serves ${node.listen}`],
      };
    },
  });

const ignored = { received: () => {}, ended: () => {} };

/** Answers that the case has already answered, by the bench itself. */
export const ANSWERED_BY_THE_BENCH: readonly string[] = ['link/ping-answered-without-handshake'];

export const degenerateTargets: readonly InProcessTarget[] = [
  acceptingWith('silent', (stream) => stream.listen(ignored)),
  acceptingWith('echo', (stream) =>
    stream.listen({ ...ignored, received: (bytes) => stream.send(bytes) }),
  ),
  acceptingWith('closes at once', (stream) => {
    stream.listen(ignored);
    stream.end('UNKNOWN');
  }),
  acceptingWith('closes at the first message', (stream) =>
    stream.listen({ ...ignored, received: () => stream.end('UNKNOWN') }),
  ),
  acceptingWith('random', (stream) => {
    const next = noise();
    stream.listen({ ...ignored, received: ({ length }) => stream.send(next(length)) });
  }),
  acceptingWith('replays', (stream) => {
    const heard: Uint8Array[] = [];
    stream.listen({
      ...ignored,
      received(bytes) {
        heard.push(bytes);
        for (const each of heard) stream.send(each);
      },
    });
  }),
  acceptingWith('says yes', (stream) =>
    stream.listen({
      ...ignored,
      received(bytes) {
        const decoded = decodeEnvelope(bytes);
        if (decoded) stream.send(yesTo(decoded, bytes));
      },
    }),
  ),
];

/** The answer that somebody hopes for who asks, as far as one without keys can give it. */
function yesTo(asked: Decoded, bytes: Uint8Array): Uint8Array {
  const { tag = Tag.EMPTY, nonce = 0n, channel = new Uint8Array() } = asked.message ?? {};
  const answer = (content: Parameters<typeof messageOf>[0]['content']): Uint8Array =>
    toBinary(EnvelopeSchema, sealed(messageOf({ tag, nonce, channel, content: content! })));
  const request = contentOf(asked, 'memReq');
  if (request) {
    const { selfInformation } = request;
    const alive = selfInformation ? [selfInformation] : [];
    return toBinary(EnvelopeSchema, membershipResponse({ alive }, { nonce }));
  }
  const hello = contentOf(asked, 'hello');
  if (hello) {
    const { msgType } = hello;
    return answer({ case: 'dataDig', value: { msgType, nonce: hello.nonce, digests: [] } });
  }
  const wanted = contentOf(asked, 'dataReq');
  if (wanted) {
    const { msgType } = wanted;
    return answer({ case: 'dataUpdate', value: { msgType, nonce: wanted.nonce, data: [] } });
  }
  if (contentOf(asked, 'stateInfoPullReq'))
    return answer({ case: 'stateSnapshot', value: { elements: [] } });
  if (contentOf(asked, 'stateRequest'))
    return answer({ case: 'stateResponse', value: { payloads: [] } });
  return bytes;
}

/** Bytes without sense, the same in every run (xorshift). */
function noise(): (length: number) => Uint8Array {
  let state = 0x9e3779b9;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0xff;
  };
  return (length) => Uint8Array.from({ length }, next);
}
