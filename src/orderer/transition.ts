/**
 * What an update may not make of a configuration, though each of the two is sound by itself (ORDR-38):
 * as Fabric's common/channelconfig/bundle.go and orderer/common/msgprocessor/maintenancefilter.go.
 */
import { createCodec } from '../wire/codec/codec.js';
import { FabricMSPConfigSchema, MSPConfigSchema } from '../wire/gen/msp/msp_config_pb.js';
import { ConsensusTypeSchema } from '../wire/gen/orderer/configuration_pb.js';
import { sameBytes } from '../wire/hex.js';
import type { ConfigGroup } from '../wire/transaction/config-update.js';

const consensusTypes = /*@__PURE__*/ createCodec(ConsensusTypeSchema);
const mspValues = /*@__PURE__*/ createCodec(MSPConfigSchema);
const msps = /*@__PURE__*/ createCodec(FabricMSPConfigSchema);

/** ORDR-38: why not; undefined if it may be. */
export function transitionFlaw(current: ConfigGroup, next: ConfigGroup): string | undefined {
  for (const section of ['Orderer', 'Application']) {
    const [before, after] = [groupIn(current, section), groupIn(next, section)];
    if (before === undefined) continue;
    if (after === undefined) return `the section ${section} is left out`;
    for (const [name, organisation] of Object.entries(before.groups)) {
      const own = groupIn(after, name);
      if (own !== undefined && mspIdOf(own) !== mspIdOf(organisation))
        return `the organisation ${section}/${name} changes its MSP ID`;
    }
  }
  if ('Consortiums' in current.groups !== 'Consortiums' in next.groups)
    return 'the section Consortiums comes or goes';
  return sameBytes(consensusOf(current), consensusOf(next))
    ? undefined
    : 'type or state of the consensus changes';
}

const groupIn = ({ groups }: ConfigGroup, name: string): ConfigGroup | undefined =>
  Object.hasOwn(groups, name) ? groups[name] : undefined;

/** The value ConsensusType without its metadata, which name the consenters; its state is a field that we do not know. */
function consensusOf(root: ConfigGroup): Uint8Array {
  const bytes = groupIn(root, 'Orderer')?.values.ConsensusType?.value ?? new Uint8Array();
  const value = consensusTypes.decode(bytes);
  if (value.verdict !== 'accept') return bytes;
  return consensusTypes.encode({ ...value.value, metadata: new Uint8Array() });
}

function mspIdOf({ values }: ConfigGroup): string | undefined {
  const value = mspValues.decode(values.MSP?.value ?? new Uint8Array());
  if (value.verdict !== 'accept') return undefined;
  const msp = msps.decode(value.value.config);
  return msp.verdict === 'accept' ? msp.value.name : undefined;
}
