/** Verifying a P-256 signature: node:crypto, noble, and tokens of the symbolic implementation. */
import { nodeCrypto } from '../src/adapters/crypto-node.js';
import { createNobleSigner, nobleCrypto } from '../src/wire/crypto/noble.js';
import type { Crypto, Signer } from '../src/wire/crypto/port.js';
import { createSymbolicCrypto } from '../src/wire/crypto/symbolic.js';
import { type BenchRow, bestOf, ratioOf } from './measure.js';

const MESSAGE_BYTES = 300;

function verifying(crypto: Crypto, signer: Signer, times: number): () => void {
  const message = new Uint8Array(MESSAGE_BYTES).fill(7);
  const signature = signer.sign(message);
  return () => {
    for (let i = 0; i < times; i++) {
      if (!crypto.verify(signer.publicKey, message, signature)) throw new Error(crypto.name);
    }
  };
}

export async function run(): Promise<BenchRow[]> {
  const signer = createNobleSigner('P-256', new Uint8Array(32).fill(1));
  const symbolic = createSymbolicCrypto('bench');
  const times = { noble: 4, native: 100, symbolic: 5_000 };
  const [noble, native, tokens] = bestOf([
    verifying(nobleCrypto, signer, times.noble),
    verifying(nodeCrypto, signer, times.native),
    verifying(symbolic, symbolic.signerOf('peer0'), times.symbolic),
  ]) as [number, number, number];
  const microseconds = {
    noble: (1000 * noble) / times.noble,
    native: (1000 * native) / times.native,
    symbolic: (1000 * tokens) / times.symbolic,
  };
  const text = (of: keyof typeof microseconds) => `${microseconds[of].toFixed(1)} µs`;
  return [
    {
      name: 'crypto: node:crypto verifies faster than noble',
      ratio: ratioOf(microseconds.noble / microseconds.native),
      detail: `${text('native')} a signature, noble ${text('noble')}`,
    },
    {
      name: 'crypto: symbolic verifies faster than node:crypto',
      ratio: ratioOf(microseconds.native / microseconds.symbolic),
      detail: `${text('symbolic')} a signature, node:crypto ${text('native')}`,
    },
  ];
}
