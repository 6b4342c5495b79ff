/**
 * Why a call was ended from this side: nobody reads more of it. To be given to abort(), which else makes an error with a
 * stack trace each time, and that costs as much as the rest of a short call.
 */
export const OVER: DOMException = new DOMException("nobody waits for it any more", "AbortError");
