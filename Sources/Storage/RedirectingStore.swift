/// A store that can send a client to an object instead of handing its bytes through.
///
/// Laws: it may be called concurrently; the address is good for this one object and ends after a short time; nil means that
/// the store has no such address for it, and the caller reads the object itself. It is not checked that the object is there.
package protocol RedirectingStore: ObjectStore {
    /// A signed, short-lived URL that anybody may get the object from.
    ///
    /// It is a secret: whoever has it can read the object.
    func redirect(to key: ObjectKey) async throws -> Secret?
}
