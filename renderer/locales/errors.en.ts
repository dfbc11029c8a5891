/** What can go wrong, in English: the contract's sentences, save where the app has a button for a command's option. */
import { sentences, type ErrorCode } from "../../electron/common/errors.ts";

export const errorsEn: Readonly<Record<ErrorCode, string>> = {
  ...sentences,
  "web-page":
    "{host} sent a web page instead of {file}. Nothing was saved: open the address in a browser to see what it says (sign in, or an expired link). If the page itself is wanted, tick “Accept a web page as the file” in the options.",
  "private-address":
    "{host} is on this machine or in its network, and the gateway does not lead there. Nothing was sent; start the gateway anew with that allowed if it should.",
  "secret-locked":
    "The password, token or path of {relay} is in a keychain that cannot be read here, so it was left out. The relay is still saved: edit it in Relays, and type its secret again.",
  "headers-locked":
    "The cookies or other headers that sign this download in are in a keychain that cannot be read here, so nothing was asked for without them. All is kept: go on where the keychain is, or give its cookies and headers again under Details → How it is fetched.",
  "link-expired":
    "{host} no longer gives the file out under this link ({status}). What came is kept: get a new link, and give it here to go on.",
};
