/** Asks the operator a question that is answered by yes or no. */
export type Ask = (question: string) => Promise<boolean>;
