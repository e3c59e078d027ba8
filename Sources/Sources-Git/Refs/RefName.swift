/// The full name of a branch or tag, such as `refs/heads/main`, in the form that git allows
/// (git-check-ref-format), stricter where a name could be taken for something else.
package struct RefName: Hashable, Sendable {
    package let full: String

    private static let heads = "refs/heads/"
    private static let tags = "refs/tags/"

    /// - Returns: nil for what is no branch or tag, and for names that git does not allow.
    package init?(_ full: String) {
        guard let prefix = [Self.heads, Self.tags].first(where: { full.hasPrefix($0) }),
            Self.isValid(full.dropFirst(prefix.count))
        else { return nil }
        self.full = full
    }

    package init?(branch: String) { self.init(Self.heads + branch) }

    package init?(tag: String) { self.init(Self.tags + tag) }

    /// Without `refs/heads/` or `refs/tags/`.
    package var short: String {
        String(full.dropFirst(full.hasPrefix(Self.heads) ? Self.heads.count : Self.tags.count))
    }

    /// Whether what stands behind `refs/heads/` or `refs/tags/` is a name.
    package static func isValid(_ name: some StringProtocol) -> Bool {
        let isClean = name.utf8.allSatisfy { byte in
            byte > 0x20 && byte != 0x7f && !"~^:?*[\\".utf8.contains(byte)
        }
        guard isClean, !name.isEmpty, name.utf8.count <= 1024, name != "@", !name.hasPrefix("-"),
            !name.hasPrefix("refs/"),
            !name.hasSuffix("."), !name.contains(".."), !name.contains("@{")
        else { return false }
        return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && !part.hasPrefix(".") && !part.hasSuffix(".lock")
        }
    }
}
