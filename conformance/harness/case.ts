/** What a conformance case is: data, and at most some 25 lines that play it. */
import type { Feature } from '../targets/target.js';
import type { Scene } from './scene.js';

export type Level = 'MUST' | 'SHOULD' | 'MAY';
export type Profile = 'fabric-2.5' | 'fabric-3.1' | 'hardened';

export interface Case {
  /** Chapter and behaviour, for good: `membership/replayed-alive-does-not-resurrect`. */
  readonly id: string;
  /** Ids of the clauses, rows and invariants that it judges, the main one first. */
  readonly clauses: readonly [string, ...string[]];
  readonly level: Level;
  /** A sentence in the present: who does what. */
  readonly title: string;
  /** Features that it needs; a target that does not declare them is `unsupported` here. */
  readonly needs?: readonly Feature[];
  /** Profiles in which its clauses hold; default all. */
  readonly profiles?: readonly Profile[];
  /**
   * `shared`: it leaves nothing behind that another case could notice, and may run on a node that
   * other cases use at the same time. Default `fresh`: a node of its own.
   */
  readonly node?: 'fresh' | 'shared';
  /**
   * For a case that asserts silence: the case that shows the same watcher seeing a reaction, or
   * `self` where this one does both. Otherwise silence proves nothing.
   */
  readonly twin?: string;
  run(scene: Scene): Promise<void>;
}

const ID = /^[a-z]+\/[a-z0-9]+(-[a-z0-9]+)*$/;

/** @throws TypeError if the id has not the form chapter/behaviour. */
export function defineCase(definition: Case): Case {
  if (!ID.test(definition.id)) {
    throw new TypeError(`case id: expected chapter/behaviour-in-words, got ${definition.id}`);
  }
  return definition;
}
