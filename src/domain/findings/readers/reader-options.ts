/** Facts that a reader may use besides the document. */
export interface ReaderOptions {
  /** Absolute paths of the checkout that the tools ran in, most specific first: paths below them become relative. */
  readonly checkoutRoots?: readonly string[];
  /** Name of the tool, used when the report has none. */
  readonly tool?: string;
  /** Fixes are read as well, which are source text. */
  readonly withFixes?: boolean;
}
