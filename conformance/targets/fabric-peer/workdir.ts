/** Lays out what one Fabric peer reads at start: core.yaml, its MSP and its TLS pair. */
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
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
    administerItself(msp);
  }
  if (isAdministered(node)) {
    // With node OUs, a peer's certificate could not be an administrator's, and nobody could join it.
    const own = adminMspOf(node);
    cpSync(node.mspDir, own, { recursive: true });
    rmSync(join(own, 'config.yaml'), { force: true });
    administerItself(own);
  }
  mkdirSync(join(node.workdir, layout.data), { recursive: true });
  writeFileSync(join(node.workdir, layout.config), coreYaml(node));
}

/** Whether somebody has to tell the node to join a channel. */
export const isAdministered = (node: StartNode): boolean =>
  node.channels.length > 0 || knowsOthers(node);

/** Whether the node has to know other organisations without a channel of the case. */
export const knowsOthers = (node: StartNode): boolean => Object.keys(node.otherOrgMsps).length > 0;

/** The local MSP of a node that joins a channel: one in which it is its own administrator. */
export const adminMspOf = (node: StartNode): string => join(node.workdir, 'admin-msp');

function administerItself(msp: string): void {
  cpSync(join(msp, 'signcerts'), join(msp, 'admincerts'), { recursive: true });
}

function copyUnlessThere(from: string, to: string): void {
  if (from !== to) cpSync(from, to, { recursive: true });
}
