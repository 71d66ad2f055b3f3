/** What nodes in process remember of signatures: the same question has the same answer, another is asked. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { rememberingCrypto } from '../../../conformance/targets/inproc-crypto.js';
import { createNodeSigner, nodeCrypto } from '../../../src/adapters/crypto-node.js';
import type { Crypto } from '../../../src/wire/crypto/port.js';

const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const p256 = () =>
  createNodeSigner(pemOf(generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey));

function counted() {
  let asked = 0;
  const crypto: Crypto = {
    ...nodeCrypto,
    verify(...question) {
      asked += 1;
      return nodeCrypto.verify(...question);
    },
  };
  return { crypto: rememberingCrypto(crypto), asked: () => asked };
}

describe('signatures that a node in process has seen', () => {
  const message = new TextEncoder().encode('a message');
  const other = new TextEncoder().encode('another message');

  it('are verified once, by whatever copy of the key', () => {
    const { crypto, asked } = counted();
    const { publicKey, sign } = p256();
    const signature = sign(message);
    expect(crypto.verify(publicKey, message, signature)).toBe(true);
    expect(crypto.verify(structuredClone(publicKey), message.slice(), signature.slice())).toBe(
      true,
    );
    expect(asked()).toBe(1);
  });

  it('tell nothing about another key, message, signature or way of verifying', () => {
    const { crypto, asked } = counted();
    const { publicKey, sign } = p256();
    const signature = sign(message);
    const questions: readonly Parameters<Crypto['verify']>[] = [
      [publicKey, message, signature],
      [p256().publicKey, message, signature],
      [publicKey, other, signature],
      [publicKey, message, sign(other)],
      [publicKey, message, signature, { hash: 'SHA-384' }],
      [publicKey, message, signature, { lowS: false }],
    ];
    for (const _ of ['first', 'again'])
      expect(questions.map((question) => crypto.verify(...question))).toEqual([
        true,
        false,
        false,
        false,
        false,
        true,
      ]);
    expect(asked()).toBe(questions.length);
  });

  it('are verified each time over what is too long to remember', () => {
    const { crypto, asked } = counted();
    const { publicKey, sign } = p256();
    const block = new Uint8Array(5_000);
    const signature = sign(block);
    for (const _ of ['first', 'again'])
      expect(crypto.verify(publicKey, block, signature)).toBe(true);
    expect(asked()).toBe(2);
  });
});
