/** The answer of the health and liveness probes. */
export class HealthDto {
  status!: 'ok';
}

/** The answer of the readiness probe. */
export class ReadinessDto {
  status!: 'ok';
  /** State of each dependency. */
  checks!: ReadinessChecksDto;
}

/** State of the dependencies of the service. */
export class ReadinessChecksDto {
  database!: 'up';
  migrations!: 'up';
}
