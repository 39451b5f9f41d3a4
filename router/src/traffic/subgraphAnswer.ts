import { isObject, type JsonObject } from '../json.ts';

export interface SubgraphError {
  message: string;
  path: readonly (string | number)[] | undefined;
  extensions: JsonObject;
}

export interface SubgraphAnswer {
  data: JsonObject | null;
  errors: readonly SubgraphError[];
}

const isStep = (step: unknown): step is string | number => typeof step === 'string' || typeof step === 'number';

/** Reads a GraphQL answer from its JSON value; undefined when it is none. */
export function readAnswer(json: unknown): SubgraphAnswer | undefined {
  if (!isObject(json)) return undefined;
  const data = isObject(json['data']) ? json['data'] : null;
  const listed: readonly unknown[] = Array.isArray(json['errors']) ? json['errors'] : [];
  if (!data && listed.length === 0) return undefined;
  const errors = listed.filter(isObject).map(({ message, path, extensions }) => ({
    message: typeof message === 'string' ? message : '',
    path: Array.isArray(path) && path.every(isStep) ? path : undefined,
    extensions: isObject(extensions) ? extensions : {},
  }));
  return { data, errors };
}
