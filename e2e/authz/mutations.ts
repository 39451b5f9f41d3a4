import { operation, post, rootBranch } from './asking.ts';
import { refusals, verdictOf } from './judge.ts';
import { observation, observe, type Answer, type Observation, type Question } from './observation.ts';
import type { Viewer } from './people.ts';
import { argumentsOf, subjectFor, type Matrix } from './questions.ts';
import { relationOf } from './subject.ts';
import { shallow } from './tree.ts';
import type { Write } from './writes.ts';
import type { RuleName } from '../../schema/rules.ts';

export interface Split {
  write: Write;
  refused: Viewer[];
  allowed: Viewer[];
}

export function splitOf(write: Write, viewers: readonly Viewer[], classified: ReadonlyMap<string, RuleName>): Split {
  const rule = classified.get(`Mutation.${write.field}`);
  const may = (viewer: Viewer): boolean =>
    rule !== undefined && verdictOf(rule, viewer, relationOf(viewer, subjectFor(write, viewer))) !== 'no';
  return { write, refused: viewers.filter((viewer) => !may(viewer)), allowed: viewers.filter(may) };
}

/** A failure that says nothing of who may is as good as an answer. */
const pastAuthorisation = ({ data, errors }: Answer): Answer => ({
  data,
  errors: errors.filter(({ extensions }) => refusals.has(extensions?.code ?? '') || extensions?.code === 'INTERNAL'),
});

/** Asks the refused, all at once. */
export async function askRefused({ people, graph, world, viewers }: Matrix, { write, refused }: Split): Promise<Observation> {
  const into = observation('mutation', `Mutation.${write.field} of ${write.of}`, refused);
  const args = argumentsOf(write, viewers);
  const root = rootBranch(graph, 'Mutation', write.field, args.names);
  const tree = [{ ...root, children: shallow(root.children, 0) }];
  const question: Question = {
    tree,
    subjects: world.subjects,
    subject: (_, viewer) => subjectFor(write, viewer),
    ask: async (viewer, roots) => {
      const token = await viewer.token(write.steppedUp);
      return post(people, people.system.demo.graph, operation('Mutation', roots, [{ args: args.of(viewer), as: '' }]), token);
    },
  };
  await Promise.all(refused.map((viewer) => observe(into, viewer, question)));
  return into;
}

/** The answer to a write of one's own shows what was written, to keys that may write alone too. */
const asWriter = (viewer: Viewer): Viewer =>
  viewer.scopes?.has('bookings:write') ? { ...viewer, scopes: new Set([...viewer.scopes, 'bookings:read']) } : viewer;

/** Asks the allowed one after the other, and reads all that comes back. */
export async function askAllowed({ people, graph, world, viewers }: Matrix, { write, allowed: able }: Split): Promise<Observation> {
  const allowed = able.map(asWriter);
  const into = observation('mutation', `Mutation.${write.field} of ${write.of}`, allowed);
  const args = argumentsOf(write, viewers);
  const root = rootBranch(graph, 'Mutation', write.field, args.names);
  const question = (viewer: Viewer): Question => ({
    tree: [{ ...root, children: shallow(root.children, 2) }],
    // What is new is the asker's.
    subjects: {
      get: (id: string) => world.subjects.get(id) ?? { owner: viewer.id, places: [], ...(viewer.id === null && { secret: true }) },
    },
    subject: () => subjectFor(write, viewer),
    perViewer: true,
    ask: async (asker, roots) => {
      const token = await asker.token(write.steppedUp);
      return pastAuthorisation(
        await post(people, people.system.demo.graph, operation('Mutation', roots, [{ args: args.of(asker), as: '' }]), token),
      );
    },
  });
  for (const viewer of allowed) await observe(into, viewer, question(viewer));
  return into;
}
