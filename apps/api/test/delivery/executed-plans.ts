import pg from 'pg';

/** A node of EXPLAIN's JSON; of its hundred properties those that are read here. */
export interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Parent Relationship'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  'Shared Hit Blocks'?: number;
  'Shared Read Blocks'?: number;
  Plans?: PlanNode[];
}

export interface ExecutedPlan {
  text: string;
  root: PlanNode;
}

/**
 * One connection whose statements are explained as they run, those inside functions, too: what is read here can't drift from the function.
 * It acts as `role`, under forced row-level security, which changes plans.
 */
export class PlanReader {
  private readonly client: pg.Client;
  private plans: ExecutedPlan[] = [];

  private constructor(superuserUrl: string) {
    this.client = new pg.Client({ connectionString: superuserUrl });
    this.client.on('notice', ({ message = '' }) => {
      const [, json] = /^duration: .* plan:\n(\{[^]*\})$/.exec(message) ?? [];
      if (json) this.plans.push(planOf(json));
    });
  }

  static async connect(superuserUrl: string, role: string): Promise<PlanReader> {
    const reader = new PlanReader(superuserUrl);
    await reader.client.connect();
    await reader.client.query(`
      load 'auto_explain';
      set auto_explain.log_level = notice;
      set auto_explain.log_min_duration = 0;
      set auto_explain.log_nested_statements = on;
      set auto_explain.log_analyze = on;
      set auto_explain.log_buffers = on;
      set auto_explain.log_timing = off;
      set auto_explain.log_format = json;
      set role ${role}`);
    return reader;
  }

  /** The plans of a statement and of all inside it that read or write messages. */
  async run(sql: string, values: unknown[] = []): Promise<{ rows: Record<string, unknown>[]; plans: ExecutedPlan[] }> {
    this.plans = [];
    const { rows } = await this.client.query<Record<string, unknown>>(sql, values);
    return { rows, plans: this.plans.filter(({ root }) => nodesOf(root).some(readsMessages)) };
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}

/** Rows of messages that a statement read, those it threw away again included. */
export const messagesRead = ({ root }: ExecutedPlan): number => sum(nodesOf(root).filter(readsMessages).map(rowsOf));

/** Pages that a statement touched: what dead rows and index entries cost, which no count of rows shows. */
export const pagesTouched = ({ root }: ExecutedPlan): number => (root['Shared Hit Blocks'] ?? 0) + (root['Shared Read Blocks'] ?? 0);

/** Rows that a statement answered; an inner look-up answers one for each row that it is made for, array(...) one for each element. */
export function rowsAnswered({ root }: ExecutedPlan): number {
  const elements = nodesOf(root)
    .filter((node) => node['Parent Relationship'] === 'InitPlan')
    .map((node) => node['Actual Rows'] * node['Actual Loops']);
  const lookUps = nodesOf(root)
    .filter(readsMessages)
    .map((node) => node['Actual Loops']);
  return Math.max(1, root['Actual Rows'] * root['Actual Loops'], ...elements, ...lookUps);
}

export const sorts = ({ root }: ExecutedPlan): boolean => nodesOf(root).some((node) => node['Node Type'].endsWith('Sort'));

const readsMessages = (node: PlanNode): boolean => /^message(_|$)/.test(node['Relation Name'] ?? '') && node['Node Type'] !== 'ModifyTable';

function rowsOf(node: PlanNode): number {
  const perLoop = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return perLoop * node['Actual Loops'];
}

function planOf(json: string): ExecutedPlan {
  const { 'Query Text': text, Plan: root } = JSON.parse(json) as { 'Query Text': string; Plan: PlanNode };
  return { text, root };
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0);
