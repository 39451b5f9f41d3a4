/** Raw, parameterised SQL: of `postgres`, or of a Prisma client or transaction. */
export interface Sql {
  $queryRaw<Rows = unknown>(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<Rows>;
  $executeRaw(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>;
}

/** It also opens transactions. */
export interface Database extends Sql {
  $transaction<Result>(work: (tx: Sql) => Promise<Result>, options?: { maxWait?: number; timeout?: number }): Promise<Result>;
}
