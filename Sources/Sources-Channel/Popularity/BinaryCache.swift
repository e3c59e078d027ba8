import Host
import Nix

/// Reads narinfos, and again where the server fails.
struct BinaryCache: Sendable {
    let files: FileFolder
    let attempts: BinaryCacheAttempts

    /// What there is to know of a path.
    enum Answer: Sendable {
        case found(NarInfo)
        case missing(StorePath)
        case malformed(StorePath, MalformedNarInfo)
        /// Also after the last attempt.
        case failed(StorePath, FetchError)
    }

    /// Bytes of a narinfo; one with ten thousand references has less than one million.
    private static let maximumBytes = 4 << 20

    /// - Throws: `CancellationError`.
    func ask(_ path: StorePath) async throws -> Answer {
        var attempt = 1
        while true {
            do {
                let bytes = try await files.get("\(path.hash).narinfo", maximumBytes: Self.maximumBytes)
                return .found(try NarInfo(parsing: bytes, of: path))
            } catch FetchError.notFound {
                return .missing(path)
            } catch let error as MalformedNarInfo {
                return .malformed(path, error)
            } catch FetchError.tooLarge {
                return .malformed(path, MalformedNarInfo(reason: "it has more than \(Self.maximumBytes) bytes"))
            } catch let error as FetchError {
                guard attempt < attempts.count else { return .failed(path, error) }
            }
            try await Task.sleep(for: attempts.pause(after: attempt))
            attempt += 1
        }
    }
}

/// How often a server that fails is asked, and how long it is left alone in between: each time twice as long, and a random part of
/// it, so that not all requests come back at once.
package struct BinaryCacheAttempts: Hashable, Sendable {
    package var count = 5
    package var firstPause = Duration.milliseconds(500)

    package init() {}

    func pause(after attempt: Int) -> Duration { firstPause * (1 << (attempt - 1)) * Double.random(in: 0.5...1) }
}
