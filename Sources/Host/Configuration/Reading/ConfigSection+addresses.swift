import Storage
import SystemPackage

extension ConfigSection {
    /// Reads a secret that may be absent; what is printed, and errors, do not show it.
    func secret(_ key: String, _ value: inout Secret?) throws(ConfigurationError) {
        try scalar(key, &value, .secret)
        if let text = value?.value, text.isEmpty || text.contains(where: \.isNewline) {
            throw refusal(key, "it is not one line of text")
        }
        if case .flag = context.record.origins[dotted(key)] {
            throw refusal(key, "everybody on this machine sees a command line; use the file or a variable")
        }
    }

    /// Reads an address that may be absent. Addresses are shown in logs: one with a password is refused without it.
    ///
    /// - Parameters:
    ///   - placeholder: what must stand in it.
    ///   - user: whether a user's name may stand in it.
    /// - Returns: where it comes from.
    @discardableResult
    func address(
        _ key: String, _ value: inout String?, placeholder: String? = nil, user: AddressUserRule = .refused
    ) throws(ConfigurationError) -> ConfigOrigin {
        guard let found = try text(key) else { return .standard }
        let given = AddressUser(of: found.text)
        let isRefused = given == .password || (given == .name && !user.allows(found.text))
        guard !isRefused else {
            let advice = user == .refused ? "" : "; give them as 'credentials'"
            throw ConfigurationError(
                .unusable(key: dotted(key), reason: "it holds a user's name or password\(advice)"), at: found.origin)
        }
        let format: ScalarFormat<String> = placeholder.map(ScalarFormat.template) ?? .address
        guard format.parse(found.text) != nil else {
            // Its query may hold a secret.
            throw ConfigurationError(
                .badValue(key: dotted(key), text: format.render(found.text), expected: format.expected),
                at: found.origin)
        }
        try scalar(key, &value, format)
        return found.origin
    }

    /// Reads an address that has a default.
    func address(_ key: String, _ value: inout String, placeholder: String? = nil) throws(ConfigurationError) {
        var found: String?
        try address(key, &found, placeholder: placeholder)
        if let found { value = found } else { context.record.scalar(path + [key], value, .standard) }
    }

    /// Reads what may be absent: an http, https or file URL, or a path, which is made absolute.
    func addressOrPath(_ key: String, _ value: inout String?) throws(ConfigurationError) {
        guard let found = try text(key) else { return }
        guard found.text.contains("://") else {
            var path: FilePath?
            try self.path(key, &path)
            value = path?.string
            return
        }
        try address(key, &value)
        do {
            _ = try FetchAddress(found.text)
        } catch {
            throw refusal(key, error.description)
        }
    }

    /// Reads a list of addresses and prefixes of them, none of which may hold a password.
    func addresses(_ key: String, _ value: inout [String]) throws(ConfigurationError) {
        try list(key, &value, .uri)
        guard !value.contains(where: AddressUser.holdsSecret) else {
            throw refusal(key, "an entry holds a user's name or password")
        }
    }

    /// An error about a key's value that is well-formed and cannot work.
    func refusal(_ key: String, _ reason: String) -> ConfigurationError {
        ConfigurationError(.unusable(key: dotted(key), reason: reason), at: context.record.origin(dotted(key)))
    }
}

/// Whether a user's name may stand in an address.
enum AddressUserRule {
    case refused
    /// In `user@host:path` and `ssh://user@host/path`. In `https://name@host/path` it is often a token.
    case allowedForSSH

    func allows(_ address: String) -> Bool { self == .allowedForSSH && !address.hasPrefix("http") }
}
