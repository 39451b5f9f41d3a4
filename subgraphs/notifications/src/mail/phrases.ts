/** What is particular to a kind of letter; `{name}` stands for a value. */
export interface Phrases {
  subject: string;
  title: string;
  intro: string;
}
