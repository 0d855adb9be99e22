/** That the service answers. */
export class HealthDto {
  status!: 'ok';
}

/** That the service can do its work. */
export class ReadinessDto {
  status!: 'ok';
  /** What it needs, and whether that is there. */
  checks!: ReadinessChecksDto;
}

/** What the service needs for its work. */
export class ReadinessChecksDto {
  database!: 'up';
  migrations!: 'up';
}
