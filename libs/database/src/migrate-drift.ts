import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';

/** The repository's `prisma/schema`. */
const schemaFolder = path.resolve(import.meta.dirname, '../../../prisma/schema');

/**
 * The SQL that would turn this database into what `prisma/schema` says, empty when they agree. For specs and developers: it needs the
 * owner, changes nothing and sees tables, columns, keys and indexes, but no row-level security, grants, functions or triggers.
 */
export async function drift(ownerUrl: string, folder = schemaFolder): Promise<string> {
  await loadEngine();
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.prisma'))
    .map((name) => ({ path: name, content: readFileSync(path.join(folder, name), 'utf8') }));
  const adapter = bindMigrationAwareSqlAdapterFactory(new EngineAdapter({ connectionString: ownerUrl }));
  const datamodels = files.map((file): [string, string] => [file.path, file.content]);
  const schemaEngine = await engine.SchemaEngine.new({ datamodels }, () => undefined, adapter);
  try {
    const { stdout } = await schemaEngine.diff({
      from: { tag: 'schemaDatasource', files, configDir: folder },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return (stdout ?? '').replace('-- This is an empty migration.', '').trim();
  } finally {
    schemaEngine.free();
  }
}

interface EngineModule {
  __wbg_set_wasm(exports: object): void;
}

/** The one part of the global WebAssembly that is used; its types come with the DOM's only. */
interface WebAssemblyGlobal {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: object } }>;
}

let loaded: Promise<void> | undefined;
/** The package's own entry imports the .wasm file as a module, which Node and jest can't: this loads it by hand. */
function loadEngine(): Promise<void> {
  loaded ??= (async () => {
    const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
    const bytes = readFileSync(path.join(path.dirname(entry), 'schema_engine_bg.wasm'));
    const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyGlobal };
    const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': engine });
    (engine as unknown as EngineModule).__wbg_set_wasm(instance.exports);
    (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
  })();
  return loaded;
}

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;
interface QueryResult {
  fields: { dataTypeID: number }[];
}

/** PostgreSQL's type `"char"`, in which its catalogues keep kinds. The adapter does not know it; the engine wants a character. */
const charType = 18;
const textType = 25;

class EngineAdapter extends PrismaPg {
  override async connect(): Promise<Adapter> {
    return knowingChar(await super.connect());
  }

  override async connectToShadowDb(): Promise<Adapter> {
    return knowingChar(await super.connectToShadowDb());
  }
}

function knowingChar(adapter: Adapter): Adapter {
  const { client } = adapter as unknown as { client: { query: (...query: unknown[]) => Promise<QueryResult> } };
  const query = client.query.bind(client);
  const queryRaw = adapter.queryRaw.bind(adapter);
  let columns: number[] = [];
  client.query = async (...request) => {
    const result = await query(...request);
    columns = result.fields.flatMap((field, index) => (field.dataTypeID === charType ? [index] : []));
    for (const index of columns) result.fields[index]!.dataTypeID = textType;
    return result;
  };
  adapter.queryRaw = async (request) => {
    const result = await queryRaw(request);
    for (const index of columns) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  return adapter;
}
