import { describe, expect, it } from 'vitest';
import { createSymbolicChain } from '../../../src/simulator/symbolic-blocks.js';
import { decodeBlock, encodeBlock, judgeBlock } from '../../../src/wire/block.js';
import { verifyBlockSignatures } from '../../../src/wire/block-signature.js';
import { createSymbolicChannelReader } from '../../../src/wire/channel/symbolic.js';
import {
  createSymbolicAuthority,
  symbolicIdentityBytes,
} from '../../../src/wire/identity/symbolic.js';
import { crypto } from '../../support/symbolic-peers.js';

const identity = (name: string) => symbolicIdentityBytes(name.split('.')[1]!, name);
const world = createSymbolicAuthority(
  ['p.A', 'q.B', 'r.C', 'o.Ord', 'x.Ord'].map((name) => ({
    mspId: name.split('.')[1]!,
    name,
    key: crypto.signerOf(name).publicKey,
  })),
);
const settings = {
  sequence: 1,
  organisations: [
    { mspId: 'A', anchors: ['a:1'] },
    { mspId: 'B', anchors: [] },
  ],
  orderers: [{ mspId: 'Ord', name: 'o.Ord', endpoint: 'o:7050' }],
};
const reader = createSymbolicChannelReader(world, 'C');
const chain = () => createSymbolicChain(crypto, 'ch', settings);

const read = (block: Uint8Array) => {
  const config = reader.read(block);
  if (config.verdict !== 'accept') throw new Error(config.reason);
  return config.value;
};

describe('symbolic channels', () => {
  it('reads organisations, anchors, orderers and sequence from a config block', () => {
    const config = read(chain().configBlock);
    expect(config.channel).toBe('ch');
    expect(config.sequence).toBe(1n);
    expect(config.organisations).toEqual(settings.organisations);
    expect(config.ordererEndpoints).toEqual([
      { endpoint: 'o:7050', mspId: 'Ord', tlsRootCerts: [] },
    ]);
  });

  it('lets members of its organisations read and write, and its orderers validate blocks', () => {
    const config = read(chain().configBlock);
    for (const policy of [
      '/Channel/Application/Readers',
      '/Channel/Application/Writers',
    ] as const) {
      expect(config.satisfies(policy, [identity('p.A')])).toBe(true);
      expect(config.satisfies(policy, [identity('r.C')])).toBe(false);
      expect(config.satisfies(policy, [identity('nobody.A')])).toBe(false);
      expect(config.satisfies(policy, [identity('o.Ord')])).toBe(false);
    }
    const validates = (name: string) =>
      config.satisfies('/Channel/Orderer/BlockValidation', [identity(name)]);
    expect(['o.Ord', 'x.Ord', 'p.A'].map(validates)).toEqual([true, false, false]);
  });

  it('vouches for the members of the channel; a peer trusts its own organisation besides', () => {
    const config = read(chain().configBlock);
    const accepted = (authority: typeof world) =>
      ['p.A', 'q.B', 'r.C', 'o.Ord'].map((n) => authority.resolve(identity(n)).verdict);
    expect(accepted(config.authority)).toEqual(['accept', 'accept', 'ignore', 'accept']);
    expect(accepted(reader.authority([config]))).toEqual(Array(4).fill('accept'));
    expect(accepted(reader.authority([]))).toEqual(['ignore', 'ignore', 'accept', 'ignore']);
    expect(config.authority.mspIdOf(identity('r.C'))).toBeUndefined();
  });

  it('makes blocks that chain and verify', () => {
    const made = chain();
    made.append();
    made.configure({ ...settings, sequence: 2 });
    expect(made.tip.height).toBe(3n);
    const config = read(made.blocks[0]!);
    for (const [number, bytes] of made.blocks.entries()) {
      const block = decodeBlock(bytes);
      if (block.verdict !== 'accept') throw new Error(block.reason);
      const claim = { channel: 'ch', number: BigInt(number) };
      expect(judgeBlock(crypto, block.value, claim).verdict).toBe('accept');
      const signed = verifyBlockSignatures(crypto, block.value, {
        keyOf: (creator) => {
          const resolved = config.authority.resolve(creator);
          return resolved.verdict === 'accept' ? resolved.value.key : undefined;
        },
        suffices: (creators) => config.satisfies('/Channel/Orderer/BlockValidation', creators),
      });
      expect(signed.verdict).toBe('accept');
    }
    expect(read(made.configBlock).sequence).toBe(2n);
  });

  it('CHAN-1: rejects what is no config block', () => {
    const made = chain();
    const ordinary = made.append();
    const clauseOf = (bytes: Uint8Array) => {
      const verdict = reader.read(bytes);
      return verdict.verdict === 'accept' ? 'accept' : `${verdict.verdict} ${verdict.clause}`;
    };
    expect(clauseOf(made.configBlock)).toBe('accept');
    expect(clauseOf(ordinary)).toBe('reject CHAN-1');
    expect(clauseOf(new Uint8Array())).toBe('reject CHAN-1');
    expect(clauseOf(Uint8Array.of(1, 2, 3))).toBe('reject CHAN-1');
    const block = decodeBlock(made.configBlock);
    if (block.verdict !== 'accept') throw new Error(block.reason);
    const twice = { ...block.value.data!, data: [0, 1].map(() => block.value.data!.data[0]!) };
    expect(clauseOf(encodeBlock({ ...block.value, data: twice }))).toBe('reject CHAN-1');
  });
});
