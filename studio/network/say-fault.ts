/** A fault in force, in words. */
import type { Fault, FaultOf } from '../../src/simulator/scenario/faults.js';
import { modelIn } from '../../src/simulator/scenario/links.js';
import { sayModel, sayParameters } from '../hands/say-deed.js';
import { sayMs } from '../time/say-time.js';

export function sayFault(fault: Fault): string {
  switch (fault.kind) {
    case 'partition':
      return `${fault.oneWay ? 'cut' : 'partition'}: ${fault.sides
        .map((side) => side.join(', '))
        .join(fault.oneWay ? ' → ' : ' | ')}`;
    case 'crash':
      return `${fault.peer} is dead`;
    case 'pause':
      return `${fault.peer} is paused`;
    case 'slow':
      return `${fault.peer} is ${fault.factor} times slower`;
    case 'loss':
      return `${Math.round(100 * fault.share)} % of everything is lost`;
    case 'orderer-down':
      return 'the ordering service is out';
    case 'clock':
      return `the clock of ${fault.peer} jumps by ${sayMs(fault.by)}`;
    case 'expire':
      return `the certificate of ${fault.peer} ends`;
    case 'revoke':
      return `the certificate of ${fault.peer} is revoked`;
    case 'leave':
      return `${fault.peer} leaves ${fault.channel}`;
    case 'byzantine':
      return `${fault.peer} lies: ${fault.does.join(', ')}`;
    case 'link':
      return `${sayBetween(fault)}: ${sayModel(modelIn(fault))}`;
    case 'message':
      return `message ${fault.nth} of ${fault.from} to ${fault.to} since ${sayMs(fault.at)} ${
        fault.delay === undefined ? 'is lost' : `is ${sayMs(fault.delay)} late`
      }`;
    case 'parameters':
      return `${fault.of.join(', ') || 'every peer'} restarts with ${sayParameters(fault.parameters)}`;
    case 'newcomer':
      return `${fault.peer} comes`;
  }
}

const sayBetween = ({ between, oneWay }: FaultOf<'link'>): string =>
  between?.join(oneWay ? ' → ' : ' ↔ ') ?? 'every link';
