/** A counterexample in the project's trace format: into a file, or into the studio. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StaticSite } from '../../adapters/static-site.js';
import { UserMistake } from '../../adapters/user-mistake.js';
import type { MachineModel } from '../../checker/machines/machine-model.js';
import type { Model } from '../../checker/model.js';
import type { Path } from '../../checker/path.js';
import type { PeerModel } from '../../checker/peers/peer-model.js';
import type { PathTold } from '../../checker/told/about-path.js';
import { itfOfPath } from '../../checker/told/itf.js';
import { linesOfMachines } from '../../checker/told/machine-lines.js';
import { linesOfPath } from '../../checker/told/path-lines.js';

/** JSON Lines. */
function textOfPath(model: Model, way: Path, told: PathTold): string {
  const lines =
    'view' in model
      ? linesOfPath(model as PeerModel, way, told)
      : linesOfMachines(model as MachineModel, way, told);
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Into a file that ends in `.itf.json` in the Informal Trace Format. @throws UserMistake if the file cannot be written. */
export function writeTrace(path: string, model: Model, way: Path, told: PathTold = {}): void {
  const text = path.endsWith('.itf.json')
    ? `${JSON.stringify(itfOfPath(model, way, told))}\n`
    : textOfPath(model, way, told);
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw new UserMistake(`--counterexample ${path}: ${(cause as Error).message}`, { cause });
  }
  console.error(`wrote ${path}`);
}

/** Serves the studio with the counterexample in it. @throws UserMistake if the page is not built. */
export async function serveCounterexample(
  model: Model,
  way: Path,
  told: PathTold,
  { port, site }: { readonly port: number; readonly site?: string | undefined },
): Promise<StaticSite> {
  const text = textOfPath(model, way, told);
  const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-'));
  try {
    const path = join(folder, `${model.name}.jsonl`);
    writeFileSync(path, text);
    const { serveStudio } = await import('../studio/serve.js');
    // It is read before it is served.
    return await serveStudio({ path }, port, site);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
