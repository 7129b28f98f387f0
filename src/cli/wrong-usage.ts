/** What a person typed and no command takes; its message is meant to be printed as it stands. */
export class WrongUsage extends Error {
  override readonly name = "WrongUsage";
}
