/** What a command tells while it works; the result is another matter (report/). */
export interface Progress {
  /** One step: shown while it runs, with its outcome when it ended. */
  step<T>(title: string, work: (step: StepNotes) => Promise<T>): Promise<T>;
  /** Something that the user should know. */
  note(message: string): void;
  /** Something that is only told on request. */
  detail(message: string): void;
}

export interface StepNotes {
  /** Replaces what the step says of itself, e.g. what it found. */
  say(message: string): void;
}
