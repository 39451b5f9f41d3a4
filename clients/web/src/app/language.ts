import { type Language, pickLanguage } from '@ycyw/core/language';

const key = 'ycyw.language';

export function rememberedLanguage(): Language {
  return pickLanguage([localStorage.getItem(key), ...navigator.languages]);
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(key, language);
}
