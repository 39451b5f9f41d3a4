import type { Translator } from './translator.ts';

/** Not even asked: it fails, or has its hands full. */
export class TranslatorResting extends Error {}

const failuresInARow = 4;
const restMs = 10_000;
const mostAtOnce = 4;

/** A translator that is asked four things at once at most, and left alone for ten seconds after four failures in a row; one question then decides. */
export function guarded(translator: Translator, failed: (error: unknown) => void, now: () => number = () => performance.now()): Translator {
  let failures = 0;
  let openUntil = 0;
  let underWay = 0;
  return {
    engine: translator.engine,
    translate: async (texts, from, to) => {
      if (underWay >= mostAtOnce) throw new TranslatorResting('busy');
      if (failures >= failuresInARow) {
        if (now() < openUntil) throw new TranslatorResting('down');
        openUntil = now() + restMs;
      }
      underWay += 1;
      try {
        const made = await translator.translate(texts, from, to);
        failures = 0;
        return made;
      } catch (error) {
        failures += 1;
        openUntil = now() + restMs;
        if (failures === failuresInARow) failed(error);
        throw error;
      } finally {
        underWay -= 1;
      }
    },
  };
}
