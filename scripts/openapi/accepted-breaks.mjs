// Breaks of the API's promise that were decided on, each with the record that says why. An entry may go once a release has
// passed: the comparison is with the commit before.

const ACCEPTED = [
  // ADR 146: warnings carry a code.
  /^(POST|GET) \S+: answer 200(\.evaluations\[\])?\.warnings\[\]: type string became object$/,
];

export const isAccepted = (change) => ACCEPTED.some((pattern) => pattern.test(change));
