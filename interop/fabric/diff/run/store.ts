/** Results as lines of JSON, so that a run goes on where the last one ended. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Judged } from '../judge.js';
import type { Script } from '../script/script.js';

export interface Result extends Judged {
  readonly id: string;
  /** Absent where it is withheld. */
  readonly script?: Script;
  readonly durationMs: number;
  readonly at: string;
}

export interface Store {
  readonly path: string;
  /** What is stored of this very script. */
  find(script: Script): Result | undefined;
  keep(result: Result): void;
}

export function openStore(path: string): Store {
  mkdirSync(dirname(path), { recursive: true });
  const known = new Map<string, Result>();
  if (existsSync(path)) {
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      if (line === '') continue;
      const result = JSON.parse(line) as Result;
      known.set(result.id, result);
    }
  }
  return {
    path,
    find(script) {
      const result = known.get(script.id);
      if (!result || result.verdict === 'unplayed') return undefined;
      const isSame = !result.script || JSON.stringify(result.script) === JSON.stringify(script);
      return isSame ? result : undefined;
    },
    keep(result) {
      known.set(result.id, result);
      appendFileSync(path, `${JSON.stringify(result)}\n`);
    },
  };
}

/** What a Fabric peer has to be told of in private, in a folder of the caller's. */
export function withhold(folder: string, script: Script, message: string | undefined): void {
  mkdirSync(folder, { recursive: true });
  const name = `${script.id.replaceAll('/', '-')}.json`;
  writeFileSync(join(folder, name), JSON.stringify({ message, script }, undefined, 2));
}
