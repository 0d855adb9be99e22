import type { Example } from '../../platform/openapi/document-types.js';

/** Named examples of one operation: bodies as they are sent and answered. */
export interface OperationExamples {
  readonly request?: Readonly<Record<string, Example>>;
  /** By status. */
  readonly responses?: Readonly<Record<string, Readonly<Record<string, Example>>>>;
}

/** A named example whose value is held to the type of its body. */
export const example = <Body>(summary: string, value: Body): Example & { value: Body } => ({ summary, value });
