/** The wiring of a target as cases of its own: each starts one node and tries one thing with it. */
import { type Case, defineCase } from '../harness/case.js';
import type { RunningNode } from '../targets/target.js';

export interface SmokeCase {
  readonly check: string;
  readonly definition: Case;
  /** What is true if it passes. */
  readonly told: string;
  /** What to do if it does not. */
  readonly todo: string;
}

type Play = Case['run'];

const smoke = (name: string, needs: Case['needs'], run: Play): Case =>
  defineCase({
    id: `smoke/${name}`,
    clauses: ['LINK-21'],
    level: 'MUST',
    title: `the wiring works: ${name}`,
    ...(needs && { needs }),
    run,
  });

const answersPing: Play = async ({ start, probe, expect }) => {
  await start();
  const answer = await (await probe('o1')).ping().then(
    () => 'Empty',
    (error: Error) => error.message,
  );
  expect.that(answer === 'Empty', 'Empty in reply to Ping', answer);
};

const CORE_TODO =
  'begin with the transport: TLS with tls/server.crt, then gRPC, then Ping (spec/04-link.md, LINK-21)';

/** `current`: the node that was started last. */
export const smokeCases = (current: () => RunningNode): readonly SmokeCase[] => [
  {
    check: 'start, Ping, stop',
    definition: smoke('start-ping-stop', undefined, answersPing),
    told: 'a node starts, answers Ping and stops, and leaves its port free',
    todo: CORE_TODO,
  },
  {
    check: 'handshake',
    definition: smoke('handshake', undefined, async (scene) => {
      await scene.start();
      await (await scene.probe('o1')).connect();
    }),
    told: 'a probe and the node accepted each other',
    todo: 'answer a GossipStream with your own ConnEstablish first, bound to the TLS certificate and signed by the MSP identity; then play: fabric-gossip conform link',
  },
  {
    check: 'restart',
    definition: smoke('restart', ['restart'], async ({ start, probe }) => {
      const node = await start();
      const o1 = await probe('o1');
      await node.kill();
      await node.restart();
      await o1.ping();
    }),
    told: 'killed and started again, it answers Ping',
    todo: 'keep all state in the workdir of the node, and free the port when the node ends; or do not declare restart',
  },
  {
    check: 'pause',
    definition: smoke('pause', ['pause'], async ({ start, probe, expect, quiet }) => {
      const node = await start();
      const o1 = await probe('o1');
      await node.pause();
      let answered = false;
      const ping = o1.ping().then(() => {
        answered = true;
      });
      ping.catch(() => {});
      await quiet();
      expect.that(!answered, 'no answer while it stands still', 'an answer to Ping');
      await node.resume();
      await o1.ping();
    }),
    told: 'it stands still on request, and goes on',
    todo: 'stop the process (SIGSTOP) or tell its pid in ready; or do not declare pause',
  },
  {
    check: 'query',
    definition: smoke('query', ['query'], async ({ start, channel }) => {
      const ch1 = await channel('smoke');
      await start({ channels: [ch1] });
      const node = current();
      await node.query!({ what: 'membership' });
      await node.query!({ what: 'leader', channel: 'smoke' });
      await node.query!({ what: 'height', channel: 'smoke' });
      await node.query!({ what: 'block', channel: 'smoke', number: 0 });
    }),
    told: 'it tells membership, leader, height and a block',
    todo: 'answer all four questions (docs/targets.md), or do not declare query',
  },
  {
    check: 'rejects',
    definition: smoke('rejects', ['rejects'], async ({ start }) => {
      await (await start()).rejects();
    }),
    told: 'it tells what it has rejected',
    todo: 'answer query rejects with a list, empty at first, or do not declare rejects',
  },
];
