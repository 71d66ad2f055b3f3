/** MUST clauses that cases judge and that no mutant can break in a way that a case could see, with the reason. */
export const EXEMPT: Readonly<Record<string, string>> = {};
