export type ProseKind = 'comment' | 'heading' | 'summary' | 'text';

export interface ProseFault {
  readonly offset: number;
  readonly message: string;
}

/** Faults of a text against the house's language, by offset. */
export function checkProse(prose: { readonly text: string; readonly kind: ProseKind }): ProseFault[];
