/** Bounds of a YAML text: its bytes, the lists and maps within each other, its keys and values together. */
export const YAML_LIMITS = { bytes: 65_536, depth: 20, nodes: 2000 } as const;
