import type { Search } from './mix.ts';
import type { System } from './system.ts';

export async function naive(_system: System, _draw: () => Search, _say: (line: string) => void): Promise<void> {
  await Promise.resolve();
}
