/** A file of a report under the path that the report names, and under the one that the list of files gives it. */
export type PlacedPath = readonly [from: string, to: string];
