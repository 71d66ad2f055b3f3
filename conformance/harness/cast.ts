/** Who takes part in a case, and in which channels: what the evidence needs to be read without the case. */
import type { CaseRecord, Participant, Role } from '../judge/record.js';
import type { MintedChannel } from './minting/channel/chain.js';
import type { Credentials } from './wire/credentials.js';
import { hex, sha256 } from './wire/sign.js';

export interface Cast {
  readonly participants: readonly Participant[];
  introduce(name: string, role: Role, credentials: Credentials): void;
  /** Name of the node with this PKI-ID; undefined if nobody has it or a probe does. */
  nodeOf(pkiId: Uint8Array): string | undefined;
  channel<C extends MintedChannel>(channel: C): C;
  /** Of the channels as they are now. */
  recordedChannels(): CaseRecord['channels'];
}

export function createCast(): Cast {
  const participants: Participant[] = [];
  const channels: MintedChannel[] = [];
  return {
    participants,
    introduce(name, role, { mspId, pkiId, identity, tls }) {
      participants.push({ name, role, mspId, pkiId, identity, tlsHash: sha256(tls.certDer) });
    },
    nodeOf: (pkiId) =>
      participants.find((p) => p.role !== 'probe' && hex(p.pkiId) === hex(pkiId))?.name,
    channel(channel) {
      channels.push(channel);
      return channel;
    },
    recordedChannels: () =>
      channels.map(({ id, organisations, orderers, genesis }) => ({
        id,
        organisations: [...organisations],
        orderers: orderers.map(({ identity }) => identity),
        genesis,
      })),
  };
}
