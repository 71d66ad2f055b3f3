/**
 * An empty list for what a step brings: it has room for four, where an empty literal takes room for sixteen with the
 * first that is put into it. Of a simulated network most of what is collected would be such room.
 */
// biome-ignore lint/style/useArrayLiterals: see above
export const shortList = <T>(): T[] => new Array<T>();
