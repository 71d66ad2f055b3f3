/** Chains of symbolic channels: config blocks that the symbolic reader reads, and signed blocks after them. */
import { makeBlock, type Tip } from '../orderer/block-maker.js';
import { encodeSymbolicConfig, type SymbolicConfig } from '../wire/channel/symbolic.js';
import type { SymbolicCrypto } from '../wire/crypto/symbolic.js';
import { HeaderType } from '../wire/gen/common/common_pb.js';
import { symbolicIdentityBytes } from '../wire/identity/symbolic.js';
import { type Author, signedEnvelope } from '../wire/transaction/signed-envelope.js';

export interface SymbolicChain {
  readonly channel: string;
  /** Serialized common.Blocks, the first one a config block. */
  readonly blocks: readonly Uint8Array[];
  readonly tip: Tip;
  /** The newest config block. */
  readonly configBlock: Uint8Array;
  /** The next block: of these serialized common.Envelopes; by default of one whose data says the number. */
  append(transactions?: readonly Uint8Array[]): Uint8Array;
  /** The next block, a config block. */
  configure(config: SymbolicConfig): Uint8Array;
}

const NONCE = new Uint8Array(24);

/** A chain whose blocks the first orderer of the configuration in force signs. @throws RangeError if it has none */
export function createSymbolicChain(
  crypto: SymbolicCrypto,
  channel: string,
  genesis: SymbolicConfig,
  nowMs = 0,
): SymbolicChain {
  const blocks: Uint8Array[] = [];
  let tip: Tip = { height: 0n, lastHash: new Uint8Array(), lastConfig: 0n };
  let author = ordererOf(crypto, genesis);
  let configBlock = configure(genesis);

  function add(transactions: readonly Uint8Array[], isConfig: boolean): Uint8Array {
    const made = makeBlock(tip, transactions, { crypto, author, nonce: NONCE, isConfig });
    tip = made.tip;
    blocks.push(made.bytes);
    return made.bytes;
  }

  function transaction(type: HeaderType, data: Uint8Array): Uint8Array {
    return signedEnvelope({ type, channel, nowMs, nonce: NONCE, data }, author);
  }

  function configure(config: SymbolicConfig): Uint8Array {
    const bytes = add([transaction(HeaderType.CONFIG, encodeSymbolicConfig(config))], true);
    author = ordererOf(crypto, config);
    return bytes;
  }

  return {
    channel,
    blocks,
    get tip() {
      return tip;
    },
    get configBlock() {
      return configBlock;
    },
    append: (transactions) =>
      add(transactions ?? [transaction(HeaderType.MESSAGE, numberText(tip.height))], false),
    configure(config) {
      configBlock = configure(config);
      return configBlock;
    },
  };
}

const numberText = (number: bigint): Uint8Array => new TextEncoder().encode(`${number}`);

function ordererOf(crypto: SymbolicCrypto, { orderers }: SymbolicConfig): Author {
  const [orderer] = orderers;
  if (orderer === undefined) throw new RangeError('orderers: at least one is needed');
  const { mspId, name } = orderer;
  return {
    identity: symbolicIdentityBytes(mspId, name),
    sign: (message) => crypto.signerOf(name).sign(message),
  };
}
