/**
 * The plot of many cases on alive messages: o1 and o2 are live members, o1 pushes what o9 said, and o2
 * shows whether the target forwards it. Judged by what o2 receives and by the membership view.
 */

import { toBinary } from '@bufbuild/protobuf';
import type { Envelope } from '../../../src/wire/gen/gossip/message_pb.js';
import { EnvelopeSchema } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import type { Probe } from '../../harness/probe.js';
import type { Member, Scene } from '../../harness/scene.js';
import { timeOf } from '../../harness/wire/authored.js';
import { hex } from '../../harness/wire/sign.js';

export interface Hearsay {
  readonly name: string;
  readonly title: string;
  readonly clauses: readonly [string, ...string[]];
  /** Alive messages of o9 that o1 pushes first, all of which are to be forwarded. */
  readonly before?: (o9: Probe) => readonly Envelope[];
  /** The one that is judged. */
  readonly judged: (o9: Probe, scene: Scene) => Envelope | Promise<Envelope>;
  /** Which rule for senders the judged one breaks, if any. */
  readonly illegal?: string;
}

interface Cast {
  readonly o1: Member;
  readonly o2: Member;
  readonly o9: Probe;
}

async function cast(scene: Scene, { before }: Hearsay): Promise<Cast> {
  await scene.start();
  const o1 = await scene.member('o1');
  const o2 = await scene.member('o2');
  const o9 = await scene.probe('o9');
  for (const envelope of before?.(o9) ?? []) {
    o1.connection.send(envelope);
    await scene.assume.message(o2.probe, 'aliveMsg', carrying(envelope));
  }
  return { o1, o2, o9 };
}

const carrying = (envelope: Envelope) => ({
  where: (_: unknown, decoded: { envelope: Envelope }) =>
    hex(decoded.envelope.payload) === hex(envelope.payload),
  that: 'of o9 as o1 pushed it',
});

/** The judged message is admitted and forwarded, byte for byte. */
export const forwarded = (hearsay: Hearsay): Case =>
  defineCase({
    id: `membership/alive-${hearsay.name}-forwarded`,
    clauses: hearsay.clauses,
    level: 'MUST',
    title: `a peer forwards ${hearsay.title}`,
    async run(scene) {
      const { o1, o2, o9 } = await cast(scene, hearsay);
      const judged = await hearsay.judged(o9, scene);
      if (hearsay.illegal) o1.connection.sendIllegal(judged, hearsay.illegal);
      else o1.connection.send(judged);
      const { decoded } = await scene.expect.message(o2.probe, 'aliveMsg', carrying(judged));
      const sent = hex(toBinary(EnvelopeSchema, judged));
      scene.expect.that(hex(decoded.bytes) === sent, 'the envelope as pushed', 'other bytes');
      const view = await scene.expect.membershipHas(o2, 'o9', 'alive', 'reaction');
      const payload = view.of('o9')?.envelope.payload ?? new Uint8Array();
      scene.expect.that(
        hex(payload) === hex(judged.payload),
        'that alive message in the membership view',
        view.told,
      );
    },
  });

/** Nothing comes of the judged message: it is not forwarded and changes nothing in the view. */
export const notForwarded = (hearsay: Hearsay): Case =>
  defineCase({
    id: `membership/alive-${hearsay.name}-not-forwarded`,
    clauses: hearsay.clauses,
    level: 'MUST',
    title: `a peer neither forwards nor applies ${hearsay.title}`,
    twin: 'membership/alive-of-a-new-author-forwarded',
    async run(scene) {
      const { o1, o2, o9 } = await cast(scene, hearsay);
      const before = timeOf((await scene.assume.membership(o2)).of('o9'));
      const judged = await hearsay.judged(o9, scene);
      if (hearsay.illegal) o1.connection.sendIllegal(judged, hearsay.illegal);
      else o1.connection.send(judged);
      // A copy of what came before may still be on its way to o9.
      await scene.expect.nothing({ witness: o2, on: [o1.probe, o2.probe] });
      const after = timeOf((await scene.expect.membership(o2)).of('o9'));
      const told = (time: typeof after) => (time ? `(${time.incNum}, ${time.seqNum})` : 'none');
      scene.expect.that(
        told(after) === told(before),
        `the view’s timestamp of o9 stays ${told(before)}`,
        told(after),
      );
    },
  });
