/**
 * A script is data: who takes part, what the node is told, and what is done to it, one step after the
 * other. The same script is played to a Fabric peer and to the reference.
 */

/** What the node under test is told. */
export interface Shape {
  /** How many channels it joins: ch1 of O and F, ch2 of O and G. */
  readonly channels: 0 | 1 | 2;
  /** Who fetches blocks in its channels. */
  readonly leadership: 'none' | 'static' | 'elected';
  /** Whether it asks others for blocks that it lacks. */
  readonly state: boolean;
  /**
   * Whether members die within the script: alive messages expire after 2.5 s, not after a minute, and
   * whoever has said to be alive goes on saying so until it falls silent.
   */
  readonly mortal: boolean;
}

/**
 * A simulated peer. The first letter says of which organisation: o is the node's, f and g share
 * channels with it, x is unknown to it. The second says what is special: `d` nobody listens at its
 * endpoint, `h` it has no external endpoint, `e` its certificate has expired, `r` it is revoked; a
 * digit says nothing.
 */
export type Name = string;

/** Whether it has no external endpoint. */
export const isHidden = (name: Name): boolean => name.charAt(1) === 'h';

export type Channel = 'ch1' | 'ch2';

interface Numbered {
  /** Names the step in what is observed; it keeps it when others are dropped. */
  readonly n: number;
}

/** Opens a stream and sends a handshake message. */
export interface Connect extends Numbered {
  readonly do: 'connect';
  readonly who: Name;
  readonly variant: string;
}

/** Ends the newest open stream of a peer from its side. */
export interface Close extends Numbered {
  readonly do: 'close';
  readonly who: Name;
}

/** Sends one message on the newest open stream of `who`. */
export interface Say extends Numbered {
  readonly do: 'say';
  readonly who: Name;
  readonly kind: string;
  readonly variant: string;
  /** Whom it is about; default the sender. */
  readonly of?: Name;
  readonly channel?: Channel;
  /** A block's number, or a ledger height. */
  readonly number?: number;
}

/** From now on `who` answers the node's questions of one kind, always in the same way. */
export interface Serve extends Numbered {
  readonly do: 'serve';
  readonly who: Name;
  readonly kind: string;
  readonly variant: string;
  readonly of?: Name;
  readonly channel?: Channel;
  readonly number?: number;
}

/** The ordering service has blocks up to a number. */
export interface Order extends Numbered {
  readonly do: 'order';
  readonly channel: Channel;
  readonly number: number;
}

/** `who` sends no more heartbeats, and so much time passes that it dies. */
export interface FallSilent extends Numbered {
  readonly do: 'silence';
  readonly who: Name;
}

export interface Wait extends Numbered {
  readonly do: 'wait';
  readonly ms: number;
}

export type Step = Connect | Close | Say | Serve | Order | FallSilent | Wait;

export interface Script {
  /** Identities follow from it; of a drawn script seed and number. */
  readonly id: string;
  readonly shape: Shape;
  readonly cast: readonly Name[];
  readonly steps: readonly Step[];
}

/** A step in one line. */
export function told(step: Step): string {
  const at = 'channel' in step && step.channel ? ` in ${step.channel}` : '';
  const number = 'number' in step && step.number !== undefined ? ` ${step.number}` : '';
  switch (step.do) {
    case 'connect':
      return `s${step.n} ${step.who} connects (${step.variant})`;
    case 'close':
      return `s${step.n} ${step.who} closes`;
    case 'say':
    case 'serve': {
      const of = step.of && step.of !== step.who ? ` of ${step.of}` : '';
      const verb = step.do === 'say' ? 'sends' : 'serves';
      return `s${step.n} ${step.who} ${verb} ${step.kind} (${step.variant})${of}${number}${at}`;
    }
    case 'order':
      return `s${step.n} the ordering service has blocks up to ${step.number}${at}`;
    case 'silence':
      return `s${step.n} ${step.who} falls silent`;
    case 'wait':
      return `s${step.n} ${step.ms} ms pass`;
  }
}
