import { handOverObstacle, referenceOf } from '../src/handOver.ts';

test('reads what a refused hand-over wants', () => {
  const refused = (code: string, reason?: string) => handOverObstacle({ code, message: '', ...(reason !== undefined && { reason }) });
  expect(refused('WRONG_STATE', 'due 12000 EUR')).toBe('unpaid');
  expect(refused('WRONG_STATE', 'DISPUTED')).toBe('disputed');
  expect(refused('WRONG_STATE', 'deposit REQUIRES_ACTION')).toBe('deposit');
  expect(refused('WRONG_STATE')).toBe('unit');
  expect(refused('NOT_FOUND')).toBe('unit');
  expect(refused('BAD_INPUT', 'odometerKm')).toBeNull();
});

test('takes a reference as people type it', () => {
  expect(['YC-7KQ2-M9', ' yc 7kq2 m9', '7kq2m9', 'yc7kq2-m9'].map(referenceOf)).toEqual(Array(4).fill('YC-7KQ2-M9'));
  expect(['', 'YC-7KQ', 'YC-7KQ2-M90', 'YC-1KQ2-M9'].map(referenceOf)).toEqual([null, null, null, null]);
});
