/**
 * Pushed blocks: PUSH-I5 (to members of the own organisation that joined the channel), PUSH-I6 (none that
 * the ordering service has not signed).
 */
import type { SignedMessage } from '../../wire/envelope.js';
import { sameBytes } from '../../wire/hex.js';
import { blockHashOf } from '../known-blocks.js';
import type { Observed } from '../observed.js';
import { organisationOf } from '../scenario/scenario.js';
import { signedOf } from '../sent.js';
import type { InvariantContext, InvariantWatch } from './context.js';

const utf8 = new TextDecoder();

export function watchBlocks({ network, breach, isCorrect }: InvariantContext): InvariantWatch {
  const genuine = new WeakMap<SignedMessage, boolean>();
  return {
    observer: {
      sent(from, to, sent) {
        const signed = signedOf(sent);
        const message = signed?.message;
        if (message?.content.case !== 'dataMsg' || !isCorrect(from.name)) return;
        const channel = utf8.decode(message.channel);
        const isOurs = organisationOf(from.name) === organisationOf(to.name);
        if (!isOurs || !(network().members.get(channel)?.includes(to.name) ?? false))
          breach('PUSH-I5', from.name, `pushes a block of ${channel} to ${to.name}`);
        let isGenuine = genuine.get(signed!);
        if (isGenuine === undefined) {
          isGenuine = isOrdered(network(), channel, message.content.value.payload);
          genuine.set(signed!, isGenuine);
        }
        if (!isGenuine)
          breach('PUSH-I6', from.name, `pushes to ${to.name} what was not ordered as ${channel}`);
      },
    },
  };
}

function isOrdered(
  { chains, trust }: Observed,
  channel: string,
  payload: { readonly seqNum: bigint; readonly data: Uint8Array } | undefined,
): boolean {
  const made = payload && chains.get(channel)?.blocks[Number(payload.seqNum)];
  if (made === undefined) return false;
  return sameBytes(blockHashOf(trust.crypto, made), blockHashOf(trust.crypto, payload!.data));
}
