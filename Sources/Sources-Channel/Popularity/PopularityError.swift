package import Host
package import SystemPackage

/// Why a popularity could not be counted.
package enum PopularityError: Error, Hashable, Sendable {
    case notChannel(String)
    case noList(FetchAddress)
    case emptyList(FetchAddress)
    /// One after the other could not be fetched.
    case unreachable(FetchError)
    case tooMuchMissing(missing: Int, total: Int, example: String)
    case inUse(FilePath)
    case file(FilePath, cause: String)
}

extension PopularityError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notChannel(let text):
            "'\(text)' is no channel: give the name of one, as nixos-unstable, or the URL of a release's folder"
        case .noList(let address):
            "there is nothing at \(address): the channel does not exist, or does not list its store paths"
        case .emptyList(let address): "\(address) lists no store paths"
        case .unreachable(let cause):
            "the binary cache cannot be asked: \(cause); what was read is kept, and the same command goes on from there"
        case .tooMuchMissing(let missing, let total, let example):
            "\(missing) of \(total) narinfos are missing or malformed, so the counts would mean little; is it the right "
                + "binary cache? The first: \(example)"
        case .inUse(let path): "'\(path)' is in use: is another popcount running?"
        case .file(let path, let cause): "'\(path)' cannot be used: \(cause)"
        }
    }
}

extension PopularityError {
    /// Runs `body`, and puts its file into what it throws.
    static func ofFile<Value>(_ path: FilePath, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as PopularityError {
            throw error
        } catch {
            throw PopularityError.file(path, cause: "\(error)")
        }
    }
}
