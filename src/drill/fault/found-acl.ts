import type { Account } from "./account";

/** How often a network ACL is looked for that may have been created just now. */
const LOOKS = 3;

/** That of a drill, by its tag. */
export async function foundAcl(account: Account, drill: string): Promise<string | undefined> {
  for (let look = 1; look < LOOKS; look++) {
    const acl = await account.findAcl(drill);
    if (acl !== undefined) {
      return acl;
    }
    await account.pause();
  }
  return account.findAcl(drill);
}
