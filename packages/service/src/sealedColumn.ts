/** A column of sealed values, as the rotation of data keys finds it. */
export interface SealedColumn {
  table: string;
  /** The primary key, one UUID. */
  id: string;
  /** SQL over the table's row that says whose key. */
  owner: string;
  column: string;
  /** What the values were sealed about. */
  about: string;
}
