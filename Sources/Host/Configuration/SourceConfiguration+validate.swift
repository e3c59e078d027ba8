import SystemPackage

extension SourceConfiguration {
    /// Checks that the files that a source names are there.
    ///
    /// - Parameter key: the source's own dotted key.
    func validate(_ key: String, _ check: ConfigurationCheck) throws(ConfigurationError) {
        switch self {
        case .path(let path): try path.validate(key, check)
        case .git(let git): try git.validate(key, check)
        case .channel(let channel): try check.readable(channel.caFile, "\(key).caFile")
        case .overlay(let overlay):
            try overlay.base.source.validate("\(key).base", check)
            for (index, part) in overlay.overlays.enumerated() {
                try part.source.validate("\(key).overlays[\(index)]", check)
            }
        case .script(let script): try check.executable(script.script.program, "\(key).program")
        }
    }
}

extension PathSourceConfiguration {
    fileprivate func validate(_ key: String, _ check: ConfigurationCheck) throws(ConfigurationError) {
        guard try check.kind(path, "\(key).path") != nil else {
            throw check.refusal("\(key).path", "there is no '\(path)'")
        }
        if let file, try check.kind(path.appending(file), "\(key).file") == nil {
            throw check.refusal("\(key).file", "there is no '\(file)' in '\(path)'")
        }
    }
}

extension GitSourceConfiguration {
    fileprivate func validate(_ key: String, _ check: ConfigurationCheck) throws(ConfigurationError) {
        try check.readable(caFile, "\(key).caFile")
        try check.readable(credentials.passwordFile, "\(key).credentials.passwordFile")
        try check.readable(credentials.tokenFile, "\(key).credentials.tokenFile")
        try check.readable(credentials.netrc, "\(key).credentials.netrc")
        try check.executable(credentials.helper, "\(key).credentials.helper")
        try check.readable(ssh.keyFile, "\(key).ssh.keyFile")
        try check.readable(ssh.certificateFile, "\(key).ssh.certificateFile")
        try check.readable(ssh.knownHosts, "\(key).ssh.knownHosts")
    }
}
