/** What goes wrong in a scenario, or is changed, and when. `peer` is a peer's name; sides may also name organisations. */
import type { Parameters } from '../../peer/parameters.js';
import type { LinkModel } from '../link-model.js';

interface At {
  readonly at: number;
}
interface Span extends At {
  /** When it is over. */
  readonly until: number;
}

/** What a restarted peer still has: everything it remembered, its ledgers, or nothing. */
export type Kept = 'everything' | 'ledger' | 'nothing';

/** What a Byzantine peer does; see docs/simulator.md. */
export type Misdeed = 'forge' | 'replay' | 'cross-channel' | 'equivocate' | 'flood';

export type Fault =
  /** The sides cannot reach one another; who is on no side reaches all. `oneWay`: the first side cannot reach the others. */
  | (Span & {
      readonly kind: 'partition';
      readonly sides: readonly (readonly string[])[];
      readonly oneWay: boolean;
    })
  /** Killed, and started again at `until`; never, if that is not before the end. */
  | (Span & { readonly kind: 'crash'; readonly peer: string; readonly keeps: Kept })
  /** Does nothing; what comes waits. */
  | (Span & { readonly kind: 'pause'; readonly peer: string })
  /** Its work costs so many times as much. */
  | (Span & { readonly kind: 'slow'; readonly peer: string; readonly factor: number })
  /** A share of all envelopes is lost. */
  | (Span & { readonly kind: 'loss'; readonly share: number })
  /** Nobody reaches the ordering service. */
  | (Span & { readonly kind: 'orderer-down' })
  /** Its clock jumps by so many ms. */
  | (At & { readonly kind: 'clock'; readonly peer: string; readonly by: number })
  /** Its certificate ends. */
  | (At & { readonly kind: 'expire'; readonly peer: string })
  /** Its certificate is on every revocation list. */
  | (At & { readonly kind: 'revoke'; readonly peer: string })
  /** It leaves a channel. */
  | (At & { readonly kind: 'leave'; readonly peer: string; readonly channel: string })
  /** A member of its organisation that sends what it should not, so many times a second. */
  | (Span & {
      readonly kind: 'byzantine';
      readonly peer: string;
      readonly does: readonly Misdeed[];
      readonly rate: number;
    })
  /** What lies between two, peers or organisations, is as said here; from the first to the second alone if `oneWay`. Everywhere, where nobody is named. */
  | (Span &
      Partial<LinkModel> & {
        readonly kind: 'link';
        readonly between?: readonly [string, string];
        readonly oneWay: boolean;
      })
  /** The n-th message that one sends another from `at` on, counted from 1, is lost, or comes so many ms late while others overtake it. */
  | (At & {
      readonly kind: 'message';
      readonly from: string;
      readonly to: string;
      readonly nth: number;
      readonly delay?: number;
    })
  /** Stopped, and started again at `until` with its ledgers and these parameters: peers or organisations; everybody, where nobody is named. */
  | (Span & {
      readonly kind: 'parameters';
      readonly of: readonly string[];
      readonly parameters: Partial<Parameters>;
    })
  /** A peer that was not there before comes, and joins channels. */
  | (At & {
      readonly kind: 'newcomer';
      readonly peer: string;
      readonly channels: readonly string[];
    });

export type FaultKind = Fault['kind'];
/** Those that the seed may draw. */
export type DrawnKind = Exclude<FaultKind, 'parameters' | 'newcomer'>;
export type FaultOf<K extends FaultKind> = Extract<Fault, { kind: K }>;

export const faultKinds: readonly FaultKind[] = [
  'partition',
  'crash',
  'pause',
  'slow',
  'loss',
  'orderer-down',
  'clock',
  'expire',
  'revoke',
  'leave',
  'byzantine',
  'link',
  'message',
  'parameters',
  'newcomer',
];

export const drawnKinds: readonly DrawnKind[] = faultKinds.filter(
  (kind) => kind !== 'parameters' && kind !== 'newcomer',
);

/** When a fault is over, for those that ever are. */
export const endOf = (fault: Fault): number => ('until' in fault ? fault.until : fault.at);

/** Whether a fault takes a peer out for good: of the views that must meet, or of a channel. */
export const isForGood = (fault: Fault, duration: number): boolean =>
  fault.kind === 'expire' ||
  fault.kind === 'revoke' ||
  fault.kind === 'leave' ||
  (fault.kind === 'crash' && fault.until >= duration);
