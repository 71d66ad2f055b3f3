/** The TLS roots of the organisations of a channel, by which a dialler knows their peers. */

import { configFrameOf } from '../wire/channel/config-block.js';
import { createCodec } from '../wire/codec/codec.js';
import { ConfigEnvelopeSchema } from '../wire/gen/common/configtx_pb.js';
import { FabricMSPConfigSchema, MSPConfigSchema } from '../wire/gen/msp/msp_config_pb.js';

const configEnvelopes = /*@__PURE__*/ createCodec(ConfigEnvelopeSchema);
const mspConfigs = /*@__PURE__*/ createCodec(MSPConfigSchema);
const fabricMsps = /*@__PURE__*/ createCodec(FabricMSPConfigSchema);

/** PEM, roots and intermediates. Of a block or an MSP that does not decode there are none. */
export function tlsRootsIn(configBlock: Uint8Array): string[] {
  const frame = configFrameOf(configBlock);
  if (frame.verdict !== 'accept') return [];
  const envelope = configEnvelopes.decode(frame.value.content);
  if (envelope.verdict !== 'accept') return [];
  const groups = envelope.value.config?.channelGroup?.groups.Application?.groups ?? {};
  return Object.values(groups).flatMap(({ values }) => rootsOf(values.MSP?.value));
}

function rootsOf(value: Uint8Array | undefined): string[] {
  if (value === undefined) return [];
  const msp = mspConfigs.decode(value);
  if (msp.verdict !== 'accept') return [];
  const config = fabricMsps.decode(msp.value.config);
  if (config.verdict !== 'accept') return [];
  const { tlsRootCerts, tlsIntermediateCerts } = config.value;
  return [...tlsRootCerts, ...tlsIntermediateCerts].map((pem) => new TextDecoder().decode(pem));
}
