/**
 * What a replay needs to know of a recording before it starts: who the recorded peer was, whom it
 * trusted, where it lived, which certificates stood behind each connection.
 */
import type { CaptureCertificates } from '../../adapters/capture/certificates.js';
import { trustIn } from '../../adapters/capture/certificates.js';
import type { CaptureRow } from '../../adapters/capture/rows.js';
import { UserMistake } from '../../adapters/user-mistake.js';
import type { ReplayConnection } from '../../simulator/replay.js';
import { createChannelReader } from '../../wire/channel/config.js';
import type { ChannelReader } from '../../wire/channel/port.js';
import type { Crypto } from '../../wire/crypto/port.js';
import type { SignedMessage } from '../../wire/envelope.js';
import { decodeSignedMessage, internalEndpointOf, openEnvelope } from '../../wire/envelope.js';
import { toHex } from '../../wire/hex.js';
import type { IdentityAuthority } from '../../wire/identity/port.js';
import { envelopesIn } from '../../wire/inside.js';
import { pkiIdOf } from '../../wire/pki-id.js';
import { tlsHashOf } from '../../wire/tls-hash.js';
import { identitiesOf } from '../decode/survey.js';

export interface ReplayWorld {
  readonly identity: Uint8Array;
  readonly authority: IdentityAuthority;
  /** Reads the configurations of channels as the recorded peer would. */
  readonly channelReader: ChannelReader;
  readonly endpoint: string;
  readonly externalEndpoint: string;
  /** Instant of the start, as the recorded peer told it; undefined if it told none. */
  readonly startMs: number | undefined;
  readonly connections: ReadonlyMap<string, ReplayConnection>;
  /** Names of the signing certificates by PKI-ID in hex. */
  readonly names: ReadonlyMap<string, string>;
}

/** @throws UserMistake if `name` is none of the signing certificates, or its CA is not there. */
export function worldOf(
  rows: readonly CaptureRow[],
  certificates: CaptureCertificates,
  name: string,
  crypto: Crypto,
): ReplayWorld {
  const trust = trustIn(
    certificates,
    rows.flatMap(({ bytes }) => identitiesOf(bytes)),
    crypto,
  );
  const identity = trust.identities.get(name);
  if (identity === undefined)
    throw new UserMistake(
      `--as: expected one of ${[...trust.identities.keys()].join(', ')}, got "${name}"`,
    );
  const names = new Map<string, string>();
  for (const [signer, its] of trust.identities) names.set(toHex(pkiIdOf(crypto, its)!), signer);
  const hashes = new Map(
    certificates.tls.map((tls) => [tls.name, tlsHashOf(crypto, tls.certificate.der)]),
  );
  const connections = new Map<string, ReplayConnection>();
  for (const row of rows) {
    const conn = messageOf(row.bytes)?.message.content;
    if (conn?.case !== 'conn' || row.dir !== 'in' || connections.has(row.conn)) continue;
    connections.set(row.conn, {
      dialled: row.conn.startsWith('cli'),
      remoteTlsHash: hashes.get(names.get(toHex(conn.value.pkiId)) ?? ''),
      localTlsHash: hashes.get(name),
    });
  }
  const mspId = trust.authority.mspIdOf(identity);
  const localMsp = trust.msps.find((msp) => msp.mspId === mspId)!;
  const channelReader = createChannelReader({ crypto, localMsp });
  const { authority } = trust;
  return { identity, authority, channelReader, names, connections, ...selfIn(rows) };
}

/** What the recorded peer said of itself: endpoints, and the instant of its start. */
function selfIn(rows: readonly CaptureRow[]) {
  for (const row of rows) {
    const signed = row.dir === 'out' ? messageOf(row.bytes) : undefined;
    if (signed === undefined) continue;
    const inner = envelopesIn(signed.message).map((envelope) => openEnvelope(envelope));
    const all = [signed, ...inner.flatMap((one) => (one.verdict === 'accept' ? [one.value] : []))];
    for (const { message, envelope } of all) {
      if (message.content.case !== 'aliveMsg') continue;
      const { membership, timestamp } = message.content.value;
      const external = membership?.endpoint ?? '';
      return {
        endpoint: internalEndpointOf(envelope) || external || DEFAULT_ENDPOINT,
        externalEndpoint: external,
        startMs: timestamp === undefined ? undefined : Number(timestamp.incNum / 1_000_000n),
      };
    }
  }
  return { endpoint: DEFAULT_ENDPOINT, externalEndpoint: '', startMs: undefined };
}

const DEFAULT_ENDPOINT = '127.0.0.1:7051';

export function messageOf(bytes: Uint8Array): SignedMessage | undefined {
  const decoded = decodeSignedMessage(bytes);
  return decoded.verdict === 'accept' ? decoded.value : undefined;
}
