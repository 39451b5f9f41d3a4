import { recent } from '../src/graphql/reference.ts';

test('what many ask for at once is read once, and what could not be read is asked for again', async () => {
  const reads: (readonly string[])[] = [];
  let broken = true;
  const row = recent((keys) => {
    reads.push(keys);
    return broken ? Promise.reject(new Error('out of reach')) : Promise.resolve(keys.map((key) => (key === 'none' ? null : `row ${key}`)));
  });
  await expect(row('a')).rejects.toThrow('out of reach');
  broken = false;
  expect(await Promise.all([row('a'), row('b'), row('a'), row('none')])).toEqual(['row a', 'row b', 'row a', null]);
  expect(reads).toEqual([['a'], ['a', 'b', 'none']]);
});
