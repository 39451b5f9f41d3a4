/** What this package needs of a Prisma client or transaction: raw, parameterised SQL. */
export interface Sql {
  $queryRaw<Rows = unknown>(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<Rows>;
  $executeRaw(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>;
}

/** A Prisma client: it also opens transactions. */
export interface Database extends Sql {
  $transaction<Result>(work: (tx: Sql) => Promise<Result>, options?: { maxWait?: number; timeout?: number }): Promise<Result>;
}
