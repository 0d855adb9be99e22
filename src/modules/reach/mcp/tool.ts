import type { ObjectSchema } from './api-schemas.js';
import type { Api, Fields } from './in-process-api.js';

/** An answer of a tool before its texts are cut and cleaned. */
export interface ToolAnswer {
  readonly content: Fields;
  /** The first line of its text: words and numbers of the service alone. */
  readonly head: string;
  /** One line of its text each. */
  readonly rows: readonly object[];
}

/** A tool of the Model Context Protocol over requests to the API. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly input: ObjectSchema;
  readonly output: () => ObjectSchema;
  /** False for a tool that stores something. */
  readonly isReadOnly: boolean;
  answer(api: Api, input: Fields): Promise<ToolAnswer>;
}
