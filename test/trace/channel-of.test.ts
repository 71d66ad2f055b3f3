/** The channel of a message: named, by its code, or none. */
import { expect, it } from 'vitest';
import { createChannelFinder } from '../../src/trace/channel-of.js';
import { channelMac } from '../../src/wire/channel-mac.js';
import { nobleCrypto } from '../../src/wire/crypto/noble.js';
import { toHex } from '../../src/wire/hex.js';
import type { GossipMessage } from '../../src/wire/message-types.js';

const author = new Uint8Array(32).fill(1);
const other = new Uint8Array(32).fill(2);
const codeOf = (pkiId: Uint8Array, name: string) => channelMac(nobleCrypto, pkiId, name);
const message = (content: object, channel = '') =>
  ({ channel: new TextEncoder().encode(channel), content }) as unknown as GossipMessage;
const stateInfo = (channelMAC: Uint8Array) =>
  message({ case: 'stateInfo', value: { pkiId: author, channelMAC } });
const request = (channelMAC: Uint8Array) =>
  message({ case: 'stateInfoPullReq', value: { channelMAC } });

it('takes the name that stands in the message, known or not', () => {
  const { channelOf } = createChannelFinder(nobleCrypto, ['ch1']);
  expect(channelOf(message({ case: 'dataMsg', value: {} }, 'ch7'), '')).toBe('ch7');
  expect(channelOf(message({ case: 'aliveMsg', value: {} }), toHex(author))).toBeUndefined();
});
it('finds a StateInfo by the code of its author, whoever hands it on', () => {
  const { channelOf } = createChannelFinder(nobleCrypto, ['ch1', 'ch2']);
  expect(channelOf(stateInfo(codeOf(author, 'ch2')), toHex(other))).toBe('ch2');
  expect(channelOf(stateInfo(codeOf(other, 'ch2')), toHex(other))).toBeUndefined();
});
it('finds a request by the code of its sender, and without the sender nothing', () => {
  const { channelOf } = createChannelFinder(nobleCrypto, ['ch1', 'ch2']);
  const asked = request(codeOf(other, 'ch1'));
  expect(channelOf(asked, toHex(other))).toBe('ch1');
  expect(channelOf(asked, toHex(author))).toBeUndefined();
  expect(channelOf(asked, '')).toBeUndefined();
});
it('knows a channel from when it has learned of it', () => {
  const { learn, channelOf } = createChannelFinder(nobleCrypto);
  const told = stateInfo(codeOf(author, 'ch1'));
  expect(channelOf(told, '')).toBeUndefined();
  learn('ch1');
  expect(channelOf(told, '')).toBe('ch1');
});
