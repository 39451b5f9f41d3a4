import type { RequestScope } from '@ycyw/service/scope';
import type { Desk } from '../actions/desk.ts';

export type Context = RequestScope & Desk;
