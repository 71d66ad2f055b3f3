/** What is wrong with a message in itself: its form, signatures, timestamps. */
import { create } from '@bufbuild/protobuf';
import { pullHello, stateInfo } from '../../../../conformance/harness/wire/channel-messages.js';
import { conn, membershipResponse } from '../../../../conformance/harness/wire/messages.js';
import {
  EnvelopeSchema,
  GossipMessage_Tag as Tag,
} from '../../../../src/wire/gen/gossip/message_pb.js';
import type { Planted } from './planted.js';

export const FORM_FAULTS: readonly Planted[] = [
  {
    rule: 'not-an-envelope',
    what: 'bytes that are none',
    plant: (play) => play.told('t1', 'o1', Uint8Array.of(0x0a, 0x05, 1)),
  },
  {
    rule: 'wrong-tag',
    what: 'an alive message for one organisation',
    plant: (play, say) => play.told('t1', 'o1', say.life('t1', 9, { tag: Tag.ORG_ONLY })),
  },
  {
    rule: 'signed-without-author',
    what: 'a signed hello',
    plant: (play) =>
      play.told(
        't1',
        'o1',
        create(EnvelopeSchema, {
          ...pullHello('identities', 1n),
          signature: Uint8Array.of(1),
        }),
      ),
  },
  {
    rule: 'bad-signature',
    what: 'an own alive message with a changed signature',
    plant: (play, say) => play.told('t1', 'o1', say.flipped(say.life('t1', 9))),
  },
  {
    rule: 'bad-signature',
    what: 'a response with an alive message that somebody else has signed',
    plant(play, say) {
      say.asks(play);
      const forged = say.life('o2', 9, { signing: { keyPem: say.cast.of.o1!.keyPem } });
      play.told('t1', 'o1', membershipResponse({ alive: [forged, say.life('t1', 1)] }));
    },
  },
  {
    rule: 'bad-signature',
    what: 'a secret that somebody else has signed',
    plant: (play, say) =>
      play.told(
        't1',
        'o1',
        say.life('t1', 9, { secretSigning: { keyPem: say.cast.of.o1!.keyPem } }),
      ),
  },
  {
    rule: 'handshake-not-bound',
    what: 'a handshake that names another TLS certificate',
    plant: (play, say) =>
      play.told('t1', 'o1', conn(say.cast.of.t1!, { tlsCertHash: new Uint8Array(32) })),
  },
  {
    rule: 'timestamp-used-twice',
    what: 'two alive messages of one timestamp',
    plant(play, say) {
      play.told('t1', 'o1', say.life('t1', 9));
      play.told('t1', 'o1', say.life('t1', 9, { identity: new Uint8Array() }));
    },
  },
  {
    rule: 'heartbeat-older',
    what: 'a heartbeat that is older than the one before',
    plant(play, say) {
      play.told('t1', 'o1', say.life('t1', 9));
      play.pass(5_000);
      play.told('t1', 'o1', say.life('t1', 8));
    },
  },
  {
    rule: 'channel-named',
    what: 'a StateInfo with the name of its channel',
    plant: (play, say) =>
      play.told(
        't1',
        'o1',
        stateInfo(say.cast.of.t1!, 'ch', {
          incNum: 1n,
          seqNum: 9n,
          height: 9n,
          channel: new TextEncoder().encode('ch'),
        }),
      ),
  },
];
