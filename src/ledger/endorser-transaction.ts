/**
 * The inside of an endorser transaction: its one action, the endorsed response, the read-write set.
 *
 * Implements spec/13-ledger.md, LEDG-14 to LEDG-18. Judges no endorsement (DEV-51).
 */
import { createCodec } from '../wire/codec/codec.js';
import type { Crypto } from '../wire/crypto/port.js';
import { SignatureHeaderSchema } from '../wire/gen/common/common_pb.js';
import { ChaincodeEventSchema } from '../wire/gen/peer/chaincode_event_pb.js';
import {
  type ChaincodeAction,
  ChaincodeActionSchema,
  ChaincodeHeaderExtensionSchema,
} from '../wire/gen/peer/proposal_pb.js';
import {
  type ProposalResponsePayload,
  ProposalResponsePayloadSchema,
} from '../wire/gen/peer/proposal_response_pb.js';
import {
  type ChaincodeActionPayload,
  ChaincodeActionPayloadSchema,
  type TransactionAction,
  TransactionSchema,
} from '../wire/gen/peer/transaction_pb.js';
import { sameBytes } from '../wire/hex.js';
import { decoded } from './decoded.js';
import { once } from './once.js';
import { parseReadWriteSet, type ReadWriteSet } from './rwset.js';
import type { TransactionHeader } from './transaction.js';

const transactions = /*@__PURE__*/ createCodec(TransactionSchema);
const actionPayloads = /*@__PURE__*/ createCodec(ChaincodeActionPayloadSchema);
const responsePayloads = /*@__PURE__*/ createCodec(ProposalResponsePayloadSchema);
const chaincodeActions = /*@__PURE__*/ createCodec(ChaincodeActionSchema);
const extensions = /*@__PURE__*/ createCodec(ChaincodeHeaderExtensionSchema);
const events = /*@__PURE__*/ createCodec(ChaincodeEventSchema);
const signatureHeaders = /*@__PURE__*/ createCodec(SignatureHeaderSchema);

export interface EndorserTransaction {
  /** LEDG-14 */
  readonly isActionSound: boolean;
  /** Whether the extension of the channel header decodes. */
  readonly hasExtension: boolean;
  /** LEDG-17: whether the response holds an action that decodes. */
  readonly hasResponse: boolean;
  /** LEDG-15 */
  readonly chaincode: 'named' | 'unnamed' | 'inconsistent';
  /** LEDG-16 */
  readonly isEventSound: boolean;
  /** Undefined if it does not decode. */
  readonly rwset: ReadWriteSet | undefined;
  /** LEDG-18 */
  readonly hasDistinctNamespaces: boolean;
}

interface Action {
  readonly message: TransactionAction;
  readonly payload: ChaincodeActionPayload;
  readonly response: ProposalResponsePayload;
}

/** Each part is decoded when it is asked for, once. `header` is the transaction's own. */
export function endorserTransaction(
  crypto: Crypto,
  data: Uint8Array,
  header: TransactionHeader,
): EndorserTransaction {
  const action = once(() => actionIn(data));
  const isSound = once(() => {
    const found = action();
    return found !== undefined && isActionSound(crypto, found, header);
  });
  const chaincodeAction = once(() => chaincodeActionIn(action()));
  const extension = once(() => decoded(extensions.decode(header.extension)));
  const rwset = once(() => {
    const results = chaincodeAction()?.results;
    return results && parseReadWriteSet(results, crypto.sha256());
  });
  return {
    get isActionSound() {
      return isSound();
    },
    get hasExtension() {
      return extension() !== undefined;
    },
    get hasResponse() {
      return chaincodeAction() !== undefined;
    },
    get chaincode() {
      const asked = extension()?.chaincodeId;
      const answered = chaincodeAction()?.chaincodeId;
      if (asked === undefined || answered === undefined) return 'unnamed';
      const isConsistent = asked.name !== '' && asked.name === answered.name;
      return isConsistent && answered.version !== '' ? 'named' : 'inconsistent';
    },
    get isEventSound() {
      const bytes = chaincodeAction()?.events;
      if (bytes === undefined || bytes.length === 0) return true;
      const event = decoded(events.decode(bytes));
      return event !== undefined && event.chaincodeId === extension()?.chaincodeId?.name;
    },
    get rwset() {
      return rwset();
    },
    get hasDistinctNamespaces() {
      const names = (rwset() ?? []).map(({ namespace }) => namespace);
      return new Set(names).size === names.length;
    },
  };
}

/** The one action of a transaction with all its parts, or undefined. */
function actionIn(data: Uint8Array): Action | undefined {
  const transaction = decoded(transactions.decode(data));
  if (transaction?.actions.length !== 1) return undefined;
  const message = transaction.actions[0]!;
  const payload = decoded(actionPayloads.decode(message.payload));
  if (payload?.action === undefined) return undefined;
  const response = decoded(responsePayloads.decode(payload.action.proposalResponsePayload));
  return response && { message, payload, response };
}

/** LEDG-14 */
function isActionSound(
  crypto: Crypto,
  { message, payload, response }: Action,
  { channelHeader }: TransactionHeader,
): boolean {
  const header = decoded(signatureHeaders.decode(message.header));
  if (header === undefined || header.nonce.length === 0 || header.creator.length === 0) {
    return false;
  }
  const proposal = payload.chaincodeProposalPayload;
  if (proposal.length === 0) return false;
  const hash = crypto.sha256(channelHeader, message.header, proposal);
  return sameBytes(hash, response.proposalHash);
}

/** LEDG-17 */
function chaincodeActionIn(action: Action | undefined): ChaincodeAction | undefined {
  const extension = action?.response.extension;
  if (extension === undefined || extension.length === 0) return undefined;
  return decoded(chaincodeActions.decode(extension));
}
