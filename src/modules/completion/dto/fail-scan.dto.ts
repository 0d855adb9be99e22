import { IsString, Length } from 'class-validator';

/** Why the scanner gave up. */
export class FailScanDto {
  @IsString()
  @Length(1, 2000)
  reason!: string;
}
