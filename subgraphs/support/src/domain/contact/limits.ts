/** Days without a word of theirs or ours after which a contact is forgotten with all they wrote. */
export const keptDays = 365;

/** Conversations that one contact may have open at once. */
export const mostOpen = 5;
