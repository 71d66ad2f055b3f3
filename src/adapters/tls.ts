/**
 * TLS as Fabric's peers speak it: 1.2 or 1.3, ALPN h2, no session tickets, a client certificate asked
 * of everybody and judged by nobody unless it is required. The gossip handshake judges it.
 */
import { constants, createHash, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type {
  ConnectionOptions,
  PeerCertificate,
  SecureContextOptions,
  TLSSocket,
  TlsOptions,
} from 'node:tls';
import { checkServerIdentity, createSecureContext } from 'node:tls';

export interface TlsMaterial {
  /** Certificate (chain, leaf first) and key that a server presents, PEM. */
  readonly certPem: string;
  readonly keyPem: string;
  /** What a dialler presents instead; default the pair of the server. */
  readonly clientCertPem?: string | undefined;
  readonly clientKeyPem?: string | undefined;
  /** Roots that a dialler trusts, PEM. Read at every dial: a channel that is joined may add some. */
  readonly rootCaPems: readonly string[];
  /** Whether a client without a certificate from `clientRootCaPems` is refused. Default false. */
  readonly clientAuthRequired?: boolean | undefined;
  readonly clientRootCaPems?: readonly string[] | undefined;
}

/** Fabric's suites: three of TLS 1.3, six of TLS 1.2. */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
].join(':');

/** Options of a server socket; `alpn` names the one protocol that it speaks, if any. */
export function tlsServerOptions(
  tls: TlsMaterial,
  alpn: string | undefined,
  handshakeTimeoutMs: number,
): TlsOptions {
  const isRequired = tls.clientAuthRequired ?? false;
  return {
    cert: tls.certPem,
    key: tls.keyPem,
    requestCert: true,
    rejectUnauthorized: isRequired,
    ...(isRequired && { ca: [...(tls.clientRootCaPems ?? []), ...tls.rootCaPems] }),
    minVersion: 'TLSv1.2',
    ciphers: CIPHERS,
    secureOptions: constants.SSL_OP_NO_TICKET,
    handshakeTimeout: handshakeTimeoutMs,
    ...(alpn !== undefined && { ALPNProtocols: [alpn] }),
  };
}

/** Options of a socket that dials `host`. */
export function tlsClientOptions(
  tls: TlsMaterial,
  alpn: string | undefined,
  host: string,
): ConnectionOptions {
  return {
    cert: tls.clientCertPem ?? tls.certPem,
    key: tls.clientKeyPem ?? tls.keyPem,
    ca: [...tls.rootCaPems],
    minVersion: 'TLSv1.2',
    ciphers: CIPHERS,
    host,
    // An address is no server name (RFC 6066): it is checked against the certificate, not announced.
    servername: isIP(host) === 0 ? host : '',
    checkServerIdentity: (_, certificate) => checkHost(host, certificate),
    ...(alpn !== undefined && { ALPNProtocols: [alpn] }),
  };
}

/** What is wrong with the material, in words that name the part; undefined if it can be used. */
export function tlsFlaw(tls: TlsMaterial): string | undefined {
  const pairs = [
    ['certificate and key', tls.certPem, tls.keyPem],
    ['client certificate and key', tls.clientCertPem, tls.clientKeyPem],
  ] as const;
  for (const [what, cert, key] of pairs)
    if (cert !== undefined && !isSecureContext({ cert, key }))
      return `${what}: expected a certificate in PEM and the private key that belongs to it`;
  for (const [what, roots] of [
    ['roots', tls.rootCaPems],
    ['client roots', tls.clientRootCaPems ?? []],
  ] as const)
    if (!roots.every(isCertificate)) return `${what}: expected certificates in PEM`;
  return undefined;
}

function isSecureContext(options: SecureContextOptions): boolean {
  try {
    createSecureContext(options);
    return true;
  } catch {
    return false;
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

/** As Go does: by the subject alternative names alone, never by the common name. */
function checkHost(host: string, certificate: PeerCertificate): Error | undefined {
  if (certificate.subjectaltname === undefined)
    return new Error(`the certificate names no host (subject alternative name), expected ${host}`);
  const error = checkServerIdentity(host, certificate);
  return error && new Error(`the certificate names ${certificate.subjectaltname}, not ${host}`);
}

const sha256 = (der: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(der).digest());

/** SHA-256 of the DER of the first certificate in `pem`. @throws Error if there is none. */
export function leafHashOf(pem: string): Uint8Array {
  return sha256(new X509Certificate(pem).raw);
}

/** SHA-256 of the DER of the leaf that the remote presented; undefined if it presented none. */
export function remoteLeafHashOf(socket: TLSSocket): Uint8Array | undefined {
  const { raw } = socket.getPeerCertificate() as Partial<PeerCertificate>;
  return raw === undefined ? undefined : sha256(raw);
}
