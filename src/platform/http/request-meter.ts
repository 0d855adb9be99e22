/** Measures requests. */
export interface RequestMeter {
  /** Starts the clock of a request; call the result once it was answered, with the pattern of its route. */
  startRequest(method: string): (route: string, status: number) => void;
}
