/** 4 Link: what a dialler had better do where a remote misbehaves. */
import { type Case, defineCase } from '../../harness/case.js';
import type { Connection } from '../../harness/probe.js';
import { seal } from '../../harness/wire/messages.js';

/** Field 1 with a length that runs past the end. */
const UNDECODABLE = Uint8Array.of(0x0a, 0x7f, 0x01);

const undecodable = defineCase({
  id: 'link/undecodable-payload-ends-a-dialled-link',
  clauses: ['LINK-30', 'LINK-R26'],
  level: 'SHOULD',
  profiles: ['hardened'],
  title: 'a dialler closes a link on an envelope whose payload does not decode',
  needs: ['timings'],
  async run({ probe, start, expect, assume }) {
    const o1 = await probe('o1');
    await start({ bootstrap: [o1] });
    const { entry } = await assume.message(o1, 'memReq', { within: 'dial' });
    const link = o1.connections.find(({ name }) => name === entry.stream)!;
    link.sendIllegal(seal(UNDECODABLE), 'a payload that does not decode');
    await expect.ended(link, {});
  },
});

const dropped = defineCase({
  id: 'link/what-waited-for-a-failed-dial-is-dropped',
  clauses: ['LINK-36', 'LINK-18'],
  level: 'SHOULD',
  profiles: ['hardened'],
  title:
    'a dialler whose handshake fails drops what waited for it, and does not dial anew for that',
  needs: ['timings'],
  twin: 'link/ended-link-dialled-again',
  async run(scene) {
    const { timings } = scene;
    // One that is dead is not looked for before the case is over.
    await scene.start({
      timings: { aliveExpirationTimeoutMs: 60_000, reconnectIntervalMs: 60_000 },
    });
    const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
    let dialled: Connection | undefined;
    o2.probe.accepts = (connection) => {
      dialled ??= connection;
    };
    o2.fallSilent();
    o2.connection.close();
    const isDialled = () => dialled !== undefined;
    await scene.assume.eventually(isDialled, 'a stream to o2', 'synchronisation');
    // Several alive messages of the target wait by then.
    await scene.assume.ended(dialled!, { within: 'handshakeTimeout' });
    const since = scene.mark();
    await scene.pass(2 * timings.connTimeoutMs);
    const again = scene.evidence.entries
      .slice(since)
      .filter(({ probe, type }) => probe === 'o2' && type === 'accepted').length;
    scene.expect.that(again === 0, 'no further stream to o2', `${again} of them`);
    await scene.expect.membership(o1);
  },
});

export const dialledCases: readonly Case[] = [undecodable, dropped];
