import SystemPackage

/// Where a submodule's repository is.
enum SubmoduleAddress {
    /// A relative address is seen from the repository that names it. Only repositories of this machine may name others of it,
    /// and only those beside them: who can push to one repository must not get at everything that the registry can read.
    static func resolve(
        _ submodule: CheckoutReport.Submodule, in remote: GitRemote
    ) throws(GitOperationError) -> GitRemote {
        let address: GitRemote
        do {
            address = try remote.relative(submodule.url)
        } catch {
            throw GitOperationError(
                .refused, "submodule '\(submodule.path)' has an address that cannot be used: \(error)")
        }
        if case .local(let path) = address, case .local(let own) = remote,
            !path.lexicallyNormalized().starts(with: own.lexicallyNormalized().removingLastComponent())
        {
            throw GitOperationError(
                .refused,
                "submodule '\(submodule.path)' is not beside the repository, where alone local submodules may be")
        }
        return address
    }
}
