/** Policies: which members of freshly minted organisations satisfy which rule. */

import { create } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  mintOrganisation,
  type Organisation,
  type PeerCredentials,
} from '../../../conformance/harness/minting/organisation.js';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import {
  type ChannelMsp,
  createSignatories,
  type Signatory,
} from '../../../src/wire/channel/msps.js';
import { policiesIn } from '../../../src/wire/channel/policy-tree.js';
import { compileSignaturePolicy } from '../../../src/wire/channel/signature-policy.js';
import { type ConfigGroup, ConfigGroupSchema } from '../../../src/wire/gen/common/configtx_pb.js';
import { ImplicitMetaPolicy_Rule as Combine } from '../../../src/wire/gen/common/policies_pb.js';
import {
  CombinedPrincipalSchema,
  MSPPrincipal_Classification as Kind,
  MSPRoleSchema,
  OrganizationUnitSchema,
  MSPRole_MSPRoleType as Role,
} from '../../../src/wire/gen/msp/msp_principal_pb.js';
import { decodePem } from '../../../src/wire/identity/pem.js';
import {
  encode,
  implicitPolicy,
  nOutOf,
  signaturePolicy,
  signedBy,
} from '../../support/config-blocks.js';
import { derOf, mspConfigFor, mspFor } from '../../support/organisations.js';

let org: Organisation;
let other: Organisation;
let plain: Organisation;
const people = new Map<string, PeerCredentials>();
let signatoryOf: ReturnType<typeof createSignatories>;

beforeAll(async () => {
  org = await mintOrganisation('OneMSP');
  other = await mintOrganisation('TwoMSP');
  plain = await mintOrganisation('PlainMSP', { nodeOus: false });
  const revoked = await org.mintPeer('revoked');
  const list = new TextEncoder().encode(await org.revoke([revoked]));
  const changes = { revocationLists: [decodePem(list)!.bytes] };
  const msps = new Map<string, ChannelMsp>([
    ['OneMSP', { config: mspConfigFor(org, changes), msp: mspFor(org, changes) }],
    ['TwoMSP', { config: mspConfigFor(other), msp: mspFor(other) }],
    ['PlainMSP', { config: mspConfigFor(plain), msp: mspFor(plain) }],
  ]);
  signatoryOf = createSignatories(msps);
  people.set('revoked', revoked);
  people.set('admin', org.admin);
  people.set('namedAdmin', plain.admin);
  people.set('plain', await plain.mintPeer('plain', { units: [] }));
  for (const unit of ['peer', 'client', 'orderer'])
    people.set(unit, await org.mintPeer(unit, { units: [unit] }));
  people.set('sales', await org.mintPeer('sales', { units: ['peer', 'sales'] }));
  people.set('two', await other.mintPeer('two'));
}, 60_000);

function signatory(name: string): Signatory {
  const found = signatoryOf(people.get(name)!.identity);
  if (!('member' in found)) throw new Error(`${name}: ${found.reason}`);
  return found;
}

const role = (mspIdentifier: string, type: Role) => ({
  principalClassification: Kind.ROLE,
  principal: encode(MSPRoleSchema, { mspIdentifier, role: type }),
});

type Principal = Parameters<typeof signaturePolicy>[1][number];
const policy = (...[rule, principals]: [Parameters<typeof signaturePolicy>[0], Principal[]]) => {
  const compiled = compileSignaturePolicy(signaturePolicy(rule, principals).value, nodeCrypto);
  if (compiled.verdict !== 'accept') throw new Error(compiled.reason);
  return (...names: string[]) => compiled.value(names.map(signatory));
};
/** Who alone satisfies a principal. */
const satisfying = (principal: Principal): string[] => {
  const satisfies = policy(signedBy(0), [principal]);
  return [...people.keys()].filter((name) => satisfies(name)).sort();
};

describe('principals', () => {
  const valid = ['admin', 'client', 'orderer', 'peer', 'sales'];

  it('CHAN-7: a member is whom the MSP vouches for', () => {
    expect(satisfying(role('OneMSP', Role.MEMBER))).toEqual(valid);
    expect(satisfying(role('TwoMSP', Role.MEMBER))).toEqual(['two']);
    expect(satisfying(role('PlainMSP', Role.MEMBER))).toEqual(['namedAdmin', 'plain']);
    expect(satisfying(role('NoMSP', Role.MEMBER))).toEqual([]);
  });
  it('CHAN-7: other roles follow from organisational units', () => {
    expect(satisfying(role('OneMSP', Role.PEER))).toEqual(['peer', 'sales']);
    expect(satisfying(role('OneMSP', Role.CLIENT))).toEqual(['client']);
    expect(satisfying(role('OneMSP', Role.ORDERER))).toEqual(['orderer']);
    expect(satisfying(role('OneMSP', Role.ADMIN))).toEqual(['admin']);
    expect(satisfying(role('PlainMSP', Role.PEER))).toEqual([]);
    expect(satisfying(role('OneMSP', 9 as Role))).toEqual([]);
  });
  it('CHAN-7: an administrator may be named instead', () =>
    expect(satisfying(role('PlainMSP', Role.ADMIN))).toEqual(['namedAdmin']));
  it('CHAN-7: a unit counts with the CA that certifies it', () => {
    const unit = (certifiersIdentifier: Uint8Array) => ({
      principalClassification: Kind.ORGANIZATION_UNIT,
      principal: encode(OrganizationUnitSchema, {
        mspIdentifier: 'OneMSP',
        organizationalUnitIdentifier: 'sales',
        certifiersIdentifier,
      }),
    });
    const certifier = nodeCrypto.sha256(derOf(org.root.certificate));
    expect(satisfying(unit(certifier))).toEqual(['sales']);
    expect(satisfying(unit(nodeCrypto.sha256(derOf(other.root.certificate))))).toEqual([]);
  });
  it('CHAN-7: an identity is one certificate, as long as it is valid', () => {
    const identity = (name: string) => ({
      principalClassification: Kind.IDENTITY,
      principal: people.get(name)!.identity,
    });
    expect(satisfying(identity('client'))).toEqual(['client']);
    expect(satisfying(identity('revoked'))).toEqual([]);
  });
  it('CHAN-7: a combination needs all of its parts', () => {
    const combined = (...principals: Principal[]) => ({
      principalClassification: Kind.COMBINED,
      principal: encode(CombinedPrincipalSchema, { principals }),
    });
    const both = combined(role('OneMSP', Role.MEMBER), role('OneMSP', Role.PEER));
    expect(satisfying(both)).toEqual(['peer', 'sales']);
    expect(satisfying(combined(role('OneMSP', Role.MEMBER), role('TwoMSP', Role.MEMBER)))).toEqual(
      [],
    );
    expect(satisfying(combined())).toEqual([]);
  });
  it('CHAN-7: nobody meets one that is nested too deep', () => {
    const nested = (depth: number): Principal => {
      let principal: Principal = role('OneMSP', Role.PEER);
      for (let i = 1; i < depth; i++)
        principal = {
          principalClassification: Kind.COMBINED,
          principal: encode(CombinedPrincipalSchema, { principals: [principal] }),
        };
      return principal;
    };
    expect(satisfying(nested(100))).toEqual(['peer', 'sales']);
    expect(satisfying(nested(101))).toEqual([]);
    expect(satisfying(nested(20_000))).toEqual([]);
  });
  it.each([Kind.ROLE, Kind.ORGANIZATION_UNIT, Kind.IDENTITY, Kind.ANONYMITY, Kind.COMBINED, 9])(
    'CHAN-7: nobody meets one of kind %s that does not decode',
    (principalClassification) =>
      expect(satisfying({ principalClassification, principal: Uint8Array.of(0x0a, 9) })).toEqual(
        [],
      ),
  );
});

describe('signature policies', () => {
  const anyOfOne = () => role('OneMSP', Role.MEMBER);
  it('CHAN-63: a signatory counts for one rule only', () => {
    const two = policy(nOutOf(2, [signedBy(0), signedBy(0)]), [anyOfOne()]);
    expect(two('peer')).toBe(false);
    expect(two('peer', 'client')).toBe(true);
  });
  it('CHAN-63: the first who fits is counted, though another order would have sufficed', () => {
    const both = policy(nOutOf(2, [signedBy(0), signedBy(1)]), [
      anyOfOne(),
      role('OneMSP', Role.PEER),
    ]);
    expect(both('peer', 'client')).toBe(false);
    expect(both('client', 'peer')).toBe(true);
  });
  it('CHAN-63: a rule that is not met takes nobody', () => {
    const rule = nOutOf(1, [nOutOf(2, [signedBy(0), signedBy(1)]), signedBy(0)]);
    const either = policy(rule, [anyOfOne(), role('TwoMSP', Role.MEMBER)]);
    expect(either('peer')).toBe(true);
    expect(either('two')).toBe(false);
  });
  it('CHAN-63: none of several needs nobody', () => {
    expect(policy(nOutOf(0, [signedBy(0)]), [anyOfOne()])()).toBe(true);
    expect(policy(nOutOf(2, [signedBy(0)]), [anyOfOne()])('peer', 'client')).toBe(false);
  });
});

describe('implicit policies', () => {
  const member = (mspId: string) => signaturePolicy(signedBy(0), [role(mspId, Role.MEMBER)]);
  const groupOf = (
    rule: Combine,
    organisations: readonly string[],
    without: readonly string[] = [],
  ) => {
    const policies = (name: string, value: ReturnType<typeof member>) => ({
      [name]: { policy: value },
    });
    return create(ConfigGroupSchema, {
      policies: policies('Readers', implicitPolicy(rule, 'Readers')),
      groups: Object.fromEntries(
        organisations.map((mspId) => [
          mspId,
          { policies: without.includes(mspId) ? {} : policies('Readers', member(mspId)) },
        ]),
      ),
    });
  };
  const readers = (group: ConfigGroup) => {
    const policies = policiesIn(group, nodeCrypto, (clause, reason) => {
      throw new Error(`${clause}: ${reason}`);
    });
    return (...names: string[]) => policies.get('/Channel/Readers')!(names.map(signatory));
  };
  const three = ['OneMSP', 'TwoMSP', 'PlainMSP'];

  it('CHAN-64: any, all, and more than half', () => {
    const any = readers(groupOf(Combine.ANY, three));
    expect([any(), any('two')]).toEqual([false, true]);
    const all = readers(groupOf(Combine.ALL, three));
    expect([all('two', 'peer'), all('two', 'peer', 'plain')]).toEqual([false, true]);
    const most = readers(groupOf(Combine.MAJORITY, three));
    expect([most('two'), most('two', 'peer')]).toEqual([false, true]);
    const half = readers(groupOf(Combine.MAJORITY, ['OneMSP', 'TwoMSP']));
    expect([half('two'), half('two', 'peer')]).toEqual([false, true]);
  });
  it('CHAN-64: a policy that is missing below is never satisfied', () => {
    const all = readers(groupOf(Combine.ALL, three, ['PlainMSP']));
    expect(all('two', 'peer', 'plain')).toBe(false);
    const most = readers(groupOf(Combine.MAJORITY, three, ['PlainMSP']));
    expect(most('two', 'peer')).toBe(true);
  });
  it('CHAN-64: with no groups below, nobody is needed', () => {
    for (const rule of [Combine.ANY, Combine.ALL, Combine.MAJORITY])
      expect(readers(groupOf(rule, []))()).toBe(true);
  });
});
