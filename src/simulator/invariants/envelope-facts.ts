/** What the invariants ask of a message on its way, worked out once for all who get it. */
import { openEnvelope, type SignedMessage } from '../../wire/envelope.js';
import { toHex } from '../../wire/hex.js';
import type { Envelope } from '../../wire/message-types.js';

/** An alive message that an envelope tells of: itself, or one in it. */
export interface ToldAlive {
  /** PKI-ID, hex. */
  readonly author: string;
  readonly hasSecret: boolean;
  readonly hasEndpoint: boolean;
}

const told = new WeakMap<SignedMessage, readonly ToldAlive[]>();

export function aliveToldIn(signed: SignedMessage): readonly ToldAlive[] {
  const known = told.get(signed);
  if (known !== undefined) return known;
  const { content } = signed.message;
  let found: readonly ToldAlive[] = [];
  if (content.case === 'aliveMsg') found = aliveOf(signed);
  else if (content.case === 'memReq')
    found = inside(content.value.selfInformation ? [content.value.selfInformation] : []);
  else if (content.case === 'memRes')
    found = inside([...content.value.alive, ...content.value.dead]);
  told.set(signed, found);
  return found;
}

const inside = (envelopes: readonly Envelope[]): ToldAlive[] =>
  envelopes.flatMap((envelope) => {
    const opened = openEnvelope(envelope);
    return opened.verdict === 'accept' ? aliveOf(opened.value) : [];
  });

function aliveOf({ message, envelope }: SignedMessage): ToldAlive[] {
  const { content } = message;
  const member = content.case === 'aliveMsg' ? content.value.membership : undefined;
  if (member === undefined) return [];
  return [
    {
      author: toHex(member.pkiId),
      hasSecret: envelope.secretEnvelope !== undefined,
      hasEndpoint: member.endpoint !== '',
    },
  ];
}
