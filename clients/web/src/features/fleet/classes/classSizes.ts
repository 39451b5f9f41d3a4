import { type FieldProblem, problemsOf } from '@ycyw/core/fieldProblem';

export const sizes = ['seats', 'doors', 'bags'] as const;
export type Sizes = Record<(typeof sizes)[number], string>;

const whole = (text: string): FieldProblem | undefined => (/^\d{1,2}$/.test(text.trim()) ? undefined : 'refused');

export const sizeProblems = ({ seats, doors, bags }: Sizes) => problemsOf({ seats: whole(seats), doors: whole(doors), bags: whole(bags) });

export const readSizes = ({ seats, doors, bags }: Sizes) => ({ seats: Number(seats), doors: Number(doors), bags: Number(bags) });
