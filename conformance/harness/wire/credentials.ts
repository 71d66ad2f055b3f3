/** What one peer is known by: its signing identity and its TLS pair. Minted by harness/minting. */
export interface Credentials {
  readonly mspId: string;
  readonly certPem: string;
  readonly keyPem: string;
  /** Bytes of msp.SerializedIdentity, as they stand in ConnEstablish. */
  readonly identity: Uint8Array;
  /** 32 bytes. */
  readonly pkiId: Uint8Array;
  readonly tls: {
    readonly certPem: string;
    readonly keyPem: string;
    readonly certDer: Uint8Array;
  };
}
