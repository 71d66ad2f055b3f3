/** A counterexample in the project's trace format: into a file, or into the studio. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StaticSite } from '../../adapters/static-site.js';
import { UserMistake } from '../../adapters/user-mistake.js';
import type { Model } from '../../checker/model.js';
import type { Path } from '../../checker/path.js';
import type { PeerModel } from '../../checker/peers/peer-model.js';
import { itfOfPath } from '../../checker/told/itf.js';
import { linesOfPath, type PathTold } from '../../checker/told/path-lines.js';

/** JSON Lines. @throws UserMistake if the model is not one of peers. */
function textOfPath(option: string, model: Model, way: Path, told: PathTold): string {
  if (!('view' in model))
    throw new UserMistake(`${option}: the machines of ${model.name} are no peers`);
  const lines = linesOfPath(model as PeerModel, way, told);
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/**
 * Into a file that ends in `.itf.json` in the Informal Trace Format, whatever the model is.
 *
 * @throws UserMistake if the file cannot be written, or the model is not one of peers.
 */
export function writeTrace(path: string, model: Model, way: Path, told: PathTold = {}): void {
  const text = path.endsWith('.itf.json')
    ? `${JSON.stringify(itfOfPath(model, way, told))}\n`
    : textOfPath(`--counterexample ${path}`, model, way, told);
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw new UserMistake(`--counterexample ${path}: ${(cause as Error).message}`, { cause });
  }
  console.error(`wrote ${path}`);
}

/** Serves the studio with the counterexample in it. @throws UserMistake as above, or if the page is not built. */
export async function serveCounterexample(
  model: Model,
  way: Path,
  told: PathTold,
  { port, site }: { readonly port: number; readonly site?: string | undefined },
): Promise<StaticSite> {
  const text = textOfPath('--studio', model, way, told);
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
