/** Inputs that concern a channel: local commands, answers of the ledger and of the ordering service. */
import { ordererEnded, ordererOpened, ordererReceived } from '../delivery/delivery.js';
import type { PeerInput } from '../io.js';
import type { Run } from '../run.js';
import { blockCommitted, commitFailed } from '../transfer/buffer.js';
import { blocksFound } from '../transfer/serve.js';
import { joinChannel, leaveChannel } from './join.js';

export type ChannelInput = Extract<PeerInput, { channel: string }>;

export function applyChannelInput(run: Run, input: ChannelInput): void {
  if (input.type === 'channel.join') return joinChannel(run, input);
  const entry = run.state.channels.get(input.channel);
  if (entry === undefined) return;
  switch (input.type) {
    case 'channel.leave':
      return leaveChannel(run, input.channel);
    case 'block.committed':
      return blockCommitted(run, entry, input.number);
    case 'commit.failed':
      return commitFailed(run, entry, input.number, input.reason);
    case 'blocks.found':
      return blocksFound(run, entry, input.request, input.blocks);
    case 'orderer.opened':
      return ordererOpened(run, entry, input.stream);
    case 'orderer.received':
      return ordererReceived(run, entry, input.stream, input.bytes);
    case 'orderer.ended':
      return ordererEnded(run, entry, input.stream, input.reason);
  }
}
