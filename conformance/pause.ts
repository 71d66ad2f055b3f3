/**
 * Stops before the nodes of one case start, says how to start them by hand, and waits: for a debugger
 * to be attached, or for a node that somebody has started.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Bench } from './harness/bench.js';
import type { RunOptions } from './harness/run.js';
import { coreYaml, layout } from './targets/fabric-peer/core-yaml.js';
import { pingUntil } from './targets/ping.js';
import type { RunningNode, StartNode } from './targets/target.js';

/** Where the pause talks. */
export interface Dialogue {
  say(text: string): void;
  /** Resolves with what was entered, without spaces around. */
  ask(text: string): Promise<string>;
}

/** How long a node that was started by hand may take until it answers Ping. */
const PING_MS = 30_000;

/** A stage for `runCases` that waits at the starts of one case. */
export const pausingAt =
  (caseId: string, dialogue: Dialogue = terminal()): NonNullable<RunOptions['stage']> =>
  ({ id, title }, bench) => {
    if (id !== caseId) return undefined;
    dialogue.say(`\npaused before ${id}: ${title}`);
    return { ...bench, isAttended: true, start: (node) => attended(node, bench, dialogue) };
  };

async function attended(node: StartNode, bench: Bench, dialogue: Dialogue): Promise<RunningNode> {
  const file = join(node.workdir, 'start.json');
  const config = join(node.workdir, layout.config);
  writeFileSync(file, `${JSON.stringify(node, null, 2)}\n`);
  writeFileSync(config, coreYaml(node));
  dialogue.say(
    [
      `the case starts node ${node.name} of ${node.mspId}: it is to listen at ${node.listen}`,
      `folder      ${node.workdir}`,
      `start JSON  ${file}`,
      `core.yaml   ${config}`,
      JSON.stringify(node, null, 2),
      'By hand: start your node with this configuration, perhaps in a debugger, so that it listens there',
      `with TLS (${join(node.tlsDir, 'server.crt')}); the suite goes on when it answers gossip.Gossip/Ping.`,
    ].join('\n'),
  );
  const answer = await dialogue.ask('Enter: the suite starts it; h and Enter: it runs already: ');
  const running = answer === 'h' ? await byHand(node, dialogue) : await bench.start(node);
  const pid = running.pid === undefined ? '' : `, process ${running.pid}`;
  await dialogue.ask(
    `${node.name} answers at ${running.endpoint}${pid}. Enter: the case goes on: `,
  );
  return running;
}

/** A node that nobody but the user can start, stop and kill. */
async function byHand(node: StartNode, dialogue: Dialogue): Promise<RunningNode> {
  const reached = (): Promise<void> =>
    pingUntil({
      endpoint: node.listen,
      tlsCaPem: readFileSync(join(node.tlsDir, 'ca.crt')),
      leafPem: readFileSync(join(node.tlsDir, 'server.crt')),
      forMs: PING_MS,
      abandon: new Promise(() => {}),
    });
  const untilReached = async (): Promise<void> => {
    for (;;) {
      const failure = await reached().then(
        () => undefined,
        (error: Error) => error,
      );
      if (!failure) return;
      await dialogue.ask(`no Ping from ${node.listen}: ${failure.message}. Enter: try again: `);
    }
  };
  await untilReached();
  return {
    endpoint: node.listen,
    exit: undefined,
    stop: async () => dialogue.say(`the case is over: end ${node.name}`),
    kill: async () =>
      void (await dialogue.ask(`the case kills ${node.name} here: kill it, then Enter: `)),
    async restart(state = 'kept') {
      await dialogue.ask(`start ${node.name} again, what it stored ${state}, then Enter: `);
      await untilReached();
    },
    logTail: () => [],
  };
}

function terminal(): Dialogue {
  return {
    say: (text) => console.log(text),
    async ask(text) {
      const lines = createInterface({ input: process.stdin, output: process.stdout });
      try {
        return (await lines.question(text)).trim();
      } finally {
        lines.close();
      }
    },
  };
}
