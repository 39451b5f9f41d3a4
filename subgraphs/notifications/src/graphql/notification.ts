import type { Language } from '@ycyw/service/language';
import type { Notification as Row } from '../data/notification.ts';
import { formatsFor } from '../domain/formats.ts';
import { noticeOf } from '../domain/notice.ts';
import { wordsOf } from '../domain/wording.ts';
import type { Context } from './context.ts';

const words = (row: Row, language: Language) => wordsOf(noticeOf(row), formatsFor(language));

export const Notification = {
  title: (row: Row, _: unknown, { language }: Context) => words(row, language).title,
  body: (row: Row, _: unknown, { language }: Context) => words(row, language).body,
  link: (row: Row) => noticeOf(row).link,
  deliveries: (row: Row, _: unknown, { deliveries }: Context) => deliveries.load(row.id),
};
