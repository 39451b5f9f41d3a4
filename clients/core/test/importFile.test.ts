import { createHash } from 'node:crypto';
import { fingerprintOf, partsOf, survey } from '../../web/src/features/fleet/imports/fileLines.ts';
import { columnsOf, guessColumns } from '../src/importColumns.ts';

const lines = async (file: Blob, fromLine = 1) => {
  const parts = [];
  for await (const part of partsOf(file, fromLine)) parts.push(part);
  return parts;
};

test('a file is known by the SHA-256 of its bytes, as the command line knows it', async () => {
  const text = 'plate,make\r\nÉ-1,Citroën\n';
  expect(await fingerprintOf(new Blob([text]))).toBe(createHash('sha256').update(text).digest('hex'));
});

test('a file goes out in lines as they stand, from any line on, in parts that fit', async () => {
  const file = new Blob(['\uFEFFplate;make\r\n', 'A-1;Škoda\n\nB-2;x\0y']);
  expect(await survey(file)).toEqual({ totalLines: 4, firstLine: '\uFEFFplate;make', format: 'CSV' });
  expect(await lines(file, 2)).toEqual([{ fromLine: 2, lines: ['A-1;Škoda', '', 'B-2;x\uFFFDy'] }]);
  const many = await lines(new Blob(Array.from({ length: 1201 }, (_, index) => `${String(index)}\n`)));
  expect(many.map(({ fromLine, lines: { length } }) => [fromLine, length])).toEqual([
    [1, 500],
    [501, 500],
    [1001, 201],
  ]);
  const wide = await lines(new Blob(Array.from({ length: 50 }, () => `${'x'.repeat(9_000)}\n`)));
  for (const part of wide) expect(JSON.stringify(part.lines).length).toBeLessThan(210_000);
});

test('columns of other systems are recognised, each of ours once', () => {
  const columns = columnsOf('Immatriculation;Marque;"Modèle; détail";Kilométrage;km', 'CSV');
  expect(columns).toEqual(['Immatriculation', 'Marque', 'Modèle; détail', 'Kilométrage', 'km']);
  expect([...guessColumns(columns)]).toEqual([
    ['Immatriculation', 'plate'],
    ['Marque', 'make'],
    ['Kilométrage', 'odometerKm'],
  ]);
  expect(columnsOf('{"plate":"A","year":2024}', 'JSON_LINES')).toEqual(['plate', 'year']);
  expect(columnsOf('[1]nonsense', 'JSON_LINES')).toEqual([]);
});
