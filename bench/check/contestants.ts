/** The checkers that are compared, each in a process of its own, and what keeps one from taking part. */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { moduleSource } from '../../tools/tla/modules.js';
import { runTlc } from '../../tools/tla/tlc.js';
import { isMissing, resolveTools } from '../../tools/tla/tools.js';
import type { Measured } from './measured.js';

export interface Contestant {
  readonly name: string;
  /** Two-phase commit with so many managers, in so many threads. */
  run(size: number, threads: number): Promise<Measured>;
}

/** A contestant, or why there is none. */
export type Entry = Contestant | { readonly name: string; readonly missing: string };

/** What a process prints, and the processor seconds that it took: a shell says them. */
function played(command: readonly string[]): Promise<{ printed: string; cpuSeconds: number }> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', '"$@" || exit; times >&2', 'sh', ...command], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    let told = '';
    child.stdout.on('data', (data: Buffer) => {
      printed += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      told += data.toString();
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve({ printed, cpuSeconds: childSeconds(told) });
      else reject(new Error(`${command.join(' ')}: exit status ${code}: ${told}`));
    });
  });
}

/** The last line of `times`: user and system time of children, such as `0m10.52s 0m0.71s`. */
export const childSeconds = (told: string): number =>
  [...(told.trimEnd().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds),
    0,
  );

/** @param script of contestant.ts, bundled */
export const ours = (script: string) => ({
  name: 'fabric-gossip',
  async explore(model: string, size: number | undefined, workers: number, rounds = 1) {
    const words = [script, model, String(size ?? '-'), String(workers), String(rounds)];
    const { printed } = await played([process.execPath, ...words]);
    return JSON.parse(printed) as Measured;
  },
});

const CRATE = fileURLToPath(new URL('./stateright/', import.meta.url));

/** In both of its orders; builds it where there is cargo: the first time that takes a minute. */
export function stateright(tell: (news: string) => void): Entry[] {
  const missing = (why: string): Entry[] => [{ name: 'Stateright', missing: why }];
  if (spawnSync('cargo', ['--version']).status !== 0) return missing('no cargo here');
  tell('building Stateright');
  const built = spawnSync('cargo', ['build', '--release', '--quiet', '--locked'], { cwd: CRATE });
  if (built.status !== 0) return missing(`it does not build: ${built.stderr}`);
  const program = `${CRATE}target/release/two-phase-commit`;
  return ['bfs', 'dfs'].map((order) => ({
    name: `Stateright (${order})`,
    async run(size, threads) {
      const { printed, cpuSeconds } = await played([program, `${size}`, `${threads}`, order]);
      return { ...JSON.parse(printed), cpuSeconds };
    },
  }));
}

/** As released, on the project's own module. */
export function tlc(tell: (news: string) => void): Entry {
  const name = 'TLC';
  const tools = resolveTools({ tell });
  if (isMissing(tools)) return { name, missing: tools.missing };
  return {
    name,
    async run(size, threads) {
      const source = moduleSource('TwoPhase', { N: size });
      const found = await runTlc(tools, {
        module: source.name,
        files: source.files,
        config: source.config,
        workers: threads,
        heapMb: 4096,
      });
      const { generated, distinct, seconds, cpuSeconds } = found;
      return { generated, distinct, seconds, cpuSeconds };
    },
  };
}
