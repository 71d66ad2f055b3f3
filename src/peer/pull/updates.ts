/**
 * Updates: every item is judged before any is used, and one bad item costs the whole update.
 *
 * Implements spec/07-pull.md, rule receiveUpdate: PULL-12 to PULL-15.
 */
import type { PulledItem } from '../../machines/pull-initiator.machine.js';
import { pullUpdate } from '../../rules/pull.js';
import { detached, openEnvelope } from '../../wire/envelope.js';
import type { DataUpdate, Envelope } from '../../wire/message-types.js';
import { ignore, type Refusal, reject } from '../../wire/verdict.js';
import { claimedAuthor } from '../claimed-author.js';
import { type Origin, refuse } from '../refuse.js';
import { feed, type Run } from '../run.js';
import type { PkiHex } from '../state.js';
import { type OfEngine, roundKeyOf } from './engine.js';
import { nonceFacts, roundOf } from './initiator.js';
import type { Pull } from './kind.js';

/** rule receiveUpdate: PULL-12, PULL-13 */
export function receiveUpdate(run: Run, pull: Pull, update: DataUpdate, origin: Origin): void {
  const { engine } = pull;
  const { nonce, data } = update;
  const round = roundOf(engine, nonce);
  const { verdict, clause } = pullUpdate(nonceFacts(run, round, nonce, origin));
  if (verdict === 'reject')
    return refuse(run, origin, reject(clause, 'an update of a peer that was not greeted'));
  if (verdict === 'ignore')
    return refuse(run, origin, ignore(clause, 'an update that nobody asked for'));
  const judged = soundItems(pull, data);
  if ('flaw' in judged) {
    const { flaw, author } = judged;
    return refuse(run, { ...origin, author }, flaw);
  }
  for (const { item, signed } of judged) pull.take(item, signed, origin);
  if (verdict !== 'hold') return;
  const items = judged.filter(({ item }) => pull.mayHold(item));
  if (items.length === 0) return;
  const id = engine.outstanding.get(nonce)!;
  const owner: OfEngine<number> = { engine, id };
  const event = { type: 'update.received', items } as const;
  feed(run, 'pull-initiator', roundKeyOf(engine, id), round!.instance, event, owner);
}

/** Why none of the items is taken, and whom the item at fault names. */
interface Flawed {
  readonly flaw: Refusal;
  readonly author: PkiHex;
}

/** PULL-13, PULL-15: the items to be taken, each once. */
function soundItems(pull: Pull, data: readonly Envelope[]): PulledItem[] | Flawed {
  const items = new Map<string, PulledItem>();
  for (const envelope of data) {
    const opened = openEnvelope(envelope);
    if (opened.verdict !== 'accept') return { flaw: opened, author: '' };
    const judged = pull.judge(opened.value);
    if (judged === 'skip') continue;
    if (typeof judged !== 'string')
      return { flaw: judged, author: claimedAuthor(opened.value.message) };
    if (!items.has(judged)) items.set(judged, { item: judged, signed: detached(opened.value) });
  }
  return [...items.values()];
}
