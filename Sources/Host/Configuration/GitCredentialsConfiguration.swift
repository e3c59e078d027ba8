package import Storage
package import SystemPackage

/// How we prove who we are over https; at most one of the ways. Values never leave the process but for git's child, by its input.
package struct GitCredentialsConfiguration: Hashable, Sendable {
    package var username: String?
    package var password: Secret?
    /// Read at each use, so that it may be renewed; one line.
    package var passwordFile: FilePath?
    /// Sent as a password, with ``username`` or `x-access-token`.
    package var token: Secret?
    package var tokenFile: FilePath?
    /// A file in the form of `~/.netrc`.
    package var netrc: FilePath?
    /// ``netrc`` is the user's own, which nobody named: it says nothing about whether the repository is public.
    package var isNetrcImplied = false
    /// A program that speaks git's credential protocol: `get` as its argument, `key=value` lines on both sides.
    package var helper: FilePath?

    package init() {}
}
