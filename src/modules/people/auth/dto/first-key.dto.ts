import { IsString, Length } from 'class-validator';

/** The secret that the first start of a service wrote into the state folder of its user. */
export class RedeemFirstKeyDto {
  @IsString()
  @Length(1, 200)
  secret!: string;
}

/** A key that reads and scans, of a MEMBER, for 30 days. */
export class FirstKeyDto {
  key!: string;
}
