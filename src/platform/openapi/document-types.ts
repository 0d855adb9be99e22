import type { OpenAPIObject } from '@nestjs/swagger';

/** The parts of an OpenAPI document that the framework types but does not export by name. */
type Definite<T> = Exclude<T, Reference | undefined>;

export interface Reference {
  $ref: string;
}
export type PathItem = OpenAPIObject['paths'][string];
export type Operation = NonNullable<PathItem['get']>;
export type Parameter = Definite<NonNullable<Operation['parameters']>[number]>;
export type RequestBody = Definite<Operation['requestBody']>;
export type ResponseObject = Definite<Operation['responses'][string]>;
export type MediaType = RequestBody['content'][string];
export type Schema = Definite<MediaType['schema']>;
export type Example = Definite<NonNullable<MediaType['examples']>[string]>;
