import path from 'node:path';
import { accountOf, readDemo } from '../../e2e/replay/demo.ts';
import { graphClient } from '../../e2e/replay/graph.ts';
import { signIn } from '../../e2e/replay/signIn.ts';
import { wire } from '../../e2e/replay/wire.ts';
import { ImportStopped } from './transfer.ts';

export interface Access {
  url: string;
  token(): Promise<string>;
}

/** Renewed this long before the end. */
const marginMs = 60_000;

/** Signs in as the demo account of a role of the local start that `varFolder` belongs to, and again before the token ends. */
async function asDemo(role: string, varFolder: string, url: string | undefined): Promise<Access> {
  const demo = await readDemo(path.join(varFolder, 'demo.json')).catch((error: unknown) => {
    throw new ImportStopped(
      error instanceof Error ? error.message.replace(', and run the replay in a second terminal', '') : String(error),
    );
  });
  const account = accountOf(demo, role.toUpperCase());
  const connection = wire(1);
  const nobody = graphClient(
    demo.graph,
    connection,
    (job) => job(),
    () => Promise.resolve(null),
  );
  let known = { accessToken: '', until: 0 };
  return {
    url: url ?? demo.graph,
    token: async () => {
      if (Date.now() >= known.until) {
        const { accessToken, expiresAt } = await signIn(nobody, account).finally(() => {
          connection.close();
        });
        known = { accessToken, until: Date.parse(expiresAt) - marginMs };
      }
      return known.accessToken;
    },
  };
}

/** As whom the graph is asked, and where: YCYW_ACCESS_TOKEN, or a role of the local start. */
export async function access(role: string | undefined, varFolder: string, url: string | undefined): Promise<Access> {
  if (role !== undefined) return asDemo(role, varFolder, url);
  const token = process.env.YCYW_ACCESS_TOKEN;
  if (!token)
    throw new ImportStopped('Set YCYW_ACCESS_TOKEN to an access token of a manager’s, or add --as manager where a local start runs.');
  if (url === undefined) throw new ImportStopped('Say where the graph is: --url https://…/graphql.');
  return { url, token: () => Promise.resolve(token) };
}
