import { Injectable } from '@nestjs/common';
import { Database } from '@posthorn/database';

/** The names of people by id, for "changed by" columns: no transaction of a tenant or the platform sees people as such. */
@Injectable()
export class PersonNames {
  constructor(private readonly database: Database) {}

  async of(ids: readonly (string | null)[]): Promise<Map<string, string>> {
    const known = [...new Set(ids.filter((id) => id !== null))];
    if (known.length === 0) return new Map();
    const people = await this.database.asSystem('name who changed something', (tx) =>
      tx.identity.findMany({ where: { id: { in: known } }, select: { id: true, name: true } }),
    );
    return new Map(people.map(({ id, name }) => [id, name]));
  }
}
