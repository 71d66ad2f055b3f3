/** Lays out what one Fabric peer reads at start: core.yaml, its MSP and its TLS pair. */
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StartNode } from '../target.js';
import { TargetError } from '../target.js';
import { coreYaml, layout } from './core-yaml.js';

/** Files without which a peer cannot start, by the folder of `StartNode` that holds them. */
const required = {
  mspDir: ['cacerts', 'signcerts', 'keystore'],
  tlsDir: ['server.crt', 'server.key', 'ca.crt'],
} as const;

/**
 * Fills `node.workdir`. The ledger of an earlier start stays, so that a restart keeps its state.
 * @throws TargetError if a file of the MSP or TLS folder is missing.
 */
export function prepareWorkdir(node: StartNode): void {
  for (const folder of ['mspDir', 'tlsDir'] as const) {
    for (const name of required[folder]) {
      const path = join(node[folder], name);
      if (!existsSync(path)) throw new TargetError(`${node.name}: ${path} is missing (${folder})`);
    }
  }
  const msp = join(node.workdir, layout.msp);
  copyUnlessThere(node.mspDir, msp);
  copyUnlessThere(node.tlsDir, join(node.workdir, layout.tls));
  // Without node OUs an MSP must name an administrator; the peer's own certificate will do.
  if (!existsSync(join(msp, 'config.yaml')) && !existsSync(join(msp, 'admincerts'))) {
    cpSync(join(msp, 'signcerts'), join(msp, 'admincerts'), { recursive: true });
  }
  mkdirSync(join(node.workdir, layout.data), { recursive: true });
  writeFileSync(join(node.workdir, layout.config), coreYaml(node));
}

function copyUnlessThere(from: string, to: string): void {
  if (from !== to) cpSync(from, to, { recursive: true });
}
