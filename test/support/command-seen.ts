/** What a command prints and says in this process, and a folder of its own, anew for each test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';

/** To be called once in a file of tests; `prefix` begins the name of the folder. */
export function commandSeen(prefix: string) {
  const seen = { folder: '', printed: [] as string[], told: [] as string[] };
  beforeEach(() => {
    seen.folder = mkdtempSync(join(tmpdir(), prefix));
    seen.printed = [];
    seen.told = [];
    vi.spyOn(console, 'log').mockImplementation((text: string) => void seen.printed.push(text));
    vi.spyOn(console, 'error').mockImplementation((text: string) => void seen.told.push(text));
  });
  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(seen.folder, { recursive: true });
    process.exitCode = 0;
  });
  return seen;
}
