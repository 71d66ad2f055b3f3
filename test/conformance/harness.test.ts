/** The suite under test: it finds its own illegal messages, defects, crashes and unmet assumptions. */
import { describe, expect, it } from 'vitest';
import { type Case, defineCase } from '../../conformance/harness/case.js';
import type { Scene } from '../../conformance/harness/scene.js';
import { messageOf, sealed } from '../../conformance/harness/wire/messages.js';
import { GossipMessage_Tag as Tag } from '../../src/wire/gen/gossip/message_pb.js';
import { outcomeOf, reference } from '../support/conformance-run.js';

const playing = (run: Case['run'], other: Partial<Case> = {}): Case =>
  defineCase({
    id: 'link/of-this-test',
    clauses: ['LINK-1'],
    level: 'MUST',
    title: 'a peer is played with',
    run,
    ...other,
  });

const linked = async ({ start, probe }: Scene) => {
  await start();
  const o1 = await probe('o1');
  return { o1, link: await o1.connect() };
};

describe('a message that the suite sends', () => {
  it.each<[string, (scene: Scene) => Promise<void>]>([
    [
      'tag ORG_ONLY',
      async (s) => {
        const { o1, link } = await linked(s);
        link.send(o1.alive({ tag: Tag.ORG_ONLY }));
      },
    ],
    [
      'badly signed',
      async (s) => {
        const { o1, link } = await linked(s);
        link.send(o1.alive({ signing: 'nobody' }));
      },
    ],
    [
      'secret badly signed',
      async (s) => {
        const { o1, link } = await linked(s);
        link.send(o1.alive({ secretSigning: 'nobody' }));
      },
    ],
    [
      'identity has another PKI-ID',
      async (s) => {
        const { o1, link } = await linked(s);
        link.send(o1.alive({ pkiId: new Uint8Array(32) }));
      },
    ],
    [
      'inside memReq: aliveMsg badly signed',
      async (s) => {
        const { o1, link } = await linked(s);
        const self = o1.alive({ signing: 'nobody' });
        const content = { case: 'memReq', value: { selfInformation: self } } as const;
        link.send(sealed(messageOf({ tag: Tag.EMPTY, content })));
      },
    ],
    [
      'signature on memReq',
      async (s) => {
        const { o1, link } = await linked(s);
        const request = o1.membershipRequest();
        link.send({ ...request, signature: Uint8Array.of(1) });
      },
    ],
    [
      'not in canonical encoding',
      async (s) => {
        const { o1, link } = await linked(s);
        link.send(o1.alive({ unknownFields: Uint8Array.of(0x18, 0x01) }));
      },
    ],
    [
      'no legal tag',
      async (s) => {
        const { link } = await linked(s);
        link.send(sealed(messageOf({ content: { case: 'empty', value: {} } })));
      },
    ],
  ])('is refused as %s unless it is marked', async (why, run) => {
    const { verdict, message } = await outcomeOf(playing(run));
    expect(verdict).toBe('harness-error');
    expect(message).toContain(why);
  });
  it('is recorded with the rule that it breaks on purpose', async () => {
    const { verdict, exchange } = await outcomeOf(
      playing(async (s) => {
        const { o1, link } = await linked(s);
        link.sendIllegal(o1.alive({ tag: Tag.ORG_ONLY }), 'another tag');
      }),
    );
    expect(verdict).toBe('pass');
    expect(exchange.find(({ illegal }) => illegal === 'another tag')).toBeDefined();
  });
});

describe('the verdict of a case', () => {
  it('is harness-error if it asserts silence without a twin', async () => {
    const { verdict, message } = await outcomeOf(
      playing(async (s) => {
        const { o1, link } = await linked(s);
        await s.expect.nothing({ witness: { probe: o1, connection: link } });
      }),
    );
    expect([verdict, message]).toEqual(['harness-error', expect.stringContaining('twin')]);
  });
  it('is harness-error if it never starts the target, or throws what it should not', async () => {
    expect((await outcomeOf(playing(async () => {}))).verdict).toBe('harness-error');
    const thrown = await outcomeOf(
      playing(async () => {
        throw new TypeError('a slip');
      }),
    );
    expect([thrown.verdict, thrown.message]).toEqual([
      'harness-error',
      expect.stringContaining('a slip'),
    ]);
  });
  it('is warn where only a SHOULD is missed', async () => {
    const run: Case['run'] = async (s) => {
      await s.start();
      s.expect.that(false, 'this', 'that');
    };
    expect((await outcomeOf(playing(run, { level: 'SHOULD' }))).verdict).toBe('warn');
    expect((await outcomeOf(playing(run))).verdict).toBe('fail');
  });
  it('is inconclusive where an assumption is missed', async () => {
    const { verdict, reason } = await outcomeOf(
      playing(async (s) => {
        await s.start();
        s.assume.that(false, 'this', 'that');
      }),
    );
    expect([verdict, reason]).toEqual(['inconclusive', 'PRECONDITION_UNMET']);
  });
  it('is unsupported where a feature is not declared or the profile is another', async () => {
    const run: Case['run'] = async (s) => void (await s.start());
    const target = { ...reference(), features: [] };
    const missing = await outcomeOf(playing(run, { needs: ['multi-org'] }), target);
    expect([missing.verdict, missing.message]).toEqual([
      'unsupported',
      expect.stringContaining('multi-org'),
    ]);
    expect((await outcomeOf(playing(run, { profiles: ['hardened'] }))).verdict).toBe('unsupported');
  });
  it('is fail, as crashed, if the node ends by itself', async () => {
    const crashing = reference() as ReturnType<typeof reference> & {
      bench(seed: string): { start(node: unknown): Promise<object> };
    };
    const bench = crashing.bench.bind(crashing);
    crashing.bench = (seed) => {
      const own = bench(seed);
      const start = own.start.bind(own);
      own.start = async (node) => ({ ...(await start(node)), exit: { code: 2, signal: null } });
      return own;
    };
    const { verdict, observed } = await outcomeOf(
      playing(async (s) => void (await s.start())),
      crashing,
    );
    expect(verdict).toBe('fail');
    expect(observed).toContain('ended (code 2');
  });
});

describe('a stream that somebody opens to a probe', () => {
  const dialling = (as: (own: Uint8Array) => Uint8Array) =>
    outcomeOf(
      playing(async (scene) => {
        await scene.start();
        const [o1, o2] = [await scene.probe('o1'), await scene.probe('o2')];
        const link = await o2.open(o1);
        const pkiId = as(o2.credentials.pkiId);
        link.sendIllegal(o2.handshake(link, { pkiId }), 'a handshake message of somebody');
        await scene.expect.eventually(() => link.end !== undefined, 'its end', 'dial');
        scene.expect.that(o1.connections.length === 0, 'no stream', 'a stream');
      }),
    );
  it('is ended, and is none of the case, if nobody of the case is at its other end', async () => {
    expect((await dialling((own) => own.map((byte) => byte ^ 1))).verdict).toBe('pass');
  });
  it('stays if a node or another probe of the case is', async () => {
    expect((await dialling((own) => own)).verdict).toBe('fail');
  });
});

describe('the evidence of a stream', () => {
  it('names the node that was dialled, and the one that dials once it has said who it is', async () => {
    const nodes: (string | undefined)[] = [];
    const result = await outcomeOf(
      playing(async (scene) => {
        const [o1, o2] = [await scene.probe('o1'), await scene.probe('o2')];
        await scene.start({ name: 't1', bootstrap: [o1.endpoint] });
        const t2 = await scene.start({ name: 't2' });
        await o2.connect(t2);
        const isAnswered = () => o1.connections[0]?.isAnswered === true;
        await scene.assume.eventually(isAnswered, 'a handshake of t1', 'retry');
        const { name } = o1.connections[0]!;
        const ofStream = (of: string) =>
          scene.evidence.entries.filter(({ stream }) => stream === of);
        expect(ofStream('o2.1').map(({ type }) => type)).toEqual(['opened', 'sent', 'received']);
        expect(ofStream(name)[0]!.type).toBe('accepted');
        nodes.push(...ofStream('o2.1').map(({ node }) => node));
        nodes.push(...ofStream(name).map(({ node }) => node));
      }),
    );
    expect(result).toMatchObject({ verdict: 'pass' });
    expect(new Set(nodes.slice(0, 3))).toEqual(new Set(['t2']));
    expect(new Set(nodes.slice(3))).toEqual(new Set(['t1']));
  });
});
