/** Raw, parameterised SQL: of `postgres`, or of a Prisma client or transaction. */
export interface Sql {
  $queryRaw<Rows = unknown>(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<Rows>;
  $executeRaw(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>;
}

/** It also opens transactions. */
export interface Database extends Sql {
  $transaction<Result>(work: (tx: Sql) => Promise<Result>, options?: { maxWait?: number; timeout?: number }): Promise<Result>;
}

/** How long a transaction of Prisma's waits for a connection and may last, in milliseconds: as long as one of `postgres` waits; its own 2 s are over in a burst. */
export const transactionOptions = { maxWait: 15_000, timeout: 15_000 };

/** A part of a statement with the parameters that belong to it. */
export class Part {
  readonly template: TemplateStringsArray;
  readonly values: readonly unknown[];

  constructor(template: TemplateStringsArray, values: readonly unknown[]) {
    this.template = template;
    this.values = values;
  }
}

/** Goes where a parameter may stand, in a template of `postgres` or in another part; Prisma does not know it. */
export const part = (template: TemplateStringsArray, ...values: unknown[]): Part => new Part(template, values);

/** Where this time there is no such part. */
export const nothing = part``;
