/** What a node stores is what its folder holds beside what the suite has put there. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export interface StateFolder {
  /** Removes all that the node has stored; what the suite wrote stays, and `kept`: names that are no state. */
  lose(kept?: readonly string[]): void;
}

/** To be called before anything is prepared for the first start of the node. */
export function stateFolder(workdir: string): StateFolder {
  const given = new Set(readdirSync(workdir));
  return {
    lose(kept = []) {
      for (const name of readdirSync(workdir))
        if (!given.has(name) && !kept.includes(name))
          rmSync(join(workdir, name), { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
