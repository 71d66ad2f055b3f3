/** What passes a transport, as lines of a trace: between whom, which kind, how large. Never the bytes. */
import type { Stream, Transport } from '../../ports.js';
import { type ChannelFinder, namedChannel } from '../../trace/channel-of.js';
import { openedEnvelope, seenOf } from '../../trace/message.js';
import { allIn, introduce, learn, newPerson, type Person } from '../../trace/people.js';
import type { MessageTold, WhoTold } from '../../trace/told.js';
import { toHex } from '../../wire/hex.js';

export interface Overheard {
  message(told: MessageTold): void;
  /** Somebody else of whom something is new. */
  who(name: string, told: WhoTold): void;
}

export interface OverhearOptions {
  /** Of the peer itself. */
  readonly name: string;
  /** msp.SerializedIdentity. */
  readonly identity: Uint8Array;
  /** Hex. */
  readonly pkiId: string;
  /** Finds more than the channels that messages name. */
  readonly channelOf?: ChannelFinder['channelOf'];
}

/** A peer that waits for a handshake sends its own and no more. */
const EARLY_MAX = 16;

/** The transport itself, overheard. */
export function overhear(
  transport: Transport,
  { name: own, pkiId, identity, channelOf = namedChannel }: OverhearOptions,
  told: Overheard,
): Transport {
  const people = new Map<string, Person>([[pkiId, newPerson(own)]]);
  introduce(people.get(pkiId)!, identity);
  const said = new Map<string, string>();

  /** A name that no two have: that of the certificate, or the first digits of the PKI-ID. */
  const nameOf = (pki: string): string => {
    const name = people.get(pki)?.name;
    const isTwice = [...people].some(([other, person]) => other !== pki && person.name === name);
    return !name || isTwice ? `${name ?? ''} ${pki.slice(0, 8)}…`.trim() : name;
  };
  const personOf = (pki: string): Person => {
    const known = people.get(pki) ?? newPerson();
    people.set(pki, known);
    return known;
  };

  function tellNews(): void {
    for (const [pki, { organisation, endpoint, channels }] of people) {
      if (pki === pkiId || organisation === '') continue;
      const who: WhoTold = {
        kind: 'who',
        organisation,
        role: 'heard',
        pkiId: pki,
        channels: [...channels],
        ...(endpoint !== '' && { endpoint }),
      };
      const text = JSON.stringify(who);
      if (said.get(pki) === text) continue;
      said.set(pki, text);
      told.who(nameOf(pki), who);
    }
  }

  function overheard(stream: Stream): Stream {
    let remote = '';
    /** Sent before the handshake message of the other end has said who it is. */
    let early: Uint8Array[] = [];
    const there = () => (remote === '' ? stream.remoteAddress : nameOf(remote));
    const note = (what: 'sent' | 'arrived', bytes: Uint8Array): void => {
      const opened = openedEnvelope(bytes);
      if (opened !== undefined && what === 'arrived') {
        const { content } = opened.message;
        if (content.case === 'conn') remote = toHex(content.value.pkiId);
        for (const one of allIn(opened)) learn(one, personOf);
        tellNews();
        tellEarly();
      }
      const [from, to] = what === 'sent' ? [own, there()] : [there(), own];
      const sender = what === 'sent' ? pkiId : remote;
      const seen = seenOf(bytes, opened, (message) => channelOf(message, sender));
      told.message({ kind: 'message', what, from, to, ...seen });
    };
    const tellEarly = (): void => {
      const waiting = early;
      early = [];
      for (const bytes of waiting) note('sent', bytes);
    };
    return {
      remoteTlsHash: stream.remoteTlsHash,
      localTlsHash: stream.localTlsHash,
      remoteAddress: stream.remoteAddress,
      send(bytes) {
        if (remote === '' && early.length < EARLY_MAX) early.push(bytes);
        else note('sent', bytes);
        stream.send(bytes);
      },
      end(status) {
        tellEarly();
        stream.end(status);
      },
      listen: (listener) =>
        stream.listen({
          received(bytes) {
            note('arrived', bytes);
            listener.received(bytes);
          },
          ended(status, reason) {
            tellEarly();
            listener.ended(status, reason);
          },
        }),
    };
  }

  return {
    serve: (endpoint, accepted) =>
      transport.serve(endpoint, (stream) => accepted(overheard(stream))),
    dial: async (endpoint) => overheard(await transport.dial(endpoint)),
    ping: (endpoint) => transport.ping(endpoint),
    close: () => transport.close(),
  };
}
