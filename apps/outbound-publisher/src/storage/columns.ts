/** The columns of rows that travel to Postgres as one array each, with their types. */
export type Columns = Readonly<Record<string, string>>;

export type RowOf<C extends Columns> = { readonly [Name in keyof C]: unknown };

/** `unnest($4::text[], $5::integer[]) AS name (id, version)`, its first parameter having that number. */
export function unnestOf(name: string, columns: Columns, first: number): string {
  const parameters = Object.values(columns).map((type, index) => `$${first + index}::${type}[]`);
  return `unnest(${parameters.join(', ')}) AS ${name} (${Object.keys(columns).join(', ')})`;
}

/** The arrays for `unnestOf`, in the order of the columns. */
export function arraysOf<C extends Columns>(columns: C, rows: readonly RowOf<C>[]): unknown[][] {
  return Object.keys(columns).map((name) => rows.map((row) => row[name]));
}

export function widthOf(columns: Columns): number {
  return Object.keys(columns).length;
}
