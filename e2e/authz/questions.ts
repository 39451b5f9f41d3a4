import { asViewer, operation, post, rootBranch, type Given, type RootType } from './asking.ts';
import { observation, observe, type Observation, type Question } from './observation.ts';
import type { Viewer } from './people.ts';
import { follows, reads, type Read } from './reads.ts';
import type { People } from './running.ts';
import { firstEvent } from './sockets.ts';
import type { Subject } from './subject.ts';
import type { Supergraph } from './supergraph.ts';
import { shallow } from './tree.ts';
import type { World } from './world.ts';

export interface Matrix {
  people: People;
  graph: Supergraph;
  world: World;
  viewers: readonly Viewer[];
}

/** One question to everybody: its name, and what they got. */
export type Asked = () => Promise<Observation>;

/** Everybody has given the same arguments, null where somebody else alone gives one: so the router plans each question once. */
export function argumentsOf(read: Read, viewers: readonly Viewer[]): { names: string[]; of(viewer: Viewer): Record<string, unknown> } {
  const names = [...new Set([...Object.keys(read.args), ...viewers.flatMap((viewer) => Object.keys(read.as?.(viewer) ?? {}))])];
  const all = (viewer: Viewer): Record<string, unknown> => ({ ...read.args, ...read.as?.(viewer) });
  return { names, of: (viewer) => Object.fromEntries(names.map((name) => [name, all(viewer)[name] ?? null])) };
}

const byKey = new Set(['id', 'reference', 'code', 'acriss', 'email']);

export const subjectFor = ({ subject }: Read, viewer: Viewer): Subject => (subject === 'self' ? { owner: viewer.id, places: [] } : subject);

/** Each field of Query by itself, with all that is below it. */
export function rootQuestions({ people, graph, world, viewers }: Matrix, searched: Record<string, unknown>): Asked[] {
  return reads(world, searched).map((read) => async () => {
    const way = Object.keys(read.args).some((name) => byKey.has(name)) ? 'look-up' : 'root';
    const into = observation(way, `Query.${read.field} of ${read.of}`, viewers);
    const args = argumentsOf(read, viewers);
    const question: Question = {
      tree: [rootBranch(graph, 'Query', read.field, args.names)],
      subjects: world.subjects,
      subject: (_, viewer) => subjectFor(read, viewer),
      perViewer: read.subject === 'self',
      ask: asViewer(people, 'Query', (viewer) => [{ args: args.of(viewer), as: '' }]),
    };
    await Promise.all(viewers.map((viewer) => observe(into, viewer, question)));
    return into;
  });
}

export const inGroups = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

/** As many as the router takes fields in one operation. */
const mostRoots = 8;

/** Everybody's things in one operation, under aliases. */
export function aliasQuestions({ people, graph, world, viewers }: Matrix, searched: Record<string, unknown>): Asked[] {
  const kinds = Map.groupBy(
    reads(world, searched).filter(({ args, subject }) => subject !== 'self' && Object.keys(args).some((name) => byKey.has(name))),
    ({ field }) => field,
  );
  const groups = [...kinds.values()].flatMap((kind) => inGroups(kind, mostRoots));
  return groups.map((asked) => async () => {
    const args = asked.map((read) => argumentsOf(read, viewers));
    const into = observation('aliases', `Query.${asked[0]?.field ?? ''}, all at once`, viewers);
    const roots = asked.map((read, index) => {
      const root = rootBranch(graph, 'Query', read.field, args[index]?.names ?? [], `a${index}_`);
      return { ...root, children: shallow(root.children) };
    });
    const given = (viewer: Viewer): Given[] => args.map((each, index) => ({ args: each.of(viewer), as: `a${index}_` }));
    const subjects = new Map(roots.map(({ key }, index) => [key, asked[index]]));
    const question: Question = {
      tree: roots,
      subjects: world.subjects,
      subject: ({ key }, viewer) => {
        const read = subjects.get(key);
        if (!read) throw new Error(`${key} was not asked`);
        return subjectFor(read, viewer);
      },
      ask: async (viewer, tree) => {
        // A root that was pruned takes its variables with it.
        const kept = given(viewer).filter(({ as }) => tree.some(({ key }) => key.startsWith(as)));
        return post(people, people.system.demo.graph, operation('Query', tree, kept), await viewer.token(true));
      },
    };
    await Promise.all(viewers.map((viewer) => observe(into, viewer, question)));
    return into;
  });
}

const typingEveryMs = 250;

/** Somebody on either side of the conversation types, on and off, until it is said to stop. */
function typists({ world }: Matrix, conversationId: unknown): { stop(): Promise<void> } {
  const type = `mutation Type($id: ID!, $typing: Boolean!) { setTyping(conversationId: $id, typing: $typing) }`;
  const over = new AbortController();
  const work = (async () => {
    const asks = (['claire', 'bruno', 'sam', 'manager', 'admin'] as const).map((name) => world.ask(name));
    for (let typing = true; !over.signal.aborted; typing = !typing) {
      await Promise.all(asks.map((ask) => ask(type, { id: conversationId, typing }).catch(() => null)));
      await new Promise((resolve) => setTimeout(resolve, typingEveryMs));
    }
  })();
  return {
    stop: () => {
      over.abort();
      return work;
    },
  };
}

/** Each field of Subscription: the first event, or the refusal. */
export function subscriptionQuestions(matrix: Matrix): Asked[] {
  const { people, graph, world, viewers } = matrix;
  return follows(world).map((read) => async () => {
    const into = observation('subscription', `Subscription.${read.field} of ${read.of}`, viewers);
    const args = argumentsOf(read, viewers);
    const root = rootBranch(graph, 'Subscription', read.field, args.names);
    const question: Question = {
      tree: [{ ...root, children: shallow(root.children, 2) }],
      subjects: world.subjects,
      subject: (_, viewer) => subjectFor(read, viewer),
      // Each hears of the others.
      perViewer: new Set(['typing', 'supportQueueChanged']).has(read.field),
      ask: (viewer, tree) => firstEvent(people, viewer, tree, [{ args: args.of(viewer), as: '' }]),
    };
    const background = read.field === 'typing' ? typists(matrix, read.args['conversationId']) : null;
    try {
      await Promise.all(viewers.map((viewer) => observe(into, viewer, question)));
    } finally {
      await background?.stop();
    }
    return into;
  });
}

/** Root fields of whose kind nothing is asked. */
export const unasked = ({ objects }: Supergraph, parent: RootType, asked: readonly Read[]): string[] =>
  [...(objects.get(parent)?.keys() ?? [])].filter((name) => !asked.some(({ field }) => field === name)).map((name) => `${parent}.${name}`);
