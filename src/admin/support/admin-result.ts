/** A command's result: text for its reader, and if what it looked at is not as it should be. */
export interface AdminResult {
  readonly text: string;
  readonly isFaulty?: boolean;
}
