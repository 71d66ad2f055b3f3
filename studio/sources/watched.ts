/** A live peer as the page knows it. */
export interface Watched {
  /** ws://127.0.0.1:PORT */
  readonly address: string;
  readonly state: 'connecting' | 'open' | 'ended';
  /** Why it ended, if anybody said. */
  readonly why: string;
}
