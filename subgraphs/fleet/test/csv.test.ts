import fc from 'fast-check';
import { cells } from '../src/domain/csv.ts';

const quoted = (cell: string, separator: string, always: boolean): string =>
  always || cell.includes(separator) || cell.includes('"') ? `"${cell.replaceAll('"', '""')}"` : cell;

test('whatever is written by RFC 4180 on one line is read back as it was', () => {
  const row = fc.array(fc.tuple(fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', ';', ' ', '😀') }), fc.boolean()), { minLength: 1 });
  fc.assert(
    fc.property(row, fc.constantFrom(',', ';'), (written, separator) => {
      const line = written.map(([cell, always]) => quoted(cell, separator, always)).join(separator);
      expect(cells(line, separator)).toEqual(written.map(([cell]) => cell));
    }),
    { numRuns: 500 },
  );
});

test.each(['"a', 'a"b', '"a"b', '"a" ,b', 'a,"b""'])('reads no cells from %j', (line) => {
  expect(cells(line, ',')).toBeNull();
});
