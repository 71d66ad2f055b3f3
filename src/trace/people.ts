/** Who peers are, as the messages tell it that pass: names by certificates, organisations, endpoints, channels. */
import { openEnvelope, type SignedMessage } from '../wire/envelope.js';
import { toHex } from '../wire/hex.js';
import { parseCertificate } from '../wire/identity/certificate.js';
import { decodePem } from '../wire/identity/pem.js';
import { envelopesIn } from '../wire/inside.js';
import { decodeSerializedIdentity } from '../wire/serialized-identity.js';
import { commonNameOf } from './common-name.js';

export interface Person {
  /** Common name of the certificate; empty until it is known. */
  name: string;
  /** MSP ID; empty until it is known. */
  organisation: string;
  /** That it tells everybody; never the one inside its organisation. */
  endpoint: string;
  readonly channels: Set<string>;
}

export const newPerson = (name = ''): Person => ({
  name,
  organisation: '',
  endpoint: '',
  channels: new Set(),
});

/** The message and those inside it. */
export function* allIn(signed: SignedMessage): Iterable<SignedMessage> {
  yield signed;
  for (const envelope of envelopesIn(signed.message)) {
    const inner = openEnvelope(envelope);
    if (inner.verdict === 'accept') yield inner.value;
  }
}

const utf8 = new TextDecoder();

/** What a message tells of its author; `personOf` gets the PKI-ID in hex. */
export function learn({ message }: SignedMessage, personOf: (pki: string) => Person): void {
  const { content, channel } = message;
  switch (content.case) {
    case 'conn':
      return introduce(personOf(toHex(content.value.pkiId)), content.value.identity);
    case 'peerIdentity':
      return introduce(personOf(toHex(content.value.pkiId)), content.value.cert);
    case 'leadershipMsg':
      if (channel.length > 0)
        personOf(toHex(content.value.pkiId)).channels.add(utf8.decode(channel));
      return;
    case 'aliveMsg': {
      const { membership, identity } = content.value;
      if (membership === undefined) return;
      const person = personOf(toHex(membership.pkiId));
      person.endpoint = membership.endpoint || person.endpoint;
      introduce(person, identity);
    }
  }
}

/** `identity`: msp.SerializedIdentity. */
export function introduce(person: Person, identity: Uint8Array): void {
  if (identity.length === 0 || (person.name !== '' && person.organisation !== '')) return;
  const read = decodeSerializedIdentity(identity);
  if (read.verdict !== 'accept') return;
  person.organisation = read.value.mspid;
  const block = decodePem(read.value.idBytes);
  const certificate = block && parseCertificate(block.bytes);
  if (person.name === '') person.name = (certificate && commonNameOf(certificate)) ?? '';
}
