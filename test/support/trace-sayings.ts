/** What the peers of a trace say, in the words of its cast. */
import { create } from '@bufbuild/protobuf';
import { blockBytes } from '../../conformance/harness/minting/channel/block.js';
import {
  leadership,
  stateInfo,
  stateRequest,
  stateResponse,
} from '../../conformance/harness/wire/channel-messages.js';
import {
  type AliveOptions,
  alive,
  membershipRequest,
  membershipResponse,
} from '../../conformance/harness/wire/messages.js';
import { type Envelope, EnvelopeSchema } from '../../src/wire/gen/gossip/message_pb.js';
import type { Cast, Play } from './trace-play.js';

export type Say = ReturnType<typeof sayings>;

export function sayings(cast: Cast) {
  const life = (name: string, seqNum: number, more: Partial<AliveOptions> = {}): Envelope =>
    alive(cast.of[name]!, {
      endpoint: `${name}:7051`,
      internal: `${name}:7052`,
      incNum: 1n,
      seqNum: BigInt(seqNum),
      ...more,
    });
  return {
    cast,
    life,
    /** Without the secret, as other organisations get it. */
    bare: (name: string, seqNum: number, more: Partial<AliveOptions> = {}): Envelope =>
      life(name, seqNum, { ...more, internal: undefined }),
    state: (name: string, height: number, seqNum = height): Envelope =>
      stateInfo(cast.of[name]!, 'ch', {
        incNum: 1n,
        seqNum: BigInt(seqNum),
        height: BigInt(height),
      }),
    leads: (name: string, seqNum: number): Envelope =>
      leadership(cast.of[name]!, 'ch', true, { incNum: 1n, seqNum: BigInt(seqNum) }),
    served: (number: number, block = cast.ch.block(number), nonce = BigInt(number)): Envelope =>
      stateResponse('ch', [{ number, block }], { nonce }),
    asked: (number: number): Envelope =>
      stateRequest('ch', number, number, { nonce: BigInt(number) }),
    withCommitHash(number: number, text: string): Uint8Array {
      const block = cast.ch.copy(number);
      block.metadata!.metadata[4] = new TextEncoder().encode(text);
      return blockBytes(block);
    },
    withChangedData(number: number): Uint8Array {
      const block = cast.ch.copy(number);
      block.data!.data[0] = Uint8Array.of(...block.data!.data[0]!, 0);
      return blockBytes(block);
    },
    unsigned(number: number): Uint8Array {
      const block = cast.ch.copy(number);
      block.metadata!.metadata[0] = new Uint8Array();
      return blockBytes(block);
    },
    flipped: (envelope: Envelope): Envelope =>
      create(EnvelopeSchema, {
        ...envelope,
        signature: envelope.signature.map((byte, i) => (i === 20 ? byte ^ 1 : byte)),
      }),
    /** t1 and t2 know of each other, and time enough has passed for everything that comes eventually. */
    calm(play: Play): void {
      play.told('t1', 'o1', membershipResponse({ alive: [life('t2', 1), life('t1', 1)] }));
      play.told('t2', 'o1', membershipResponse({ alive: [life('t1', 1), life('t2', 1)] }));
      play.pass(60_000);
    },
    /** Questions for what `calm` tells. */
    asks(play: Play, times = 1): void {
      for (let i = 0; i < times; i += 1)
        for (const node of ['t1', 't2'])
          play.said('o1', node, membershipRequest(life('o1', 100 + i)));
    },
  };
}
