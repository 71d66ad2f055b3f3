/** The judge of traces: every rule sees what is planted for it, and nothing in a clean trace. */
import { beforeAll, describe, expect, it } from 'vitest';
import { clauseTexts } from '../../../conformance/harness/clauses.js';
import {
  dataMessage,
  pullDigest,
  pullHello,
} from '../../../conformance/harness/wire/channel-messages.js';
import { conn, membershipResponse } from '../../../conformance/harness/wire/messages.js';
import { judgeCase } from '../../../conformance/judge/judge-case.js';
import { ALL_RULES } from '../../../conformance/judge/registry.js';
import { castOfTraces, type Play, playOf } from '../../support/trace-play.js';
import { type Say, sayings } from '../../support/trace-sayings.js';
import { BLOCK_FAULTS } from './planted/blocks.js';
import { CONVERGENCE_FAULTS } from './planted/convergence.js';
import { DISCLOSURE_FAULTS } from './planted/disclosure.js';
import { EXCHANGE_FAULTS } from './planted/exchange.js';
import { FORM_FAULTS } from './planted/form.js';
import type { Planted } from './planted/planted.js';

const PLANTED: readonly Planted[] = [
  ...FORM_FAULTS,
  ...DISCLOSURE_FAULTS,
  ...EXCHANGE_FAULTS,
  ...BLOCK_FAULTS,
  ...CONVERGENCE_FAULTS,
];

let say: Say;
beforeAll(async () => {
  say = sayings(await castOfTraces());
});

/** What a clean network says: nothing of it breaks a rule. */
function clean(play: Play): void {
  say.asks(play, 2);
  say.calm(play);
  play.said('o1', 't1', say.life('o1', 1));
  play.told('t1', 'o2', say.life('o1', 1));
  play.told('t1', 'f1', say.bare('t1', 2));
  play.said('f2', 't1', say.bare('f2', 1));
  play.told('t1', 'f1', say.bare('f2', 1));
  play.said('o1', 't1', say.state('o1', 3));
  play.said('o2', 't1', say.state('o2', 1));
  play.told('t1', 'f1', say.state('t1', 2));
  play.said('o1', 't1', dataMessage('ch', 1, say.cast.ch.block(1)));
  play.told('t1', 'o2', dataMessage('ch', 1, say.cast.ch.block(1)));
  play.told('t1', 'o1', say.leads('t1', 1));
  play.said('o1', 't1', say.asked(1));
  play.told('t1', 'o1', say.served(1, say.withCommitHash(1, 'one')));
  play.said('o1', 't2', say.asked(1));
  play.told('t2', 'o1', say.served(1, say.withCommitHash(1, 'one')));
  play.said('f1', 't1', pullHello('identities', 9n));
  play.told(
    't1',
    'f1',
    pullDigest('identities', 9n, [say.cast.of.t1!.pkiId, say.cast.of.f2!.pkiId]),
  );
  play.told('t1', 'o1', say.state('t1', 3));
  play.told('t2', 'o1', say.state('t2', 3));
  play.told('t1', 'o1', membershipResponse({ alive: [say.life('t2', 3), say.life('t1', 3)] }));
}

const found = (plant: Planted['plant']): readonly string[] => {
  const play = playOf(say.cast);
  plant(play, say);
  return judgeCase(play.record()).map(({ rule }) => rule);
};

describe('the judge of traces', () => {
  it('finds nothing in a clean trace', () => {
    expect(found(clean)).toEqual([]);
  });

  it.each(PLANTED)('$rule: sees $what', ({ rule, plant }) => {
    expect(found(plant)).toEqual([rule]);
  });

  it('first-is-no-handshake: sees a stream that begins with something else', () => {
    const play = playOf(say.cast, { handshakes: false });
    play.said('o1', 't1', conn(say.cast.of.o1!, { tlsCertHash: new Uint8Array(32) }));
    play.told('t1', 'o1', say.life('t1', 1));
    play.told('t1', 'o1', conn(say.cast.of.t1!, { tlsCertHash: new Uint8Array(32) }));
    const rules = judgeCase(play.record()).map(({ rule }) => rule);
    expect(rules).toEqual(['first-is-no-handshake', 'handshake-not-bound']);
  });

  it('has a planted fault for every rule', () => {
    const planted = new Set([...PLANTED.map(({ rule }) => rule), 'first-is-no-handshake']);
    expect(ALL_RULES.map(({ id }) => id).filter((id) => !planted.has(id))).toEqual([]);
  });

  it('cites what the specification has', () => {
    const textOf = clauseTexts();
    const cited = ALL_RULES.flatMap(({ clauses }) => clauses);
    expect(cited.filter((id) => textOf(id).text === '')).toEqual([]);
  });
});
