/**
 * An endorsed transaction as a client of Fabric assembles it from a proposal and its endorsements.
 * Nobody runs a chaincode: the read-write set is given.
 */
import type { Crypto } from '../crypto/port.js';
import { HeaderType } from '../gen/common/common_pb.js';
import { ChaincodeInvocationSpecSchema, ChaincodeSpec_Type } from '../gen/peer/chaincode_pb.js';
import {
  ChaincodeActionSchema,
  ChaincodeHeaderExtensionSchema,
  ChaincodeProposalPayloadSchema,
} from '../gen/peer/proposal_pb.js';
import { ProposalResponsePayloadSchema } from '../gen/peer/proposal_response_pb.js';
import { ChaincodeActionPayloadSchema, TransactionSchema } from '../gen/peer/transaction_pb.js';
import { toHex } from '../hex.js';
import { encodeFields } from './encoding.js';
import { encodeReadWriteSets, type ReadWriteSet } from './read-write-set.js';
import { type Author, type EnvelopeContent, headersOf, signedEnvelope } from './signed-envelope.js';

export interface TransactionContent {
  readonly channel: string;
  readonly chaincode: string;
  /** Default `1.0`. */
  readonly version?: string;
  readonly sets: readonly ReadWriteSet[];
  /** Arguments of the invocation, for people who read the block. */
  readonly args?: readonly Uint8Array[];
  /** 24 fresh bytes. */
  readonly nonce: Uint8Array;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

export interface BuiltTransaction {
  /** Serialized common.Envelope, ready for Broadcast. */
  readonly bytes: Uint8Array;
  /** Lower-case hex. */
  readonly txId: string;
}

/** SHA-256 of nonce and creator, in hex: nobody else can use a client's transaction ID. */
export const transactionId = (crypto: Crypto, nonce: Uint8Array, creator: Uint8Array): string =>
  toHex(crypto.sha256(nonce, creator));

export function endorserTransaction(
  crypto: Crypto,
  content: TransactionContent,
  client: Author,
  endorsers: readonly Author[],
): BuiltTransaction {
  const { channel, chaincode, version = '1.0', sets, args = [], nonce, nowMs } = content;
  const txId = transactionId(crypto, nonce, client.identity);
  const envelope: Omit<EnvelopeContent, 'data'> = {
    type: HeaderType.ENDORSER_TRANSACTION,
    channel,
    nowMs,
    nonce,
    txId,
    extension: encodeFields(ChaincodeHeaderExtensionSchema, { chaincodeId: { name: chaincode } }),
  };
  const header = headersOf({ ...envelope, data: new Uint8Array() }, client.identity);
  const proposal = encodeFields(ChaincodeProposalPayloadSchema, {
    input: encodeFields(ChaincodeInvocationSpecSchema, {
      chaincodeSpec: {
        type: ChaincodeSpec_Type.GOLANG,
        chaincodeId: { name: chaincode },
        input: { args: [...args] },
      },
    }),
  });
  const response = encodeFields(ProposalResponsePayloadSchema, {
    proposalHash: crypto.sha256(header.channelHeader, header.signatureHeader, proposal),
    extension: encodeFields(ChaincodeActionSchema, {
      results: encodeReadWriteSets(sets),
      response: { status: 200 },
      chaincodeId: { name: chaincode, version },
    }),
  });
  const payload = encodeFields(ChaincodeActionPayloadSchema, {
    chaincodeProposalPayload: proposal,
    action: {
      proposalResponsePayload: response,
      endorsements: endorsers.map(({ identity, sign }) => ({
        endorser: identity,
        signature: sign(joined(response, identity)),
      })),
    },
  });
  const data = encodeFields(TransactionSchema, {
    actions: [{ header: header.signatureHeader, payload }],
  });
  return { bytes: signedEnvelope({ ...envelope, data }, client), txId };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
