import { IsString, Length } from 'class-validator';

/** Reason of the scanner for giving up. */
export class FailScanDto {
  @IsString()
  @Length(1, 2000)
  reason!: string;
}
