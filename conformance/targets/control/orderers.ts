/** What a channel's block 0 says of its ordering service, for adapters that do not read blocks. */
import { fromBinary } from '@bufbuild/protobuf';
import {
  BlockSchema,
  EnvelopeSchema,
  PayloadSchema,
} from '../../../src/wire/gen/common/common_pb.js';
import { ConfigEnvelopeSchema } from '../../../src/wire/gen/common/configtx_pb.js';
import { OrdererAddressesSchema } from '../../../src/wire/gen/common/configuration_pb.js';
import { FabricMSPConfigSchema, MSPConfigSchema } from '../../../src/wire/gen/msp/msp_config_pb.js';

export interface OrdererOrganisation {
  readonly mspId: string;
  /** host:port each. */
  readonly endpoints: readonly string[];
  /** PEM. */
  readonly tlsCaPem: readonly string[];
}

/** `block`: a configuration block of the suite's own, which is sound. @throws Error if it does not decode */
export function orderersIn(block: Uint8Array): readonly OrdererOrganisation[] {
  const envelope = fromBinary(EnvelopeSchema, fromBinary(BlockSchema, block).data!.data[0]!);
  const payload = fromBinary(PayloadSchema, envelope.payload);
  const { config } = fromBinary(ConfigEnvelopeSchema, payload.data);
  const organisations = config?.channelGroup?.groups.Orderer?.groups ?? {};
  return Object.entries(organisations).map(([mspId, { values }]) => ({
    mspId,
    endpoints: values.Endpoints
      ? fromBinary(OrdererAddressesSchema, values.Endpoints.value).addresses
      : [],
    tlsCaPem: values.MSP ? tlsRootsOf(values.MSP.value) : [],
  }));
}

function tlsRootsOf(msp: Uint8Array): readonly string[] {
  const { config } = fromBinary(MSPConfigSchema, msp);
  const { tlsRootCerts } = fromBinary(FabricMSPConfigSchema, config);
  return tlsRootCerts.map((pem) => new TextDecoder().decode(pem));
}
