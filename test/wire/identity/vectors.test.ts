/** spec/vectors/identity with both implementations of the cryptography port. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { nobleCrypto } from '../../../src/wire/crypto/noble.js';
import type { Crypto } from '../../../src/wire/crypto/port.js';
import { createAuthority } from '../../../src/wire/identity/authority.js';
import { createMsp, type Msp } from '../../../src/wire/identity/msp.js';
import type { MspConfig } from '../../../src/wire/identity/msp-config.js';
import { mspConfigOf } from '../../../src/wire/identity/msp-config-message.js';

interface Vector {
  readonly name: string;
  /** The local MSP, without channels. */
  readonly msp?: string;
  readonly local?: string;
  readonly channels?: readonly string[];
  readonly identity: string;
  readonly verdict: 'accept' | 'ignore' | 'reject';
  readonly clause?: string;
  readonly mspId?: string;
  /** Curve or algorithm. */
  readonly key?: string;
  readonly notAfterMs?: number;
  /** The versions of Fabric whose MSP accepts it. */
  readonly fabric?: readonly string[];
}

interface VectorFile {
  readonly msps: Readonly<Record<string, string>>;
  readonly vectors: readonly Vector[];
}

const FOLDER = 'spec/vectors/identity';
const files = readdirSync(FOLDER).map((name) => ({
  name,
  file: JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')) as VectorFile,
}));
const all = files.flatMap(({ file }) => file.vectors);
const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

function mspsOf({ msps }: VectorFile, crypto: Crypto, changes: Partial<MspConfig> = {}) {
  const made = new Map<string, Msp>();
  return (name: string): Msp => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const config = mspConfigOf(bytes(msps[name]!));
    if (config.verdict !== 'accept') throw new Error(`${name}: ${config.reason}`);
    const msp = createMsp({ ...config.value, ...changes }, crypto);
    made.set(name, msp);
    return msp;
  };
}

describe.each([nobleCrypto, nodeCrypto])('identity vectors, $name', (crypto) => {
  describe.each(files)('$name', ({ file }) => {
    const mspOf = mspsOf(file, crypto);
    it.each(file.vectors)('$name: $verdict $clause', (vector) => {
      const { resolve } = createAuthority({
        localMsp: mspOf(vector.msp ?? vector.local!),
        channelMsps: (vector.channels ?? []).map(mspOf),
      });
      const verdict = resolve(bytes(vector.identity));
      const { mspId, key, notAfterMs, clause } = vector;
      if (verdict.verdict !== 'accept') {
        expect(verdict).toMatchObject({ verdict: vector.verdict, clause });
        return;
      }
      const actual = verdict.value.key;
      expect({
        ...verdict.value,
        key: 'curve' in actual ? actual.curve : actual.algorithm,
      }).toEqual({ mspId, key, notAfterMs });
      expect(vector.verdict).toBe('accept');
    });
  });
});

describe('identity vectors', () => {
  it('agree with Fabric 3.1.5 wherever it was asked', () => {
    const asked = all.filter(({ fabric }) => fabric !== undefined);
    expect(asked.length).toBeGreaterThan(100);
    for (const { verdict, fabric } of asked)
      expect(fabric!.includes('3.1.5')).toBe(verdict === 'accept');
  });
  it('are invalid as often as valid, within a factor of two', () => {
    const accepted = all.filter(({ verdict }) => verdict === 'accept').length;
    expect(accepted).toBeGreaterThan((all.length - accepted) / 2);
    expect(accepted).toBeLessThan(all.length - accepted);
  });
  it('IDENT-56: Fabric 2.5 refuses Ed25519 keys', () => {
    const { file } = files.find(({ name }) => name === 'chains.json')!;
    const mspOf = mspsOf(file, nodeCrypto, { allowsEd25519: false });
    const keys = file.vectors.filter(({ key, msp }) => key === 'Ed25519' && msp === 'one root');
    expect(keys).not.toEqual([]);
    for (const { identity, msp, fabric } of keys) {
      const verdict = createAuthority({ localMsp: mspOf(msp!) }).resolve(bytes(identity));
      expect(verdict).toMatchObject({ verdict: 'reject', clause: 'IDENT-24' });
      expect(fabric).not.toContain('2.5.16');
    }
  });
});
