/**
 * The tree of groups in a channel's configuration: which parts may stand where, and what their bytes say.
 *
 * Implements spec/09-channel.md, CHAN-2 and CHAN-3.
 */
import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { type Codec, createCodec } from '../codec/codec.js';
import { ConfigEnvelopeSchema, type ConfigGroup } from '../gen/common/configtx_pb.js';
import {
  BlockDataHashingStructureSchema,
  CapabilitiesSchema,
  HashingAlgorithmSchema,
  OrdererAddressesSchema,
  OrderersSchema,
} from '../gen/common/configuration_pb.js';
import { MSPConfigSchema } from '../gen/msp/msp_config_pb.js';
import {
  BatchSizeSchema,
  BatchTimeoutSchema,
  ConsensusTypeSchema,
} from '../gen/orderer/configuration_pb.js';
import { AnchorPeersSchema } from '../gen/peer/configuration_pb.js';

/** Tells of a flaw: the first that is told decides. */
export type Tell = (clause: string, reason: string) => void;

/** Schemas of values that this program reads; null: known by name only. */
const CHANNEL_VALUES = {
  HashingAlgorithm: HashingAlgorithmSchema,
  BlockDataHashingStructure: BlockDataHashingStructureSchema,
  OrdererAddresses: OrdererAddressesSchema,
  Orderers: null,
  Consortium: null,
  Capabilities: CapabilitiesSchema,
} as const;
const APPLICATION_VALUES = { ACLs: null, Capabilities: CapabilitiesSchema } as const;
const APPLICATION_ORG_VALUES = { MSP: MSPConfigSchema, AnchorPeers: AnchorPeersSchema } as const;
const ORDERER_VALUES = {
  ConsensusType: ConsensusTypeSchema,
  BatchSize: BatchSizeSchema,
  BatchTimeout: BatchTimeoutSchema,
  KafkaBrokers: null,
  ChannelRestrictions: null,
  Orderers: OrderersSchema,
  Capabilities: CapabilitiesSchema,
} as const;
const ORDERER_ORG_VALUES = { MSP: MSPConfigSchema, Endpoints: OrdererAddressesSchema } as const;

type Kinds = Readonly<Record<string, DescMessage | null>>;
/** Decoded values by key; undefined where the group does not have one. */
export type ValuesOf<K extends Kinds> = {
  readonly [Key in keyof K as K[Key] extends DescMessage ? Key : never]:
    | MessageShape<Extract<K[Key], DescMessage>>
    | undefined;
};

export interface OrganisationGroup<K extends Kinds> {
  /** Its name in the configuration; not its MSP ID. */
  readonly name: string;
  readonly values: ValuesOf<K>;
}

export interface ConfigTree {
  readonly sequence: bigint;
  /** The channel group itself, for its policies. */
  readonly root: ConfigGroup;
  readonly channel: ValuesOf<typeof CHANNEL_VALUES>;
  readonly application: ValuesOf<typeof APPLICATION_VALUES>;
  readonly applicationOrgs: readonly OrganisationGroup<typeof APPLICATION_ORG_VALUES>[];
  readonly orderer: ValuesOf<typeof ORDERER_VALUES>;
  readonly ordererOrgs: readonly OrganisationGroup<typeof ORDERER_ORG_VALUES>[];
}

const envelopes = /*@__PURE__*/ createCodec(ConfigEnvelopeSchema);
const codecs = new Map<DescMessage, Codec<unknown>>();

/** Undefined, and a flaw told, if there is no tree; a tree with flaws told may lack parts. */
export function configTreeOf(configEnvelope: Uint8Array, tell: Tell): ConfigTree | undefined {
  const decoded = envelopes.decode(configEnvelope);
  if (decoded.verdict !== 'accept') {
    tell('CHAN-2', `configuration: ${decoded.reason}`);
    return undefined;
  }
  const { config } = decoded.value;
  const root = config?.channelGroup;
  const application = groupIn(root, 'Application');
  const orderer = groupIn(root, 'Orderer');
  if (config === undefined || root === undefined || !application || !orderer) {
    tell('CHAN-2', 'a configuration needs the groups Channel, Application and Orderer');
    return undefined;
  }
  for (const name of Object.keys(root.groups))
    if (name !== 'Application' && name !== 'Orderer') tell('CHAN-3', `group ${name} in Channel`);
  return {
    sequence: config.sequence,
    root,
    channel: valuesOf(root, CHANNEL_VALUES, 'Channel', tell),
    application: valuesOf(application, APPLICATION_VALUES, 'Application', tell),
    applicationOrgs: organisationsIn(application, APPLICATION_ORG_VALUES, 'Application', tell),
    orderer: valuesOf(orderer, ORDERER_VALUES, 'Orderer', tell),
    ordererOrgs: organisationsIn(orderer, ORDERER_ORG_VALUES, 'Orderer', tell),
  };
}

const groupIn = (group: ConfigGroup | undefined, name: string): ConfigGroup | undefined =>
  group !== undefined && Object.hasOwn(group.groups, name) ? group.groups[name] : undefined;

/** In the order of their names: that of the bytes means nothing. */
function organisationsIn<K extends Kinds>(
  group: ConfigGroup,
  kinds: K,
  path: string,
  tell: Tell,
): readonly OrganisationGroup<K>[] {
  return Object.keys(group.groups)
    .sort()
    .map((name) => {
      const organisation = group.groups[name]!;
      if (Object.keys(organisation.groups).length > 0)
        tell('CHAN-3', `a group within ${path}/${name}`);
      return { name, values: valuesOf(organisation, kinds, `${path}/${name}`, tell) };
    });
}

function valuesOf<K extends Kinds>(
  group: ConfigGroup,
  kinds: K,
  path: string,
  tell: Tell,
): ValuesOf<K> {
  const values: Record<string, unknown> = {};
  for (const [key, { value }] of Object.entries(group.values)) {
    if (!Object.hasOwn(kinds, key)) {
      tell('CHAN-3', `value ${key} in ${path}`);
      continue;
    }
    const schema = kinds[key];
    if (!schema) continue;
    let codec = codecs.get(schema);
    if (codec === undefined) {
      codec = createCodec(schema);
      codecs.set(schema, codec);
    }
    const decoded = codec.decode(value);
    if (decoded.verdict === 'accept') values[key] = decoded.value;
    else tell('CHAN-2', `value ${key} in ${path}: ${decoded.reason}`);
  }
  return values as ValuesOf<K>;
}
