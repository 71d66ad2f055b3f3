/**
 * Nodes that somebody starts by hand, perhaps under a debugger: the suite writes everything down, says what
 * to do, and waits.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startRequest } from './control/start-request.js';
import { diagnosis } from './diagnosis.js';
import { pingUntil } from './ping.js';
import { isFree, untilFree } from './port.js';
import { stateFolder } from './state-folder.js';
import type { Feature, Implementation, RunningNode, StartNode, Target } from './target.js';
import { PortInUse, TargetError } from './target.js';

/** How long a hand may take. Milliseconds. */
const HAND_MS_MAX = 600_000;

export interface ByHandOptions {
  readonly name: string;
  readonly features: readonly Feature[];
  readonly timeScale: number;
  /** Absolute; one for each node that may run at the same time. */
  readonly folders: readonly string[];
  identify(): Promise<Implementation>;
  /** Tells whoever has to act. Default: stderr. */
  readonly tell?: (text: string) => void;
  /** How long to wait for them. Milliseconds. */
  readonly forMs?: number;
}

export function nodesByHand(options: ByHandOptions): Target {
  const { name, features, timeScale, folders, identify, forMs = HAND_MS_MAX } = options;
  const { tell = (text) => console.error(text) } = options;
  const taken = new Set<string>();
  let isOver = false;

  async function start(node: StartNode): Promise<RunningNode> {
    const folder = folders.find((one) => !taken.has(one));
    if (folder === undefined)
      throw new TargetError(
        `${name} names ${folders.length} ${folders.length === 1 ? 'folder' : 'folders'} under nodes, and another node is needed at the same time: play with --parallel 1, or name more`,
      );
    taken.add(folder);
    const state = stateFolder(node.workdir);
    const request = startRequest(node, node.name);
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'start.json');
    let isUp = false;

    async function begin(): Promise<void> {
      if (!(await isFree(node.listen))) throw new PortInUse(node.listen);
      writeFileSync(file, `${JSON.stringify(request, null, 2)}\n`);
      tell(
        `start ${node.name} now: ${node.mspId}, listening on ${node.listen}; everything about it is in ${file}, its core.yaml is ${String(request.coreYaml)}`,
      );
      try {
        await pingUntil({
          endpoint: node.listen,
          tlsCaPem: readFileSync(join(node.tlsDir, 'ca.crt')),
          leafPem: readFileSync(join(node.tlsDir, 'server.crt')),
          forMs,
          abandon: new Promise<never>(() => {}),
        });
      } catch {
        const missing = await diagnosis(node.listen, node.tlsDir);
        throw new TargetError(
          `${node.name} was not started within ${forMs} ms: ${missing ?? 'it answers only now'}`,
        );
      }
      isUp = true;
      tell(`${node.name} answers, the case goes on`);
    }

    async function end(how: string): Promise<void> {
      if (!isUp) return;
      isUp = false;
      if (isOver) return;
      tell(`${how} ${node.name} on ${node.listen} now`);
      if (!(await untilFree(node.listen, forMs)))
        throw new TargetError(`${node.name} still listens on ${node.listen} after ${forMs} ms`);
    }

    try {
      await begin();
    } catch (error) {
      taken.delete(folder);
      throw error;
    }
    return {
      endpoint: node.listen,
      // Who started it sees its end.
      exit: undefined,
      async stop() {
        await end('stop');
        taken.delete(folder);
      },
      kill: () => end('kill (SIGKILL)'),
      async restart(kept = 'kept') {
        if (kept === 'lost') state.lose(['core.yaml']);
        await begin();
      },
      logTail: () => [],
    };
  }

  return {
    name,
    features: features.filter((feature) => !BY_MACHINE.includes(feature)),
    timeScale,
    identify,
    start,
    async close() {
      isOver = true;
    },
  };
}

/** What nobody can be asked to do by hand in the middle of a case. */
const BY_MACHINE: readonly Feature[] = ['pause', 'query', 'leave', 'rejects', 'deliver'];
