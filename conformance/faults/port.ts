/**
 * Faults of the network between nodes under test, probes and orderers: what a case asks for. Every one
 * leaves a note in the evidence, and every case ends with `heal` and a convergence.
 *
 * Faults are those of streams, not of packets: TLS binds the certificates of both ends, so nothing in
 * between may open it. What is sent over a cut waits, as it would for a retransmission.
 */

/** Whoever takes part and has a name: a node, a probe, an orderer. */
export interface Party {
  readonly name: string;
}

/** One party, or several. */
export type Parties = Party | readonly Party[];

export interface Faults {
  /**
   * Between parties of different groups nothing passes, either way, and no connection comes about.
   * Who is in no group reaches everybody.
   */
  partition(...groups: readonly (readonly Party[])[]): void;
  /**
   * One way: nothing of `from` reaches `to`; what `to` sends still arrives. A connection needs both
   * ways, so no new one comes about.
   */
  cut(from: Parties, to: Parties): void;
  /** All that passes, between all parties, takes `ms` longer, give or take `jitterMs`; order is kept. */
  delay(ms: number, jitterMs?: number): void;
  /**
   * What packet loss does to streams, between all parties: this share of what is sent is held up for
   * a retransmission time-out, longer if it is lost again; now and then a stream breaks.
   */
  loss(share: number): void;
  /**
   * The open streams between two parties carry nothing any more, either way, and neither end is told;
   * new ones are not concerned. `heal` breaks those streams, as a network does that has forgotten them.
   */
  halfOpen(one: Party, other: Party): void;
  /** The open streams between two parties break; both ends are told. New ones are not concerned. */
  reset(one: Party, other: Party): void;
  /** Takes what others send to it at no more than this rate. */
  slowReader(party: Party, bytesPerSecond: number): void;
  /** Ends every fault of the network; what waited arrives. */
  heal(): void;
}
