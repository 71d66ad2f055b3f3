/** Pull messages on their way in: which side of an engine they concern. */
import type { SignedMessage } from '../../wire/envelope.js';
import type { Origin } from '../refuse.js';
import type { Run } from '../run.js';
import { receiveDigest } from './initiator.js';
import type { Pull } from './kind.js';
import { receiveDataRequest, receiveHello } from './responder.js';
import { receiveUpdate } from './updates.js';

/** hello, dataDig, dataReq, dataUpdate; other kinds are no pull messages. */
export function receivePull(
  run: Run,
  pull: Pull,
  { message }: SignedMessage,
  origin: Origin,
): void {
  const { content } = message;
  switch (content.case) {
    case 'hello':
      return receiveHello(run, pull, content.value, origin);
    case 'dataDig':
      return receiveDigest(run, pull, content.value, origin);
    case 'dataReq':
      return receiveDataRequest(run, pull, content.value, origin);
    case 'dataUpdate':
      return receiveUpdate(run, pull, content.value, origin);
  }
}
