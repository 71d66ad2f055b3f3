/** Peers of symbolic organisations, for simulations in tests: names like `p1.A`. */
import type { PeerOptions } from '../../src/peer/config.js';
import { createSimulation, type SimulationOptions } from '../../src/simulator/simulation.js';
import { createSymbolicCrypto } from '../../src/wire/crypto/symbolic.js';
import {
  createSymbolicAuthority,
  symbolicIdentityBytes,
} from '../../src/wire/identity/symbolic.js';

export const crypto = createSymbolicCrypto('test');

export const orgOfName = (name: string): string => name.split('.')[1]!;

/** Options of peers that all know one another's organisations. */
export function optionsFor(names: readonly string[]): Map<string, PeerOptions> {
  const identities = names.map((name) => ({
    mspId: orgOfName(name),
    name,
    key: crypto.signerOf(name).publicKey,
  }));
  const authority = createSymbolicAuthority(identities);
  return new Map(
    names.map((name, index) => [
      name,
      {
        identity: symbolicIdentityBytes(orgOfName(name), name),
        signer: crypto.signerOf(name),
        crypto,
        authority,
        endpoint: `${name}:${7000 + index}`,
        externalEndpoint: `ext.${name}:${7000 + index}`,
      },
    ]),
  );
}

/** A simulation of peers that are added but not started. */
export function simulationOf(
  names: readonly string[],
  simulation: SimulationOptions,
  extra: (name: string) => Partial<PeerOptions> = () => ({}),
) {
  const created = createSimulation(simulation);
  for (const [name, options] of optionsFor(names))
    created.add(name, { ...options, ...extra(name) });
  return created;
}
