import type { EntityManager, ObjectLiteral } from 'typeorm';
import type { Statement } from '#messaging';

interface Columns {
  table: string;
  /** What a SELECT names. */
  list: string;
  byProperty: Map<string, Column>;
  hydrate: (raw: Record<string, unknown>) => ObjectLiteral;
}

interface Column {
  name: string;
  toParameter(value: unknown): unknown;
}

/**
 * An entity's rows on the hot path: SQL that is put together once, of the same columns and with the same
 * conversions as TypeORM's repositories, whose query builders cost us more than the statement costs Postgres.
 */
export class Rows<Row extends ObjectLiteral> {
  private columns: Columns | undefined;
  private readonly texts = new Map<string, string>();

  constructor(private readonly entity: new () => Row) {}

  /** @param condition what comes after WHERE, a lock included; constant text, its values are `$1` … */
  async find(manager: EntityManager, condition: string, values: unknown[]): Promise<Row[]> {
    const { table, list, hydrate } = this.of(manager);
    const text = this.text(condition, () => `SELECT ${list} FROM "${table}" WHERE ${condition}`);
    const found = await manager.query<Record<string, unknown>[]>(text, values);
    return found.map((raw) => hydrate(raw) as Row);
  }

  insert(manager: EntityManager, row: Partial<Row>): Statement {
    const { table, byProperty } = this.of(manager);
    const { given, key, values } = givenColumns(byProperty, row);
    const text = this.text(`insert ${key}`, () => {
      const names = given.map(({ name }) => `"${name}"`).join(', ');
      const places = given.map((_, i) => `$${i + 1}`).join(', ');
      return `INSERT INTO "${table}" (${names}) VALUES (${places})`;
    });
    return { text, values };
  }

  /** Changes the columns that are given of the row with this `id`. */
  update(manager: EntityManager, id: string, changes: Partial<Row>): Statement {
    const { table, byProperty } = this.of(manager);
    const { given, key, values } = givenColumns(byProperty, changes);
    const text = this.text(`update ${key}`, () => {
      const sets = given.map(({ name }, i) => `"${name}" = $${i + 2}`).join(', ');
      return `UPDATE "${table}" SET ${sets} WHERE id = $1`;
    });
    return { text, values: [id, ...values] };
  }

  private text(key: string, make: () => string): string {
    let text = this.texts.get(key);
    if (text === undefined) this.texts.set(key, (text = make()));
    return text;
  }

  private of({ connection }: EntityManager): Columns {
    if (this.columns) return this.columns;
    const { driver } = connection;
    const { tableName, columns } = connection.getMetadata(this.entity);
    return (this.columns = {
      table: tableName,
      list: columns.map(({ databaseName }) => `"${databaseName}"`).join(', '),
      byProperty: new Map(
        columns.map((column) => [
          column.propertyName,
          {
            name: column.databaseName,
            toParameter: (value) => driver.preparePersistentValue(value, column) as unknown,
          },
        ]),
      ),
      hydrate: (raw) => {
        const row: ObjectLiteral = new this.entity();
        for (const column of columns) {
          const value: unknown = driver.prepareHydratedValue(raw[column.databaseName], column);
          row[column.propertyName] = value;
        }
        return row;
      },
    });
  }
}

function givenColumns(byProperty: Map<string, Column>, row: object) {
  const named = Object.entries(row).flatMap(([property, value]) => {
    const column = value === undefined ? undefined : byProperty.get(property);
    return column ? [{ property, column, value: column.toParameter(value) }] : [];
  });
  return {
    given: named.map(({ column }) => column),
    key: named.map(({ property }) => property).join(' '),
    values: named.map(({ value }) => value),
  };
}
