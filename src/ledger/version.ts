/**
 * Versions of values: the transaction that wrote one.
 *
 * Implements spec/13-ledger.md, LEDG-32 and LEDG-41.
 */

export interface Version {
  readonly blockNum: bigint;
  /** Index of the transaction in its block. */
  readonly txNum: bigint;
}

/** LEDG-32: two absent versions are the same; an absent one differs from every other. */
export function sameVersion(a: Version | undefined, b: Version | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.blockNum === b.blockNum && a.txNum === b.txNum;
}

/** LEDG-41: block and transaction number, each as its count of bytes and its bytes without leading zeros. */
export function versionBytes({ blockNum, txNum }: Version): Uint8Array {
  return Uint8Array.from([...numberBytes(blockNum), ...numberBytes(txNum)]);
}

function numberBytes(number: bigint): number[] {
  const digits: number[] = [];
  for (let rest = number; rest > 0n; rest >>= 8n) digits.unshift(Number(rest & 0xffn));
  return [digits.length, ...digits];
}
