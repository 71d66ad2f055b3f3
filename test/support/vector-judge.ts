/** What the reference says of a vector of one input: a verdict, and the clauses that it names. */
import type { Bundle } from '../../conformance/vectors/bundle.js';
import {
  bytesOfBase64,
  type Judged,
  type ReadConfiguration,
  type SingleVector,
} from '../../conformance/vectors/vector.js';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import type { Profile } from '../../src/peer/config.js';
import { identityAdmission, identityAdmissionFacts } from '../../src/rules/identity-admission.js';
import type { ChannelConfig } from '../../src/wire/channel/port.js';
import { nobleCrypto } from '../../src/wire/crypto/noble.js';
import { fromHex } from '../../src/wire/hex.js';
import { pkiIdOf } from '../../src/wire/pki-id.js';
import { type OraclePeer, type Outcome, oraclePeer } from './vector-oracle.js';

export interface Judgement {
  readonly verdict: Judged;
  /** Empty where the reference names none: what it accepts, or ignores without a word. */
  readonly clauses: readonly string[];
  readonly reads?: ReadConfiguration;
}

/** @throws Error if an input before the one in question is refused. */
export function judged(bundle: Bundle, vector: SingleVector, profile: Profile): Judgement {
  const { input, receiver, nowMs, given } = vector;
  const oracle = oraclePeer(bundle, receiver, profile, nowMs);
  for (const [index, before] of given.entries()) {
    const { reports } = oracle.feed(before);
    if (reports.length > 0)
      throw new Error(`given ${index} is refused: ${reports[0]!.clause} ${reports[0]!.reason}`);
  }
  if (input.type === 'signature') return ofSignature(oracle, input);
  if (input.type === 'identity') return ofIdentity(oracle, input, nowMs);
  const outcome = oracle.feed(input);
  const verdict = verdictOf(outcome);
  if (input.type === 'config-block' && verdict.verdict === 'accept')
    return { ...verdict, reads: readIn(oracle, bytesOfBase64(input.block)) };
  if (input.type !== 'config-update') return verdict;
  const tookEffect = outcome.traces.some((t) => t.kind === 'channel' && t.what === 'configured');
  if (verdict.verdict === 'accept' && !tookEffect)
    throw new Error('the config block was neither refused nor did it take effect');
  return tookEffect ? { ...verdict, reads: readIn(oracle, bytesOfBase64(input.block)) } : verdict;
}

/** SYS-5: what changes nothing, sends nothing and is not reported was ignored. */
export function verdictOf({ reports, sent, hasChanged }: Outcome): Judgement {
  const clauses = reports.map(({ clause }) => clause);
  if (reports.some(({ verdict }) => verdict === 'reject')) return { verdict: 'reject', clauses };
  if (reports.length > 0) return { verdict: 'ignore', clauses };
  return { verdict: hasChanged || sent.length > 0 ? 'accept' : 'ignore', clauses };
}

type Input<T extends SingleVector['input']['type']> = Extract<SingleVector['input'], { type: T }>;

function ofSignature({ peer }: OraclePeer, input: Input<'signature'>): Judgement {
  const resolved = peer.config.authority.resolve(bytesOfBase64(input.identity));
  if (resolved.verdict !== 'accept') throw new Error(`signer: ${resolved.reason}`);
  const [message, signature] = [bytesOfBase64(input.message), bytesOfBase64(input.signature)];
  const said = [nodeCrypto, nobleCrypto].map((crypto) =>
    crypto.verify(resolved.value.key, message, signature),
  );
  if (said[0] !== said[1]) throw new Error('the two implementations of cryptography disagree');
  return { verdict: said[0] ? 'accept' : 'reject', clauses: [] };
}

function ofIdentity({ peer }: OraclePeer, input: Input<'identity'>, nowMs: number): Judgement {
  const identity = bytesOfBase64(input.identity);
  const resolved = peer.config.authority.resolve(identity);
  const admission = identityAdmission(
    identityAdmissionFacts({
      pkiId: fromHex(input.pkiId),
      resolved,
      computed: pkiIdOf(nodeCrypto, identity),
      isKnown: false,
      storedCount: 1,
      identitiesMax: peer.config.parameters.identitiesMax,
      nowMs,
    }),
  );
  const clauses = [...(resolved.verdict === 'accept' ? [] : [resolved.clause]), admission.clause];
  const isIn = admission.verdict === 'store' || admission.verdict === 'keep';
  return { verdict: isIn ? 'accept' : (admission.verdict as Judged), clauses };
}

function readIn({ reader }: OraclePeer, block: Uint8Array): ReadConfiguration {
  const read = reader.read(block);
  if (read.verdict !== 'accept') throw new Error(read.reason);
  const { sequence, organisations, ordererEndpoints }: ChannelConfig = read.value;
  return {
    sequence: String(sequence),
    organisations: Object.fromEntries(
      organisations.map(({ mspId, anchors }) => [mspId, [...anchors]]),
    ),
    orderers: ordererEndpoints.map(({ endpoint }) => endpoint),
  };
}
