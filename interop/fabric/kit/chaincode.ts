/**
 * The definition of a chaincode as a committed transaction of `_lifecycle` leaves it in the world state. With
 * it, a Fabric peer finds transactions of that chaincode valid that satisfy the channel's policy Endorsement;
 * nobody has to install, package or run anything.
 */
import { createRequire } from 'node:module';
import type { ReadWriteSet } from '../../../src/wire/transaction/read-write-set.js';

/** Its exports hide from Node's static analysis. */
const { peer } = createRequire(import.meta.url)(
  '@hyperledger/fabric-protos',
) as typeof import('@hyperledger/fabric-protos');
const { lifecycle } = peer;

export const LIFECYCLE = '_lifecycle';

/** The policy of the channel by which endorsements are judged. */
const POLICY = '/Channel/Application/Endorsement';

/** What `peer lifecycle chaincode commit` writes for the first definition of a chaincode, version 1.0. */
export function chaincodeDefinition(name: string): ReadWriteSet {
  const policy = new peer.ApplicationPolicy();
  policy.setChannelConfigPolicyReference(POLICY);
  const endorsement = new lifecycle.ChaincodeEndorsementInfo();
  endorsement.setVersion('1.0');
  endorsement.setEndorsementPlugin('escc');
  const validation = new lifecycle.ChaincodeValidationInfo();
  validation.setValidationPlugin('vscc');
  validation.setValidationParameter(policy.serializeBinary());
  const metadata = new lifecycle.StateMetadata();
  metadata.setDatatype('ChaincodeDefinition');
  const fields = {
    Sequence: number(1),
    EndorsementInfo: bytes(endorsement.serializeBinary()),
    ValidationInfo: bytes(validation.serializeBinary()),
    // No collections.
    Collections: bytes(new Uint8Array()),
  };
  metadata.setFieldsList(Object.keys(fields));
  return {
    namespace: LIFECYCLE,
    writes: [
      ...Object.entries(fields).map(([field, value]) => ({
        key: `namespaces/fields/${name}/${field}`,
        value,
      })),
      { key: `namespaces/metadata/${name}`, value: metadata.serializeBinary() },
    ],
  };
}

function number(value: number): Uint8Array {
  const data = new lifecycle.StateData();
  data.setInt64(value);
  return data.serializeBinary();
}

function bytes(value: Uint8Array): Uint8Array {
  const data = new lifecycle.StateData();
  data.setBytes(value);
  return data.serializeBinary();
}
