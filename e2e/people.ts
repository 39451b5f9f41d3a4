import { graphClient, type Ask, type Limit } from './replay/graph.ts';
import { signIn } from './replay/signIn.ts';
import { wire as newWire, type Wire } from './replay/wire.ts';
import type { Running } from './running.ts';

const unlimited: Limit = (job) => job();

export interface Post {
  status: number;
  data: Record<string, unknown> | null;
  errors: { message: string; extensions: { code: string } }[];
}

/** Clients of the graph as different people. */
export function people({ demo }: Running, connections = 16) {
  const wire = newWire(connections);
  const guest = graphClient(demo.graph, wire, unlimited, () => Promise.resolve(null));

  async function tokenOf(email: string): Promise<string> {
    const account = demo.accounts.find((each) => each.email === email);
    if (!account) throw new Error(`${email} is not among the demo accounts.`);
    return (await signIn(guest, account)).accessToken;
  }

  return {
    wire,
    guest,
    tokenOf,
    async as(email: string): Promise<Ask> {
      const token = await tokenOf(email);
      return graphClient(demo.graph, wire, unlimited, () => Promise.resolve(token));
    },
    withToken: (token: string): Ask => graphClient(demo.graph, wire, unlimited, () => Promise.resolve(token)),
    /** One request as it is, with whatever comes back. */
    async post(query: string, variables: object, language: string, token: string | null): Promise<Post> {
      return raw(wire, demo.graph, JSON.stringify({ query, variables }), {
        'accept-language': language,
        ...(token !== null && { authorization: `Bearer ${token}` }),
      });
    },
    close: () => wire.close(),
  };
}

/** Posts a body, sound or not. */
export async function raw(wire: Wire, url: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Post> {
  const { status, text } = await wire.ask(
    'POST',
    url,
    { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
    body,
  );
  const answer = JSON.parse(text) as Partial<Post>;
  return { status, data: answer.data ?? null, errors: answer.errors ?? [] };
}

/** A day ahead as the agencies' wall clocks show it; CDG opens every day. */
export function inDays(days: number, time = '10:00'): string {
  return `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)}T${time}`;
}
