/** Faults in judging identities (spec/03-identity.md, 3.4 to 3.7). */
import type { CoreModules } from '../core-modules.js';
import { type Killer, type Mutant, mutant } from '../mutant.js';

type Msps = CoreModules['wire/identity/msp'];
type Certificates = CoreModules['wire/identity/certificate'];
type NodeOus = CoreModules['wire/identity/node-ou'];
type Certificate = NonNullable<ReturnType<Certificates['parseCertificate']>>;

/** The handshake is accepted. */
const admitted = (name: string): Killer => ({
  case: `identity/${name}-refused`,
  expected: 'with status UNKNOWN',
  observed: 'still open',
});

/** The handshake is not accepted. */
const refused = (name: string): Killer => ({
  case: `identity/${name}-admitted`,
  expected: 'stays open after the target’s handshake message',
  observed: 'the target ended it',
});

/** The MSPs read the bytes of an identity as this function makes them. */
const reading =
  (change: (text: string) => string) =>
  ({ createMsp }: Msps): Msps['createMsp'] =>
  (config, crypto) => {
    const msp = createMsp(config, crypto);
    const read = (idBytes: Uint8Array) =>
      Uint8Array.from(Buffer.from(change(Buffer.from(idBytes).toString('latin1')), 'latin1'));
    return {
      ...msp,
      recognise: (idBytes) => msp.recognise(read(idBytes)),
      resolve: (idBytes) => msp.resolve(read(idBytes)),
    };
  };

/** What is read in certificates is changed. */
const seeing =
  (change: Partial<Certificate>) =>
  ({ parseCertificate }: Certificates): Certificates['parseCertificate'] =>
  (der) => {
    const certificate = parseCertificate(der);
    return certificate && { ...certificate, ...change };
  };

/** What this clause says of the units is overlooked. */
const overlooking =
  (clause: string) =>
  ({ unitFlaw }: NodeOus): NodeOus['unitFlaw'] =>
  (chain, rules, crypto) => {
    const flaw = unitFlaw(chain, rules, crypto);
    return flaw?.clause === clause ? undefined : flaw;
  };

const pemOf = (der: string): string =>
  `-----BEGIN CERTIFICATE-----\n${btoa(der)}\n-----END CERTIFICATE-----\n`;

export const identityMutants: readonly Mutant[] = [
  mutant({
    id: 'identity/writes-lines-of-76-columns',
    fault: 'writes the PEM of its identity with lines of 76 columns',
    breaks: ['IDENT-9'],
    module: 'wire/identity/pem',
    entry: 'encodePem',
    by: () => (type, der) => {
      const lines =
        Buffer.from(der)
          .toString('base64')
          .match(/.{1,76}/g) ?? [];
      const text = [`-----BEGIN ${type}-----`, ...lines, `-----END ${type}-----`, ''].join('\n');
      return new TextEncoder().encode(text);
    },
    killedBy: [
      {
        case: 'identity/own-identity-has-the-standard-layout',
        expected: 'one block in the standard layout',
        observed: '-----BEGIN CERTIFICATE-----',
      },
    ],
  }),
  mutant({
    id: 'identity/reads-der-too',
    fault: 'takes an identity in DER as well',
    breaks: ['IDENT-3'],
    module: 'wire/identity/msp',
    entry: 'createMsp',
    by: reading((text) => (text.startsWith('0') ? pemOf(text) : text)),
    killedBy: [admitted('der-instead-of-pem')],
  }),
  mutant({
    id: 'identity/trims-what-follows-the-pem',
    fault: 'cuts blanks off the end of an identity before it looks for what follows the PEM block',
    breaks: ['IDENT-4'],
    module: 'wire/identity/msp',
    entry: 'createMsp',
    by: reading((text) => text.trimEnd()),
    killedBy: [admitted('empty-line-after-pem')],
  }),
  mutant({
    id: 'identity/takes-pem-of-any-type',
    fault: 'does not look at the type of the PEM block',
    breaks: ['IDENT-5'],
    module: 'wire/identity/msp',
    entry: 'createMsp',
    by: reading((text) => text.replaceAll('TRUSTED CERTIFICATE', 'CERTIFICATE')),
    killedBy: [admitted('pem-of-another-type')],
  }),
  mutant({
    id: 'identity/reads-the-start-of-a-certificate',
    fault: 'reads the certificate at the start of the bytes and leaves what follows it unread',
    breaks: ['IDENT-6'],
    module: 'wire/identity/certificate',
    entry: 'parseCertificate',
    by:
      ({ parseCertificate }) =>
      (der) =>
        parseCertificate(der.subarray(0, 4 + der[2]! * 256 + der[3]!)),
    killedBy: [admitted('byte-after-the-certificate')],
  }),
  mutant({
    id: 'identity/takes-any-form-of-certificate-signature',
    fault: 'takes a signature of a certificate in whatever form it verifies',
    breaks: ['IDENT-7'],
    module: 'wire/identity/ecdsa-signature',
    entry: 'isCanonicalSignature',
    by: () => () => true,
    killedBy: [admitted('byte-after-the-certificates-signature')],
  }),
  mutant({
    id: 'identity/finds-issuers-by-name-alone',
    fault: 'takes the root that has the name of the issuer for it, without verifying the signature',
    breaks: ['IDENT-15'],
    module: 'wire/identity/chain',
    entry: 'chainsOf',
    by:
      ({ chainsOf }) =>
      (certificate, pool, crypto) => {
        const chains = chainsOf(certificate, pool, crypto);
        const issuer = Buffer.from(certificate.issuer);
        const named = pool.roots.find(({ subject }) => issuer.equals(subject));
        return chains.length === 0 && named ? [[certificate, named]] : chains;
      },
    killedBy: [admitted('another-signature')],
  }),
  mutant({
    id: 'identity/judges-chains-at-present',
    fault: 'asks whether the certificates of a chain are valid now',
    breaks: ['IDENT-16'],
    module: 'wire/identity/chain',
    entry: 'chainsOf',
    by:
      ({ chainsOf }) =>
      (certificate, pool, crypto) =>
        certificate.notBeforeMs > Date.now()
          ? []
          : chainsOf({ ...certificate, notBeforeMs: Date.now() - 1_000 }, pool, crypto),
    killedBy: [refused('not-yet-valid'), admitted('older-than-its-ca')],
  }),
  mutant({
    id: 'identity/looks-at-no-extended-key-usage',
    fault: 'does not look at extended key usages',
    breaks: ['IDENT-20'],
    module: 'wire/identity/certificate',
    entry: 'parseCertificate',
    by: seeing({ extendedKeyUsage: [] }),
    killedBy: [admitted('extended-key-usage-of-clients')],
  }),
  mutant({
    id: 'identity/passes-over-critical-extensions',
    fault: 'passes over extensions that it does not know, critical or not',
    breaks: ['IDENT-21'],
    module: 'wire/identity/certificate',
    entry: 'parseCertificate',
    by: seeing({ unhandled: [] }),
    killedBy: [admitted('unknown-critical-extension')],
  }),
  mutant({
    id: 'identity/knows-one-curve',
    fault: 'knows no curve but P-256',
    breaks: ['IDENT-24', 'IDENT-44'],
    module: 'wire/identity/key-info',
    entry: 'publicKeyIn',
    by:
      ({ publicKeyIn }) =>
      (info, fault) => {
        const key = publicKeyIn(info, fault);
        if (key.algorithm === 'ECDSA' && key.curve !== 'P-256') fault.found = true;
        return key;
      },
    killedBy: [refused('key-on-p-384')],
  }),
  mutant({
    id: 'identity/takes-ed25519-in-every-profile',
    fault: 'admits Ed25519 where the MSP does not allow it',
    breaks: ['IDENT-56', 'IDENT-24'],
    module: 'wire/identity/msp',
    entry: 'createMsp',
    profile: 'fabric-2.5',
    by:
      ({ createMsp }) =>
      (config, crypto) =>
        createMsp({ ...config, allowsEd25519: true }, crypto),
    killedBy: [admitted('ed25519-key-in-fabric-2-5')],
  }),
  mutant({
    id: 'identity/admits-cas',
    fault: 'does not ask whether the certificate of an identity is that of a CA',
    breaks: ['IDENT-25'],
    module: 'wire/identity/msp',
    entry: 'createMsp',
    by:
      ({ createMsp }) =>
      (config, crypto) => {
        const msp = createMsp(config, crypto);
        const validate: typeof msp.validate = (candidate) => {
          const certificate = { ...candidate.certificate, basicConstraints: undefined };
          return msp.validate({ ...candidate, certificate });
        };
        return { ...msp, validate };
      },
    killedBy: [admitted('ca-by-its-constraints')],
  }),
  mutant({
    id: 'identity/needs-no-node-ou',
    fault: 'admits an identity without a node OU',
    breaks: ['IDENT-31'],
    module: 'wire/identity/node-ou',
    entry: 'unitFlaw',
    by: overlooking('IDENT-31'),
    killedBy: [admitted('without-node-ou')],
  }),
  mutant({
    id: 'identity/takes-several-node-ous',
    fault: 'admits an identity with several node OUs',
    breaks: ['IDENT-32'],
    module: 'wire/identity/node-ou',
    entry: 'unitFlaw',
    by: overlooking('IDENT-32'),
    killedBy: [admitted('two-node-ous')],
  }),
];
