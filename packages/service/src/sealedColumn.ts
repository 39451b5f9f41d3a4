/** A column of sealed values, as the rotation of data keys finds it. */
export interface SealedColumn {
  table: string;
  /** A UUID by which few rows stand: the primary key, or its first column. */
  id: string;
  /** SQL over the table's row that says whose key. */
  owner: string;
  column: string;
  /** What the values were sealed about. */
  about: string;
  /** How many values to hold in memory at once, where they are large; 500 unless told. */
  batch?: number;
}
