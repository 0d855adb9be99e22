/** Messages of a command while it works; results are shown by report/. */
export interface Progress {
  /** One step: shown while it runs, with its outcome when it ended. */
  step<T>(title: string, work: (step: StepNotes) => Promise<T>): Promise<T>;
  /** Something that the user should know. */
  note(message: string): void;
  /** Shows a message only with `--verbose`. */
  detail(message: string): void;
}

export interface StepNotes {
  /** Replaces what the step says of itself, e.g. what it found. */
  say(message: string): void;
}
