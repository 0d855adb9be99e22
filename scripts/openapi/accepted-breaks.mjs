// Breaks of the API's promise that were decided on, each with the record that says why. An entry may go once a release has
// passed: the comparison is with the commit before.

const ACCEPTED = [
  // ADR 146: warnings carry a code.
  /^(POST|GET) \S+: answer 200(\.evaluations\[\])?\.warnings\[\]: type string became object$/,
  // ADR 196: a filter takes several values; one is sent as before.
  /^GET \/api\/scans\/\{id\}\/findings: parameter (severity|type|tool) \(query\): type string became array$/,
  // ADR 218: a request is for a waiver of a rule, or for the acceptance of a problem.
  /^(GET|POST) \/api\/quality\/gates\/waivers\S*: answer 20[01](\.requests\[\])?\.rule: type string became null\|string$/,
];

export const isAccepted = (change) => ACCEPTED.some((pattern) => pattern.test(change));
