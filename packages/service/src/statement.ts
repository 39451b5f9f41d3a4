import type { Duplex } from 'node:stream';
import pg from 'pg';

type Parameter = string | Buffer | null;

/** What the driver's connection has, and what it tells a statement. */
interface Wire {
  readonly stream: Duplex;
  readonly parsedStatements: Record<string, string | undefined>;
  readonly submittedNamedStatements: Record<string, string | undefined>;
  parse(statement: { name: string; text: string }): void;
  bind(bound: { statement: string; values: readonly Parameter[] }): void;
  describe(portal: { type: 'P' }): void;
  execute(portal: object): void;
  sync(): void;
}

interface Column {
  name: string;
  dataTypeID: Parameters<typeof pg.types.getTypeParser>[0];
}

/** How one connection writes the rows of one statement: it says so once. */
interface Shape {
  names: readonly string[];
  parsers: readonly ((text: string) => unknown)[];
}

const shapes = new WeakMap<Wire, Map<string, Shape>>();
const noRows: Shape = { names: [], parsers: [] };

function shapesOf(wire: Wire): Map<string, Shape> {
  const known = shapes.get(wire) ?? new Map<string, Shape>();
  shapes.set(wire, known);
  return known;
}

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;

/** A parameter in PostgreSQL's text format, bytes as they are; an object is its JSON. */
function inText(value: unknown): Parameter {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `{${value.map(elementInText).join(',')}}`;
  return typeof value === 'object' ? JSON.stringify(value) : `${value as number}`;
}

function elementInText(element: unknown): string {
  const text = inText(element);
  if (text === null) return 'NULL';
  if (typeof text !== 'string') return `"\\\\x${text.toString('hex')}"`;
  return Array.isArray(element) ? text : quoted(text);
}

/** The statements of one turn of the event loop go out together. */
function gather({ stream }: Wire): void {
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => {
    stream.uncork();
  });
}

/**
 * A prepared statement on its way, in place of the driver's own query, which has its rows described each time, is an EventEmitter and
 * makes a result of which nobody reads more than the rows and their number: docs/adr/0019.
 */
export class Statement {
  /** Called once: with the error, or with this statement once all its rows are here. */
  callback: ((error: Error | null, statement?: Statement) => void) | undefined;
  readonly found: Record<string, unknown>[] = [];
  /** Rows that it changed or gave. */
  count = 0;
  readonly name: string;
  readonly text: string;
  readonly #values: readonly Parameter[];
  #shapes: Map<string, Shape> | undefined;
  #shape: Shape | undefined;
  #fault: Error | undefined;

  constructor(name: string, text: string, values: readonly unknown[]) {
    this.name = name;
    this.text = text;
    this.#values = values.map(inText);
  }

  submit(wire: Wire): Error | null {
    const { name, text } = this;
    this.#shapes = shapesOf(wire);
    this.#shape = this.#shapes.get(name);
    gather(wire);
    if (wire.parsedStatements[name] === undefined && wire.submittedNamedStatements[name] === undefined) {
      wire.parse({ name, text });
      wire.submittedNamedStatements[name] = text;
    }
    wire.bind({ statement: name, values: this.#values });
    if (!this.#shape) wire.describe({ type: 'P' });
    wire.execute({});
    wire.sync();
    return null;
  }

  handleRowDescription({ fields }: { fields: readonly Column[] }): void {
    this.#shape = {
      names: fields.map(({ name }) => name),
      parsers: fields.map(({ dataTypeID }) => pg.types.getTypeParser(dataTypeID, 'text') as (text: string) => unknown),
    };
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    if (!this.#shape || this.#fault) return;
    const { names, parsers } = this.#shape;
    const row: Record<string, unknown> = {};
    try {
      for (let column = 0; column < names.length; column += 1) {
        const text = fields[column] ?? null;
        row[names[column] ?? ''] = text === null ? null : parsers[column]?.(text);
      }
      this.found.push(row);
    } catch (error) {
      this.#fault = error instanceof Error ? error : new Error(String(error));
    }
  }

  handleCommandComplete({ text }: { text: string }): void {
    const count = Number(text.slice(text.lastIndexOf(' ') + 1));
    if (!Number.isNaN(count)) this.count = count;
    this.#shapes?.set(this.name, this.#shape ?? noRows);
  }

  handleReadyForQuery(): void {
    if (this.#fault) this.callback?.(this.#fault);
    else this.callback?.(null, this);
  }

  handleError(error: Error): void {
    this.callback?.(error);
  }
}

// The driver pipelines nothing else: a portal left open would be answered out of another's.
Object.setPrototypeOf(Statement.prototype, pg.Query.prototype as object);
