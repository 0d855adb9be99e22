/** Who measures requests. */
export interface RequestMeter {
  /** Starts the clock of a request; call what this answers when it was answered, with the pattern of its route. */
  startRequest(method: string): (route: string, status: number) => void;
}
