import { signingKeys } from '../subgraphs/identity/src/signing-keys.ts';

const help = `npm run signing-keys -- [rotate]: the keys that access tokens are signed with

Without a word it lists those in use: which one signs, which one waits, which ones only verify. With rotate, a new key is
published at once and signs 22 minutes later, when every router and instance has learned of it; what the old one signed stays
good until it expires, and identity then retires the old key by itself, 12 minutes on. Nobody is signed out, nothing is
restarted, and a key that waits already is not overtaken. Reads IDENTITY_DATABASE_URL and INTERNAL_KEY (identity's own).
`;

function variable(name: string, example: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing: set it to ${example}`);
  return value;
}

async function work(rotate: boolean): Promise<void> {
  const url = variable('IDENTITY_DATABASE_URL', 'postgresql://user:password@host:5432/identity');
  const keys = signingKeys(url, Buffer.from(variable('INTERNAL_KEY', 'what identity itself is started with'), 'base64url'));
  try {
    const now = new Date();
    if (rotate) {
      const { kid, activateAt } = await keys.rotate(now);
      process.stdout.write(`${kid} is published and signs from ${activateAt.toISOString()}; there is nothing else to do\n`);
      return;
    }
    const all = await keys.list();
    const signing = all.find(({ activateAt }) => activateAt <= now);
    for (const { kid, activateAt } of all) {
      const state = kid === signing?.kid ? 'signs since' : activateAt > now ? 'waits until' : 'verifies what it signed since';
      process.stdout.write(`${kid} ${state} ${activateAt.toISOString()}\n`);
    }
    if (all.length === 0) process.stdout.write('none yet: identity makes the first one when it starts to sign\n');
  } finally {
    await keys.close();
  }
}

const words = process.argv.slice(2);
if (words.includes('--help')) process.stdout.write(help);
else if (words.length > 1 || (words.length === 1 && words[0] !== 'rotate')) {
  process.stderr.write(`${words.join(' ')}: there is only rotate; see --help\n`);
  process.exitCode = 1;
} else {
  await work(words[0] === 'rotate').catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
