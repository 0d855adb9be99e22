/** Facts that a reader may use besides the document. */
export interface ReaderOptions {
  /** Absolute paths of the checkout that the tools ran in, most telling first: what lies below becomes relative to it. */
  readonly checkoutRoots?: readonly string[];
  /** Name of the tool, used where the report gives none. */
  readonly tool?: string;
}
