/** An error that whoever runs the program can mend: the message says what, where and what is allowed. */
export class UserMistake extends Error {
  override readonly name: string = 'UserMistake';
}
