/** Targets that are the reference with one fault: in this process, or as a process of its own. */
import { register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageFolder, packageVersion } from '../../src/adapters/package-files.js';
import type { InProcessTarget } from '../harness/bench.js';
import { reference } from '../targets/reference.js';
import type { Target } from '../targets/target.js';
import type { Replacement } from './mutant.js';

/** Of the built package: a mutant is made of what is published. */
const built = (path: string): string =>
  pathToFileURL(join(packageFolder(), 'dist', 'conformance', path)).href;

let isRegistered = false;

/** On virtual time, in this process. Modules of many mutants live beside each other and are never unloaded. */
export async function mutantInProcess({ id, profile }: Replacement): Promise<InProcessTarget> {
  if (!isRegistered) register(built('selftest/hooks.js'));
  isRegistered = true;
  const url = `${built('targets/inproc.js')}?mutant=${id}`;
  const { inProcessReference } = (await import(url)) as typeof import('../targets/inproc.js');
  // Else it would be the sound reference under another name, and every mutant would survive.
  const { installed } = (await import(
    built('selftest/registry.js')
  )) as typeof import('./registry.js');
  if (!installed.has(id)) throw new Error(`${id}: the reference was loaded without it`);
  return inProcessReference({
    version: `${packageVersion()}+${id}`,
    profile: profile ?? 'fabric-3.1',
  });
}

/** `fabric-gossip peer` with the fault, over mutual TLS. */
export function mutantProcess({ id, profile }: Replacement): Target {
  return reference({
    version: `${packageVersion()}+${id}`,
    profile: profile ?? 'fabric-3.1',
    timeScale: 1,
    launcher: [join(packageFolder(), 'dist', 'conformance', 'selftest', 'peer.js'), id],
  });
}
