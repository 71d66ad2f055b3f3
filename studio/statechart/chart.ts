/** A machine as the studio draws it: laid out when the site is built. Coordinates in px; x and y are centres. */

export interface ChartLabel {
  /** Row of the state table. */
  readonly row: string;
  readonly text: string;
}

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ChartBox extends Placed {
  readonly state: string;
  /** Rows that do not lead to another state. */
  readonly labels: readonly ChartLabel[];
  /** Nothing leads out. */
  readonly isEnd: boolean;
}

/** From one state to another, with every row that goes there. */
export interface ChartPath extends Placed {
  readonly from: string;
  readonly to: string;
  readonly points: readonly (readonly [number, number])[];
  readonly labels: readonly ChartLabel[];
}

/** A row of the state table, all its events together. */
export interface ChartRow {
  readonly id: string;
  readonly from: string;
  /** A state, `(stay)` or `(ignore)`. */
  readonly to: string;
  readonly events: readonly string[];
  /** Empty if there is none. */
  readonly guard: string;
  readonly actions: readonly string[];
}

export interface StudioChart {
  readonly name: string;
  /** Of the specification, relative to the package. */
  readonly chapter: string;
  readonly initial: string;
  readonly ends: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly ChartBox[];
  readonly paths: readonly ChartPath[];
  readonly rows: readonly ChartRow[];
}

/** What the page knows of the specification. */
export interface StudioSpec {
  readonly charts: readonly StudioChart[];
  readonly clauses: readonly StudioClause[];
  readonly invariants: readonly StudioInvariant[];
}

export interface StudioClause {
  readonly id: string;
  readonly text: string;
  readonly chapter: string;
  /** Rows that decide it. */
  readonly rows: readonly string[];
}

export interface StudioInvariant {
  readonly id: string;
  readonly mode: 'always' | 'never' | 'eventually' | 'sometimes';
  readonly text: string;
  readonly chapter: string;
}
